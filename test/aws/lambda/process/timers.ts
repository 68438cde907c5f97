interface Timer {
  readonly due: number;
  readonly run: () => void;
}

/** So many turns of the event loop without a sign of life, and all waits. */
const IDLE_TURNS = 5;

/**
 * The timers of one process on a world's clock: when nothing is left to do but wait, for them or for an answer, the world
 * is asked to let time pass until the first is due, or until the signal, which an answer gives. `now` is the time in
 * milliseconds as the process knows it.
 */
export const createTimers = (now: () => number, sleepUntil: (time: number, signal: AbortSignal) => Promise<void>) => {
  const pending = new Map<object, Timer>();
  /** What has left and is not answered yet. */
  let pendingCalls = 0;
  /** Every sign of life; when none comes for a while, everything waits. */
  let activityCount = 0;
  let sleepAbort: AbortController | undefined;

  const wake = (): void => {
    for (const [handle, { due, run }] of [...pending].toSorted(([, a], [, b]) => a.due - b.due)) {
      if (due <= now() && pending.delete(handle)) run();
    }
    rearm();
  };

  const requestTime = async (until: number): Promise<void> => {
    sleepAbort = new AbortController();
    await sleepUntil(until, sleepAbort.signal);
    sleepAbort = undefined;
    wake();
  };

  /** Asks for time once nothing has happened for some turns of the event loop. */
  const rearm = (): void => {
    activityCount += 1;
    const countBefore = activityCount;
    const checkIdle = (left: number): void => {
      if (activityCount !== countBefore || sleepAbort || (pendingCalls === 0 && pending.size === 0)) return;
      if (left > 0) setImmediate(checkIdle, left - 1);
      else void requestTime(Math.min(...[...pending.values()].map(({ due }) => due)));
    };
    setImmediate(checkIdle, IDLE_TURNS);
  };

  const callStarted = (): void => {
    pendingCalls += 1;
    rearm();
  };
  const callEnded = (): void => {
    pendingCalls -= 1;
    sleepAbort?.abort();
    rearm();
  };

  return {
    schedule: (handle: object, run: () => void, milliseconds: number): void => {
      pending.set(handle, { due: now() + Math.max(0, milliseconds), run });
      rearm();
    },
    cancel: (handle: object): void => void pending.delete(handle),
    /** Something has left that will be answered. */
    callStarted,
    /** It is answered. */
    callEnded,
    /** The same of a piece of code. */
    trackCall: async <T>(code: () => Promise<T>): Promise<T> => {
      callStarted();
      try {
        return await code();
      } finally {
        callEnded();
      }
    },
  };
};
