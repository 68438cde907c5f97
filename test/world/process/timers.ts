interface Timer {
  readonly due: number;
  readonly run: () => void;
}

/** So many turns of the event loop without a sign of life, and all waits. */
const QUIET_TURNS = 5;

/**
 * The timers of one process on a world's clock: when nothing is left to do but wait, for them or for an answer, the world
 * is asked to let time pass until the first is due, or until the signal, which an answer gives. `now` is the time in
 * milliseconds as the process knows it.
 */
export const createTimers = (now: () => number, sleepUntil: (time: number, signal: AbortSignal) => Promise<void>) => {
  const pending = new Map<object, Timer>();
  /** What has left and is not answered yet. */
  let open = 0;
  /** Every sign of life; when none comes for a while, everything waits. */
  let signs = 0;
  let asleep: AbortController | undefined;

  const wake = (): void => {
    for (const [handle, { due, run }] of [...pending].toSorted(([, a], [, b]) => a.due - b.due)) {
      if (due <= now() && pending.delete(handle)) run();
    }
    look();
  };

  const ask = async (until: number): Promise<void> => {
    asleep = new AbortController();
    await sleepUntil(until, asleep.signal);
    asleep = undefined;
    wake();
  };

  /** Asks for time once nothing has happened for some turns of the event loop. */
  const look = (): void => {
    signs += 1;
    const seen = signs;
    const turn = (left: number): void => {
      if (signs !== seen || asleep || (open === 0 && pending.size === 0)) return;
      if (left > 0) setImmediate(turn, left - 1);
      else void ask(Math.min(...[...pending.values()].map(({ due }) => due)));
    };
    setImmediate(turn, QUIET_TURNS);
  };

  const begin = (): void => {
    open += 1;
    look();
  };
  const end = (): void => {
    open -= 1;
    asleep?.abort();
    look();
  };

  return {
    schedule: (handle: object, run: () => void, milliseconds: number): void => {
      pending.set(handle, { due: now() + Math.max(0, milliseconds), run });
      look();
    },
    cancel: (handle: object): void => void pending.delete(handle),
    /** Something has left that will be answered. */
    begin,
    /** It is answered. */
    end,
    /** The same of a piece of code. */
    during: async <T>(code: () => Promise<T>): Promise<T> => {
      begin();
      try {
        return await code();
      } finally {
        end();
      }
    },
  };
};
