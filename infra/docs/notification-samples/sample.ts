import { conclude } from '../../../libs/controller/conclude.ts';
import { isDue, judge } from '../../../libs/controller/condition.ts';
import type { Controller } from '../../../libs/controller/controller.ts';
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

/**
 * The result of a run that observes these states in turn and executes all that is due: what `reconcile` makes of them,
 * without AWS. Throws when something is still due at the end.
 */
export const resultOf = <T extends Target, O, V>(
  controller: string,
  conditions: Controller<T, O, V>['conditions'],
  target: T,
  ...observations: readonly [O, ...O[]]
): Result<T, O> => {
  const rounds = observations.map((observed) => judge(conditions(target, observed, NOW), () => undefined));
  const actions = rounds.flatMap((judged) => judged.filter(isDue).flatMap(({ outcome }) => outcome.actions));
  const observed = observations.at(-1) ?? observations[0];
  const conclusion = conclude(rounds.at(-1) ?? []);
  if (conclusion.status === 'planned') throw new TypeError(`something is still due for ${target.host}`);
  return { controller, target, observed, actions, ...conclusion };
};
