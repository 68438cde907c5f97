/** Changes that one caller wants to be sent together, and the caller's promise. */
interface Item<C> {
  readonly changes: readonly C[];
  readonly resolve: () => void;
  readonly reject: (cause: unknown) => void;
}

/**
 * Collects the changes of callers that run at the same time, and sends them in as few batches as possible. `send` makes a
 * batch completely or not at all. A batch that fails for one of its changes (`isItemError`) is halved until the bad item is
 * alone, so that only its caller fails. One caller's changes stay together; only more than `maxItems` of one caller make a
 * larger batch.
 */
export const createBatcher = <C>(
  send: (changes: readonly C[]) => Promise<void>,
  isItemError: (cause: unknown) => boolean,
  maxItems: number,
): ((changes: readonly C[]) => Promise<void>) => {
  let waiting: Item<C>[] = [];

  const sendBatch = async (items: readonly Item<C>[]): Promise<void> => {
    try {
      await send(items.flatMap(({ changes }) => changes));
      for (const { resolve } of items) resolve();
    } catch (cause) {
      if (items.length > 1 && isItemError(cause)) {
        const middle = Math.ceil(items.length / 2);
        await sendBatch(items.slice(0, middle));
        await sendBatch(items.slice(middle));
      } else for (const { reject } of items) reject(cause);
    }
  };

  const flush = async (): Promise<void> => {
    const items = waiting;
    waiting = [];
    for (const batch of packBatches(items, maxItems)) await sendBatch(batch);
  };

  return (changes) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) queueMicrotask(() => void flush());
      waiting.push({ changes, resolve, reject });
    });
};

/** Packs items into batches of at most `maxItems` changes, in their order. */
const packBatches = <C>(items: readonly Item<C>[], maxItems: number): readonly (readonly Item<C>[])[] => {
  const batches: Item<C>[][] = [];
  let room = -1;
  for (const item of items) {
    if (item.changes.length > room) {
      batches.push([]);
      room = maxItems;
    }
    batches.at(-1)?.push(item);
    room -= item.changes.length;
  }
  return batches;
};
