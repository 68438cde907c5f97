/** A callback that is scheduled. Those due at the same time run in the order in which they were scheduled. */
interface ScheduledCallback {
  readonly at: number;
  readonly run: () => void;
}

/**
 * Virtual time. `advance` moves it from one scheduled callback to the next, and only while all tracked code sleeps: nothing
 * waits in real time. Tracked code waits by `sleep` or `delay` alone.
 */
export interface Clock {
  readonly now: () => Date;
  /** Schedules `run` in `milliseconds`. */
  readonly after: (milliseconds: number, run: () => void) => void;
  /** Waits in virtual time without being tracked, as a call under way does. Outside `advance`, it moves the time by itself. */
  readonly delay: (milliseconds: number) => Promise<void>;
  /** Waits in virtual time, or until `signal` aborts; `Infinity` waits for the signal alone. Only inside `track`. */
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  /** Runs code; time does not move until the code ends or sleeps. */
  readonly track: <T>(code: () => Promise<T>) => Promise<T>;
  /** Runs code that tracked code waits for, without tracking it: time may move meanwhile. */
  readonly whileYielding: <T>(code: () => Promise<T>) => Promise<T>;
  /** Moves the time by `milliseconds`, or until `done` holds, which it checks before each callback. */
  readonly advance: (milliseconds: number, done?: () => boolean) => Promise<void>;
  /** A number from 0 up to, but not including, 1. The sequence depends on the seed alone. */
  readonly random: () => number;
  /** Draws a number of milliseconds from a range in seconds, of a sequence of their own: an id more or less moves no time. */
  readonly drawMilliseconds: (seconds: readonly [number, number]) => number;
}

/** mulberry32, a small and fast pseudo-random number generator: the same seed gives the same numbers from 0 up to 1. */
export const mulberry32 = (seed: number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** Lets all code run that does not wait for time. */
const drainEventLoop = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

/** A clock that begins at `start`. */
export const createClock = ({ start, seed }: { readonly start: Date; readonly seed: number }): Clock => {
  const random = mulberry32(seed);
  const randomDuration = mulberry32(~seed);
  const scheduled: ScheduledCallback[] = [];
  let time = start.getTime();
  let activeCount = 0;
  let advanceDepth = 0;

  const after = (milliseconds: number, run: () => void): void => {
    const at = time + milliseconds;
    const insertAt = scheduled.findIndex((other) => other.at > at);
    scheduled.splice(insertAt === -1 ? scheduled.length : insertAt, 0, { at, run });
  };

  const withActiveChange = async <T>(change: 1 | -1, code: () => Promise<T>): Promise<T> => {
    activeCount += change;
    try {
      return await code();
    } finally {
      activeCount -= change;
    }
  };

  return {
    now: () => new Date(time),
    after,
    delay: async (milliseconds) => {
      if (advanceDepth === 0) time += milliseconds;
      else
        await new Promise<void>((resolve) => {
          after(milliseconds, resolve);
        });
    },
    sleep: (milliseconds, signal) =>
      new Promise((resolve) => {
        activeCount -= 1;
        let isSleeping = true;
        const wake = (): void => {
          if (!isSleeping) return;
          isSleeping = false;
          activeCount += 1;
          resolve();
        };
        if (Number.isFinite(milliseconds)) after(milliseconds, wake);
        signal?.addEventListener('abort', wake);
      }),
    track: (code) => withActiveChange(1, code),
    whileYielding: (code) => withActiveChange(-1, code),
    advance: async (milliseconds, done = () => false) => {
      const end = time + milliseconds;
      // While code that yielded advances the clock, the outer `advance` waits: only the innermost moves the time.
      advanceDepth += 1;
      const ownDepth = advanceDepth;
      for (;;) {
        await drainEventLoop();
        if (activeCount > 0 || advanceDepth > ownDepth) continue;
        const [next] = scheduled;
        if (done() || next === undefined || next.at > end) break;
        scheduled.shift();
        time = Math.max(time, next.at);
        next.run();
      }
      if (!done()) time = Math.max(time, end);
      advanceDepth -= 1;
    },
    random,
    drawMilliseconds: ([min, max]) => Math.round(1000 * (min + randomDuration() * (max - min))),
  };
};
