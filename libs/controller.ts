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
}

/** What a controller may know of the invocation it runs in: no other clock, no other wait. */
export interface Run {
  readonly dryRun: boolean;
  readonly now: () => Date;
  /** Nothing is begun after it: what is left of the invocation is for telling. */
  readonly deadline: Date;
  /** Until when a target that waits is looked at again; after it `reconcile` goes on. */
  readonly patience: Date;
  readonly pause: () => Promise<void>;
}

/**
 * So many targets are acted on at once. Each is brought to its end before the next begins, so that a run that is cut off
 * leaves few half done, and what has not begun by the deadline does not begin.
 */
const AT_ONCE = 10;

/** Does `work` for each, in their order, so many at a time. */
const each = async <T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> => {
  const results: R[] = [];
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [at, item] of queue) results[at] = await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
};

/** A target that still wants to act after so many turns in which it acted has a planner that never settles. */
const MOST_TURNS = 20;

/**
 * Observes, plans and acts until every target is settled or time is up. One target's failure is its own: it is
 * reported, and the others go on. When the world cannot be seen any more, all that were open have failed; when it could
 * not be seen at all, throws what the first look threw.
 */
export async function converge<T extends Target, O, V extends Verbs<V>>(
  controller: Controller<T, O, V>,
  targets: readonly T[],
  run: Run,
): Promise<readonly Report<T, O>[]> {
  const settled = new Map<T, Report<T, O>>();
  const done = new Map<T, Action<V>[]>(targets.map((target) => [target, []]));

  const reporting =
    (target: T, observed: O | undefined) =>
    (status: Report['status'], reason: string, more?: Partial<Report<T, O>>): Report<T, O> => ({
      controller: controller.name,
      target,
      ...(observed !== undefined && { observed }),
      status,
      reason,
      actions: done.get(target) ?? [],
      ...more,
    });

  const turns = new Map<T, number>();
  const turn = async (target: T, observed: O | undefined): Promise<'acted' | 'waits' | Report<T, O>> => {
    const report = reporting(target, observed);
    if (observed === undefined) return report('gone', 'its group is not there any more');
    const plan = controller.plan(target, observed, run.now());
    if (plan.status === 'converged') return report('converged', plan.reason);
    if (plan.status === 'refuse') return report('refused', plan.reason);
    if (plan.status === 'wait') {
      return run.dryRun || run.now() >= run.patience ? report('waiting', plan.reason) : 'waits';
    }
    const [{ reason }] = plan.actions;
    if (run.dryRun) return report('planned', reason, { actions: plan.actions });
    if (run.now() >= run.deadline) return report('waiting', reason);
    const acted = turns.get(target) ?? 0;
    if (acted >= MOST_TURNS) return report('failed', `still not settled after ${MOST_TURNS} turns: ${reason}`);
    turns.set(target, acted + 1);
    for (const action of plan.actions) {
      try {
        await perform(controller.actors, action);
      } catch (cause) {
        return report('failed', `${action.action}: ${messageOf(cause)}`, { cause });
      }
      done.get(target)?.push(action);
    }
    return 'acted';
  };

  let open = targets;
  let seen: ReadonlyMap<T, O> | undefined;
  while (open.length > 0) {
    let observed: ReadonlyMap<T, O>;
    try {
      observed = await controller.observe(open);
    } catch (cause) {
      if (!seen) throw cause;
      for (const target of open) {
        const report = reporting(target, seen.get(target));
        settled.set(target, report('failed', `cannot look again: ${messageOf(cause)}`, { cause }));
      }
      break;
    }
    seen = observed;
    const outcomes = await each(open, async (target) => ({
      target,
      outcome: await turn(target, observed.get(target)),
    }));
    for (const { target, outcome } of outcomes) if (typeof outcome === 'object') settled.set(target, outcome);
    open = open.filter((target) => !settled.has(target));
    if (open.length > 0 && outcomes.every(({ outcome }) => outcome !== 'acted')) await run.pause();
  }
  return targets.flatMap((target) => settled.get(target) ?? []);
}

const perform = <V, N extends Verb<V>>(actors: Actors<V>, action: Action<V, N>): Promise<void> =>
  actors[action.action](action);
