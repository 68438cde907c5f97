/** Something that happens later, in the order of its time, then of its arrangement. */
interface Appointment {
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
  readonly travel: (milliseconds: number) => Promise<void>;
  /** Waits in virtual time, which may be Infinity, or until it is told to stop; only inside `running`. */
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  /** Runs code that time must wait for. */
  readonly running: <T>(code: () => Promise<T>) => Promise<T>;
  /** Lets time pass while a running piece of code waits for another one. */
  readonly aside: <T>(code: () => Promise<T>) => Promise<T>;
  /** Lets time pass until `done` holds, or until that many milliseconds have gone by. */
  readonly advance: (milliseconds: number, done?: () => boolean) => Promise<void>;
  /** A number from 0 up to 1: the same for the same seed and the same questions before. */
  readonly random: () => number;
  /** A number of milliseconds drawn from a range of seconds. */
  readonly within: (seconds: readonly [number, number]) => number;
}

/** mulberry32: small, fast, and good enough to draw delays. */
const generator = (seed: number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** Lets everything that can go on without time go on. */
const settle = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

export const createClock = ({ start, seed }: { readonly start: Date; readonly seed: number }): Clock => {
  const random = generator(seed);
  const appointments: Appointment[] = [];
  let time = start.getTime();
  let busy = 0;
  let depth = 0;

  const after = (milliseconds: number, run: () => void): void => {
    const at = time + milliseconds;
    const later = appointments.findIndex((other) => other.at > at);
    appointments.splice(later === -1 ? appointments.length : later, 0, { at, run });
  };

  const counted = async <T>(change: 1 | -1, code: () => Promise<T>): Promise<T> => {
    busy += change;
    try {
      return await code();
    } finally {
      busy -= change;
    }
  };

  return {
    now: () => new Date(time),
    after,
    travel: async (milliseconds) => {
      if (depth === 0) time += milliseconds;
      else
        await new Promise<void>((resolve) => {
          after(milliseconds, resolve);
        });
    },
    sleep: (milliseconds, signal) =>
      new Promise((resolve) => {
        busy -= 1;
        let sleeps = true;
        const wake = (): void => {
          if (!sleeps) return;
          sleeps = false;
          busy += 1;
          resolve();
        };
        if (Number.isFinite(milliseconds)) after(milliseconds, wake);
        signal?.addEventListener('abort', wake);
      }),
    running: (code) => counted(1, code),
    aside: (code) => counted(-1, code),
    advance: async (milliseconds, done = () => false) => {
      const end = time + milliseconds;
      // An advance inside an advance, by code that stepped aside, has the clock to itself.
      depth += 1;
      const own = depth;
      for (;;) {
        await settle();
        if (busy > 0 || depth > own) continue;
        const [next] = appointments;
        if (done() || next === undefined || next.at > end) break;
        appointments.shift();
        time = Math.max(time, next.at);
        next.run();
      }
      if (!done()) time = Math.max(time, end);
      depth -= 1;
    },
    random,
    within: ([least, most]) => Math.round(1000 * (least + random() * (most - least))),
  };
};
