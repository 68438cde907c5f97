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
  const settled = new Map<T, Report<T, O>>();
  const seen = new Map<T, O>();
  const done = new Map<T, Action<V>[]>(targets.map((target) => [target, []]));
  const turns = new Map<T, number>();
  const lastDeeds = new Map<T, Date>();
  const busy = new Map<T, Promise<void>>();
  const inLine = lines(controller.atOnce);

  const settle = (target: T, status: Report['status'], reason: string, more?: Partial<Report<T, O>>): void => {
    const observed = seen.get(target);
    settled.set(target, {
      controller: controller.name,
      target,
      ...(observed !== undefined && { observed }),
      status,
      reason,
      actions: done.get(target) ?? [],
      ...more,
    });
  };

  const carryOut = async (target: T, observed: O): Promise<void> => {
    // Its turn may have come late, so it is planned for the time that it is.
    const plan = controller.plan(target, observed, run.now());
    if (plan.status !== 'act') return;
    if (run.now() >= run.deadline) return settle(target, 'waiting', plan.actions[0].reason);
    for (const action of plan.actions) {
      try {
        await perform(controller.actors, action);
      } catch (cause) {
        return settle(target, 'failed', `${action.action}: ${messageOf(cause)}`, { cause });
      }
      done.get(target)?.push(action);
      lastDeeds.set(target, run.now());
    }
  };

  const turn = (target: T, observed: O | undefined): void => {
    if (observed === undefined) return settle(target, 'gone', 'its group is not there any more');
    const plan = controller.plan(target, observed, run.now());
    if (plan.status === 'converged') return settle(target, 'converged', plan.reason);
    if (plan.status === 'refuse') return settle(target, 'refused', plan.reason);
    if (plan.status === 'wait') {
      const isLeft = run.dryRun || run.now() >= run.patience(lastDeeds.get(target));
      return isLeft ? settle(target, 'waiting', plan.reason) : undefined;
    }
    const { actions } = plan;
    const [{ action, reason }] = actions;
    if (run.dryRun) return settle(target, 'planned', reason, { actions });
    const taken = turns.get(target) ?? 0;
    if (taken >= MOST_TURNS) return settle(target, 'failed', `still not settled after ${MOST_TURNS} turns: ${reason}`);
    turns.set(target, taken + 1);
    const carriedOut = inLine(action, () => carryOut(target, observed)).finally(() => busy.delete(target));
    busy.set(target, carriedOut);
  };

  let hasLooked = false;
  while (settled.size < targets.length) {
    const idle = targets.filter((target) => !settled.has(target) && !busy.has(target));
    let observed: ReadonlyMap<T, O> = new Map();
    try {
      if (idle.length > 0) observed = await controller.observe(idle);
      hasLooked = true;
    } catch (cause) {
      if (!hasLooked) throw cause;
      await Promise.all(busy.values());
      for (const target of targets)
        if (!settled.has(target)) settle(target, 'failed', `cannot look again: ${messageOf(cause)}`, { cause });
    }
    for (const [target, answer] of observed) seen.set(target, answer);
    for (const target of idle) if (!settled.has(target)) turn(target, observed.get(target));
    if (settled.size < targets.length) await run.pause(busy.size > 0 ? Promise.all(busy.values()) : undefined);
  }
  return targets.flatMap((target) => settled.get(target) ?? []);
}

const perform = <V, N extends Verb<V>>(actors: Actors<V>, action: Action<V, N>): Promise<void> =>
  actors[action.action](action);
