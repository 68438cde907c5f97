interface Timer {
  readonly due: number;
  readonly run: () => void;
}

/** After this many turns of the event loop without activity, all code of the process waits. */
const IDLE_TURNS = 5;

/**
 * The timers of one process on the virtual clock. When all of its code waits for a timer or for a response, it sleeps until
 * the first timer is due; a response ends the sleep by the signal. `now` is the process's time in milliseconds.
 */
export const createTimers = (now: () => number, sleepUntil: (time: number, signal: AbortSignal) => Promise<void>) => {
  const pending = new Map<object, Timer>();
  /** Calls that are not answered yet. */
  let pendingCalls = 0;
  /** Grows with every activity; while it does not, the process is idle. */
  let activityCount = 0;
  let sleepAbort: AbortController | undefined;
  let isStopped = false;

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

  /** Restarts the wait for idleness, after which the process sleeps. */
  const rearm = (): void => {
    activityCount += 1;
    const countBefore = activityCount;
    const checkIdle = (turnsLeft: number): void => {
      if (isStopped || activityCount !== countBefore || sleepAbort || (pendingCalls === 0 && pending.size === 0))
        return;
      if (turnsLeft > 0) setImmediate(checkIdle, turnsLeft - 1);
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
    /** Ends the process: none of its timers is due any more, and it sleeps no more. */
    stop: (): void => {
      isStopped = true;
      pending.clear();
      sleepAbort?.abort();
    },
    /** Runs `run` in `milliseconds`; `handle` cancels it. */
    schedule: (handle: object, run: () => void, milliseconds: number): void => {
      pending.set(handle, { due: now() + Math.max(0, milliseconds), run });
      rearm();
    },
    cancel: (handle: object): void => void pending.delete(handle),
    /** A call was sent. */
    callStarted,
    /** A call was answered. */
    callEnded,
    /** Counts code as a call while it runs. */
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
