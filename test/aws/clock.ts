/** Something that happens later, in the order of its time, then of its arrangement. */
interface ScheduledCallback {
  readonly at: number;
  readonly run: () => void;
}

/**
 * Virtual time. It moves only when everything that runs has gone to sleep on it: the next appointment comes, at its
 * time, and nothing waits in real time. Code that runs is counted with `running`; `sleep` is its only way to wait.
 */
export interface Clock {
  readonly now: () => Date;
  /** Arranges `run` for `milliseconds` from now. */
  readonly after: (milliseconds: number, run: () => void) => void;
  /** Waits in virtual time, on the way to somebody; where nobody lets time pass, it passes at once. */
  readonly delay: (milliseconds: number) => Promise<void>;
  /** Waits in virtual time, which may be Infinity, or until it is told to stop; only inside `running`. */
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  /** Runs code that time must wait for. */
  readonly track: <T>(code: () => Promise<T>) => Promise<T>;
  /** Lets time pass while a running piece of code waits for another one. */
  readonly whileYielding: <T>(code: () => Promise<T>) => Promise<T>;
  /** Lets time pass until `done` holds, or until that many milliseconds have gone by. */
  readonly advance: (milliseconds: number, done?: () => boolean) => Promise<void>;
  /** A number from 0 up to 1: the same for the same seed and the same questions before. */
  readonly random: () => number;
  /** A number of milliseconds drawn from a range of seconds. */
  readonly drawMilliseconds: (seconds: readonly [number, number]) => number;
}

/** mulberry32: small, fast, and good enough to draw delays. */
const mulberry32 = (seed: number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** Lets everything that can go on without time go on. */
const drainEventLoop = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

export const createClock = ({ start, seed }: { readonly start: Date; readonly seed: number }): Clock => {
  const random = mulberry32(seed);
  const scheduled: ScheduledCallback[] = [];
  let time = start.getTime();
  let activeCount = 0;
  let advanceDepth = 0;

  const after = (milliseconds: number, run: () => void): void => {
    const at = time + milliseconds;
    const insertAt = scheduled.findIndex((other) => other.at > at);
    scheduled.splice(insertAt === -1 ? scheduled.length : insertAt, 0, { at, run });
  };

  const withBusyChange = async <T>(change: 1 | -1, code: () => Promise<T>): Promise<T> => {
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
    track: (code) => withBusyChange(1, code),
    whileYielding: (code) => withBusyChange(-1, code),
    advance: async (milliseconds, done = () => false) => {
      const end = time + milliseconds;
      // An advance inside an advance, by code that stepped aside, has the clock to itself.
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
    drawMilliseconds: ([min, max]) => Math.round(1000 * (min + random() * (max - min))),
  };
};
