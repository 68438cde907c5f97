import type { Condition } from './condition.ts';
import type { Action, ActionName } from './plan.ts';
import type { Target } from './result.ts';

/** Executes each action of a controller: one entry an action, no more, no fewer. Each must be safe to repeat. */
export type Executors<V> = { readonly [N in ActionName<V>]: (action: Action<V, N>) => Promise<void> };

/**
 * How long a run waits for AWS. A target whose plan is `wait` is polled until the run gives it up; the next run of
 * `reconcile` continues with it.
 */
export interface Polling {
  /** Interval between two observations. */
  readonly everySeconds: number;
  /** Time after the start of the run at which a waiting target is given up: one the run has not acted on, one it has. */
  readonly giveUpAfterSeconds: { readonly untouched: number; readonly acted: number };
  /** Minimum polling time after the run's last action on a target. */
  readonly followUpSeconds: number;
  /** Whether targets are observed while actions on others execute; otherwise once all of them have ended. */
  readonly whileActing: boolean;
}

/** Keeps targets of one kind in their desired state: how to observe, how to decide, how to act, how long to wait. */
export interface Controller<T extends Target, Observed, V> {
  readonly name: string;
  /** In bulk, because AWS charges calls by the page, not by the host. A target that no longer exists is left out. */
  readonly observe: (targets: readonly T[]) => Promise<ReadonlyMap<T, Observed>>;
  /** All that is to hold of a target, in order. Pure: the same observation at the same time yields the same plans. */
  readonly conditions: (target: T, observed: Observed, now: Date) => readonly Condition<V>[];
  readonly executors: Executors<V>;
  /**
   * Number of targets that may execute the same kind of action at once, in their order. AWS throttles by operation, so
   * each kind has a queue of its own.
   */
  readonly maxConcurrency: number;
  readonly polling: Polling;
}

/** The invocation that a run takes place in: the only clock and the only sleep that a run may use. */
export interface RunContext {
  readonly dryRun: boolean;
  readonly now: () => Date;
  readonly startedAt: Date;
  /** No action begins after it: the rest of the invocation is for the notification. */
  readonly deadline: Date;
  /** Begins that rest: from here on, calls may be made after the deadline. Absent where calls have no limit. */
  readonly beginFinish?: () => void;
  /** Ends early when `signal` is aborted. */
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
}

/** Time at which a run gives a waiting target up; `lastActionAt` is absent where the run has not acted on it. */
export const giveUpAt = (polling: Polling, { startedAt, deadline }: RunContext, lastActionAt?: Date): Date => {
  const { everySeconds, giveUpAfterSeconds, followUpSeconds } = polling;
  const start = startedAt.getTime();
  const end = lastActionAt
    ? Math.max(start + 1000 * giveUpAfterSeconds.acted, lastActionAt.getTime() + 1000 * followUpSeconds)
    : start + 1000 * giveUpAfterSeconds.untouched;
  // The last observation must come before the deadline, so polling ends one interval earlier.
  return new Date(Math.min(deadline.getTime() - 1000 * everySeconds, end));
};
