/** Something that is wanted together with others of its kind, and what became of it. */
interface Item<C> {
  readonly changes: readonly C[];
  readonly resolve: () => void;
  readonly reject: (cause: unknown) => void;
}

/**
 * Sends what is asked for in one breath as few shared batches, each of which is made whole or not at all. A batch that
 * is refused for one of its changes is halved until the bad order stands alone; only that one throws. The changes of one
 * order stay together, unless there are more than a batch takes. `most` is how many changes a batch takes.
 */
export const createBatcher = <C>(
  send: (changes: readonly C[]) => Promise<void>,
  isItemError: (cause: unknown) => boolean,
  maxItems: number,
): ((changes: readonly C[]) => Promise<void>) => {
  let waiting: Item<C>[] = [];

  const sendTogether = async (orders: readonly Item<C>[]): Promise<void> => {
    try {
      await send(orders.flatMap(({ changes }) => changes));
      for (const { resolve } of orders) resolve();
    } catch (cause) {
      if (orders.length > 1 && isItemError(cause)) {
        const middle = Math.ceil(orders.length / 2);
        await sendTogether(orders.slice(0, middle));
        await sendTogether(orders.slice(middle));
      } else for (const { reject } of orders) reject(cause);
    }
  };

  const flush = async (): Promise<void> => {
    const orders = waiting;
    waiting = [];
    for (const batch of packBatches(orders, maxItems)) await sendTogether(batch);
  };

  return (changes) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) queueMicrotask(() => void flush());
      waiting.push({ changes, resolve, reject });
    });
};

/** Orders in their order, as many to a batch as it takes. */
const packBatches = <C>(orders: readonly Item<C>[], most: number): readonly (readonly Item<C>[])[] => {
  const batches: Item<C>[][] = [];
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
