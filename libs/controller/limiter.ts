/** Runs work of one kind, at most `maxConcurrency` at once, in the order of the calls. */
export type Limiter = <R>(kind: string, work: () => Promise<R>) => Promise<R>;

/** Creates a limiter with one queue for each kind of work. */
export const createLimiter = (maxConcurrency: number): Limiter => {
  const queues = new Map<string, { running: number; readonly waiting: (() => void)[] }>();
  return async (kind, work) => {
    const queue = queues.get(kind) ?? { running: 0, waiting: [] };
    queues.set(kind, queue);
    if (queue.running >= maxConcurrency) await new Promise<void>((resolve) => queue.waiting.push(resolve));
    else queue.running += 1;
    try {
      return await work();
    } finally {
      const next = queue.waiting.shift();
      if (next) next();
      else queue.running -= 1;
    }
  };
};
