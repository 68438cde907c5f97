import type { Plan } from '../../../libs/controller/plan.ts';
import type { Result, Target } from '../../../libs/controller/result.ts';
import type { Message } from '../../../libs/notifications/notify.ts';

/** One kind of notification, rendered by the product's own code. */
export interface Sample {
  readonly title: string;
  /** When it is sent: a sentence. */
  readonly when: string;
  readonly message: Message;
}

/** The time of all samples. */
export const NOW = new Date('2026-11-14T12:00:00Z');

export const minutesBefore = (minutes: number): Date => new Date(NOW.getTime() - 60_000 * minutes);

const STATUSES = { converged: 'converged', wait: 'waiting', refuse: 'refused' } as const;

/**
 * The result of a run that observes these states in turn and executes every plan of actions: what `reconcile` makes of
 * them, without AWS.
 */
export const resultOf = <T extends Target, O, V>(
  controller: string,
  plan: (target: T, observed: O, now: Date) => Plan<V>,
  target: T,
  ...observations: readonly [O, ...O[]]
): Result<T, O> => {
  const plans = observations.map((observed) => plan(target, observed, NOW));
  const actions = plans.flatMap((decided) => (decided.status === 'act' ? decided.actions : []));
  const last = plans.at(-1);
  if (!last || last.status === 'act') throw new TypeError(`the last plan of ${target.host} must not act`);
  const observed = observations.at(-1) ?? observations[0];
  const { status, ...details } = last;
  return { controller, target, observed, actions, ...details, status: STATUSES[status] };
};
