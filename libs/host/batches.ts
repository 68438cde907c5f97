/** Something that is wanted together with others of its kind, and what became of it. */
interface Order<C> {
  readonly changes: readonly C[];
  readonly resolve: () => void;
  readonly reject: (cause: unknown) => void;
}

/**
 * Sends what is asked for in one breath as few shared batches, each of which is made whole or not at all. A batch that
 * is refused for one of its changes is halved until the bad order stands alone; only that one throws. The changes of one
 * order stay together, unless there are more than a batch takes. `most` is how many changes a batch takes.
 */
export const inBatches = <C>(
  send: (changes: readonly C[]) => Promise<void>,
  isBadChange: (cause: unknown) => boolean,
  most: number,
): ((changes: readonly C[]) => Promise<void>) => {
  let waiting: Order<C>[] = [];

  const sendTogether = async (orders: readonly Order<C>[]): Promise<void> => {
    try {
      await send(orders.flatMap(({ changes }) => changes));
      for (const { resolve } of orders) resolve();
    } catch (cause) {
      if (orders.length > 1 && isBadChange(cause)) {
        const middle = Math.ceil(orders.length / 2);
        await sendTogether(orders.slice(0, middle));
        await sendTogether(orders.slice(middle));
      } else for (const { reject } of orders) reject(cause);
    }
  };

  const flush = async (): Promise<void> => {
    const orders = waiting;
    waiting = [];
    for (const batch of packed(orders, most)) await sendTogether(batch);
  };

  return (changes) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) queueMicrotask(() => void flush());
      waiting.push({ changes, resolve, reject });
    });
};

/** Orders in their order, as many to a batch as it takes. */
const packed = <C>(orders: readonly Order<C>[], most: number): readonly (readonly Order<C>[])[] => {
  const batches: Order<C>[][] = [];
  let room = -1;
  for (const order of orders) {
    if (order.changes.length > room) {
      batches.push([]);
      room = most;
    }
    batches.at(-1)?.push(order);
    room -= order.changes.length;
  }
  return batches;
};
