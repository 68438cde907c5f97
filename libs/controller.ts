import type { Action, Plan, Verb, Verbs } from './plan.ts';
import { messageOf, type Report, type Target } from './report.ts';

/** How each action is carried out: one entry per action, no more, no fewer; each safe to repeat. */
export type Actors<V> = { readonly [N in Verb<V>]: (action: Action<V, N>) => Promise<void> };

/** One kind of order to keep: how to look, how to decide, how to act. */
export interface Controller<T extends Target, Observed, V extends Verbs<V>> {
  readonly name: string;
  /** In bulk: a fleet costs pages, not hosts. A target that is not there any more is left out of the answer. */
  readonly observe: (targets: readonly T[]) => Promise<ReadonlyMap<T, Observed>>;
  /** Pure: the same look at the same time is the same plan. */
  readonly plan: (target: T, observed: Observed, now: Date) => Plan<V>;
  readonly actors: Actors<V>;
  /**
   * So many targets do the same at once, in their order; AWS throttles by operation, so each kind of action has a line of
   * its own. What has not begun by the deadline does not begin.
   */
  readonly atOnce: number;
}

/** Lets work of each kind begin in the order of asking, so many at a time. */
const lines = (atOnce: number) => {
  const kinds = new Map<string, { running: number; readonly waiting: (() => void)[] }>();
  return async <R>(kind: string, work: () => Promise<R>): Promise<R> => {
    const line = kinds.get(kind) ?? { running: 0, waiting: [] };
    kinds.set(kind, line);
    if (line.running >= atOnce) await new Promise<void>((resolve) => line.waiting.push(resolve));
    else line.running += 1;
    try {
      return await work();
    } finally {
      const next = line.waiting.shift();
      if (next) next();
      else line.running -= 1;
    }
  };
};

/** What a controller may know of the invocation it runs in: no other clock, no other wait. */
export interface Run {
  readonly dryRun: boolean;
  readonly now: () => Date;
  /** Nothing is begun after it: what is left of the invocation is for telling. */
  readonly deadline: Date;
  /** Until when a target that waits is looked at again, to which this run has last done something then; after it `reconcile` goes on. */
  readonly patience: (lastDeed?: Date) => Date;
  /** Waits until the next look, or until `done`. */
  readonly pause: (done?: Promise<unknown>) => Promise<void>;
}

/** A target that still wants to act after so many turns in which it acted has a planner that never settles. */
const MOST_TURNS = 20;

/** How far a run has come with one target. */
interface Course<T extends Target, O, V> {
  readonly target: T;
  /** As last seen; absent when it is not there. */
  observed?: O | undefined;
  readonly done: Action<V>[];
  turns: number;
  lastDeed?: Date;
  /** Ends when its turn does. */
  busy?: Promise<void> | undefined;
  /** What became of it; absent while it is open. */
  report?: Report<T, O>;
}

/**
 * Observes, plans and acts until every target is settled or time is up; who acts, or waits for its turn to, holds up
 * nobody else. One target's failure is its own: it is reported, and the others go on. When the world cannot be seen any
 * more, all that were open have failed; when it could not be seen at all, throws what the first look threw.
 */
export async function converge<T extends Target, O, V extends Verbs<V>>(
  controller: Controller<T, O, V>,
  targets: readonly T[],
  run: Run,
): Promise<readonly Report<T, O>[]> {
  const { name, observe, plan, actors, atOnce } = controller;
  const courses = targets.map((target): Course<T, O, V> => ({ target, done: [], turns: 0 }));
  const inLine = lines(atOnce);

  const settle = (
    course: Course<T, O, V>,
    status: Report['status'],
    reason: string,
    more?: Partial<Report<T, O>>,
  ): void => {
    const { target, observed, done: actions } = course;
    course.report = {
      controller: name,
      target,
      ...(observed !== undefined && { observed }),
      status,
      reason,
      actions,
      ...more,
    };
  };

  const carryOut = async (course: Course<T, O, V>, observed: O): Promise<void> => {
    // Its turn may have come late, so it is planned for the time that it is.
    const planned = plan(course.target, observed, run.now());
    if (planned.status !== 'act') return;
    if (run.now() >= run.deadline) return settle(course, 'waiting', planned.actions[0].reason);
    for (const action of planned.actions) {
      try {
        await perform(actors, action);
      } catch (cause) {
        return settle(course, 'failed', `${action.action}: ${messageOf(cause)}`, { cause });
      }
      course.done.push(action);
      course.lastDeed = run.now();
    }
  };

  const turn = (course: Course<T, O, V>): void => {
    const { target, observed, lastDeed, turns } = course;
    if (observed === undefined) return settle(course, 'gone', 'its group is not there any more');
    const planned = plan(target, observed, run.now());
    if (planned.status === 'converged') return settle(course, 'converged', planned.reason);
    if (planned.status === 'refuse') return settle(course, 'refused', planned.reason);
    if (planned.status === 'wait') {
      const isLeft = run.dryRun || run.now() >= run.patience(lastDeed);
      return isLeft ? settle(course, 'waiting', planned.reason) : undefined;
    }
    const { actions } = planned;
    const [{ action, reason }] = actions;
    if (run.dryRun) return settle(course, 'planned', reason, { actions });
    if (turns >= MOST_TURNS) return settle(course, 'failed', `still not settled after ${MOST_TURNS} turns: ${reason}`);
    course.turns += 1;
    course.busy = inLine(action, () => carryOut(course, observed)).finally(() => (course.busy = undefined));
  };

  const look = async (idle: readonly Course<T, O, V>[]): Promise<void> => {
    const seen = await observe(idle.map(({ target }) => target));
    for (const course of idle) course.observed = seen.get(course.target);
  };

  const open = () => courses.filter(({ report }) => !report);
  const underWay = () => open().flatMap(({ busy }) => busy ?? []);
  let hasLooked = false;
  while (open().length > 0) {
    const idle = open().filter(({ busy }) => !busy);
    try {
      if (idle.length > 0) await look(idle);
      hasLooked = true;
    } catch (cause) {
      if (!hasLooked) throw cause;
      await Promise.all(underWay());
      for (const course of open()) settle(course, 'failed', `cannot look again: ${messageOf(cause)}`, { cause });
    }
    for (const course of idle) if (!course.report) turn(course);
    const turns = underWay();
    if (open().length > 0) await run.pause(turns.length > 0 ? Promise.all(turns) : undefined);
  }
  return courses.flatMap(({ report }) => report ?? []);
}

const perform = <V, N extends Verb<V>>(actors: Actors<V>, action: Action<V, N>): Promise<void> =>
  actors[action.action](action);
