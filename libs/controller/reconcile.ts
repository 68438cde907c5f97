import type { Action, Plan, ActionName, ActionMap } from './plan.ts';
import { messageOf, type Result, type Target } from './result.ts';

/** How each action is carried out: one entry per action, no more, no fewer; each safe to repeat. */
export type Executors<V> = { readonly [N in ActionName<V>]: (action: Action<V, N>) => Promise<void> };

/** One kind of order to keep: how to look, how to decide, how to act. */
export interface Controller<T extends Target, Observed, V extends ActionMap<V>> {
  readonly name: string;
  /** In bulk: a fleet costs pages, not hosts. A target that is not there any more is left out of the answer. */
  readonly observe: (targets: readonly T[]) => Promise<ReadonlyMap<T, Observed>>;
  /** Pure: the same look at the same time is the same plan. */
  readonly plan: (target: T, observed: Observed, now: Date) => Plan<V>;
  readonly executors: Executors<V>;
  /**
   * So many targets do the same at once, in their order; AWS throttles by operation, so each kind of action has a line of
   * its own. What has not begun by the deadline does not begin.
   */
  readonly maxConcurrency: number;
}

/** Lets work of each kind begin in the order of asking, so many at a time. */
const createLimiter = (atOnce: number) => {
  const queues = new Map<string, { running: number; readonly waiting: (() => void)[] }>();
  return async <R>(kind: string, work: () => Promise<R>): Promise<R> => {
    const queue = queues.get(kind) ?? { running: 0, waiting: [] };
    queues.set(kind, queue);
    if (queue.running >= atOnce) await new Promise<void>((resolve) => queue.waiting.push(resolve));
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

/** What a controller may know of the invocation it runs in: no other clock, no other wait. */
export interface RunContext {
  readonly dryRun: boolean;
  readonly now: () => Date;
  /** Nothing is begun after it: what is left of the invocation is for telling. */
  readonly deadline: Date;
  /** Until when a target that waits is looked at again, to which this run has last done something then; after it `reconcile` goes on. */
  readonly pollUntil: (lastActionAt?: Date) => Date;
  /** Waits until the next look, or until `done`. */
  readonly waitForNextPoll: (done?: Promise<unknown>) => Promise<void>;
}

/** A target that still wants to act after so many turns in which it acted has a planner that never settles. */
const MAX_ROUNDS = 20;

/** How far a run has come with one target. */
interface Progress<T extends Target, O, V> {
  readonly target: T;
  /** As last seen; absent when it is not there. */
  observed?: O | undefined;
  readonly done: Action<V>[];
  rounds: number;
  lastActionAt?: Date;
  /** Ends when its turn does. */
  executing?: Promise<void> | undefined;
  /** What became of it; absent while it is open. */
  result?: Result<T, O>;
}

/**
 * Observes, plans and acts until every target is settled or time is up; who acts, or waits for its turn to, holds up
 * nobody else. One target's failure is its own: it is reported, and the others go on. When the world cannot be seen any
 * more, all that were open have failed; when it could not be seen at all, throws what the first look threw.
 */
export async function reconcile<T extends Target, O, V extends ActionMap<V>>(
  controller: Controller<T, O, V>,
  targets: readonly T[],
  run: RunContext,
): Promise<readonly Result<T, O>[]> {
  const { name, observe, plan, executors, maxConcurrency } = controller;
  const inProgress = targets.map((target): Progress<T, O, V> => ({ target, done: [], rounds: 0 }));
  const limit = createLimiter(maxConcurrency);

  const finish = (
    course: Progress<T, O, V>,
    status: Result['status'],
    reason: string,
    details?: Partial<Result<T, O>>,
  ): void => {
    const { target, observed, done: actions } = course;
    course.result = {
      controller: name,
      target,
      ...(observed !== undefined && { observed }),
      status,
      reason,
      actions,
      ...details,
    };
  };

  const executePlan = async (course: Progress<T, O, V>, observed: O): Promise<void> => {
    // Its turn may have come late, so it is planned for the time that it is.
    const planned = plan(course.target, observed, run.now());
    if (planned.status !== 'act') return;
    if (run.now() >= run.deadline) return finish(course, 'waiting', planned.actions[0].reason);
    for (const action of planned.actions) {
      try {
        await execute(executors, action);
      } catch (cause) {
        return finish(course, 'failed', `${action.action}: ${messageOf(cause)}`, { cause });
      }
      course.done.push(action);
      course.lastActionAt = run.now();
    }
  };

  const advance = (course: Progress<T, O, V>): void => {
    const { target, observed, lastActionAt, rounds } = course;
    if (observed === undefined) return finish(course, 'gone', 'its group is not there any more');
    const planned = plan(target, observed, run.now());
    if (planned.status === 'converged') return finish(course, 'converged', planned.reason);
    if (planned.status === 'refuse') {
      const { reason, command } = planned;
      return finish(course, 'refused', reason, command === undefined ? {} : { command });
    }
    if (planned.status === 'wait') {
      const isLeft = run.dryRun || run.now() >= run.pollUntil(lastActionAt);
      return isLeft ? finish(course, 'waiting', planned.reason) : undefined;
    }
    const { actions } = planned;
    const [{ action, reason }] = actions;
    if (run.dryRun) return finish(course, 'planned', reason, { actions });
    if (rounds >= MAX_ROUNDS)
      return finish(course, 'failed', `still not settled after ${MAX_ROUNDS} rounds: ${reason}`);
    course.rounds += 1;
    course.executing = limit(action, () => executePlan(course, observed)).finally(() => (course.executing = undefined));
  };

  const refresh = async (idle: readonly Progress<T, O, V>[]): Promise<void> => {
    const observations = await observe(idle.map(({ target }) => target));
    for (const course of idle) course.observed = observations.get(course.target);
  };

  const unfinished = () => inProgress.filter(({ result }) => !result);
  const executions = () => unfinished().flatMap(({ executing }) => executing ?? []);
  let hasObserved = false;
  while (unfinished().length > 0) {
    const idle = unfinished().filter(({ executing }) => !executing);
    try {
      if (idle.length > 0) await refresh(idle);
      hasObserved = true;
    } catch (cause) {
      if (!hasObserved) throw cause;
      await Promise.all(executions());
      for (const course of unfinished()) finish(course, 'failed', `cannot look again: ${messageOf(cause)}`, { cause });
    }
    for (const course of idle) if (!course.result) advance(course);
    const turns = executions();
    if (unfinished().length > 0) await run.waitForNextPoll(turns.length > 0 ? Promise.all(turns) : undefined);
  }
  return inProgress.flatMap(({ result }) => result ?? []);
}

const execute = <V, N extends ActionName<V>>(actors: Executors<V>, action: Action<V, N>): Promise<void> =>
  actors[action.action](action);
