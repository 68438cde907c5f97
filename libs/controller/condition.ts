import type { Plan } from './plan.ts';
import { type ConditionRef, messageOf } from './result.ts';

/** What a condition names in `needs` and `after`: every condition of a kind, or one of them by its name. */
export type ConditionId<K extends string = string> = K | `${K}/${string}`;

/**
 * One thing that is to hold of a target, judged by itself: what is refused or fails ends only what depends on it. The idea
 * is that of Kubernetes.
 * https://github.com/kubernetes/community/blob/master/contributors/devel/sig-architecture/api-conventions.md#typical-status-properties
 */
export interface Condition<V, K extends string = string> extends ConditionRef<K> {
  /** Conditions of the same instance, or of the whole target, that must hold; otherwise this one is blocked, and not judged. */
  readonly needs?: readonly ConditionId<K>[];
  /** Conditions that are to be settled first; their refusal or failure does not block this one. */
  readonly after?: readonly ConditionId<K>[];
  /** Pure; `undefined` when the condition holds. */
  readonly plan: () => Plan<V> | undefined;
}

/** The conditions of a controller whose targets have only one. */
export const onlyCondition =
  <T, O, V>(kind: string, plan: (target: T, observed: O, now: Date) => Plan<V>) =>
  (target: T, observed: O, now: Date): readonly [Condition<V>] => [{ kind, plan: () => plan(target, observed, now) }];

/** A condition whose planner or action failed in this run. The next run tries it again. */
export interface Failure {
  readonly status: 'failed';
  readonly reason: string;
  readonly cause: unknown;
}

/** The failure of a step, with the error that it failed with. */
export const failure = (step: string, cause: unknown): Failure => ({
  status: 'failed',
  reason: `${step}: ${messageOf(cause)}`,
  cause,
});

/** A judged condition. */
export interface Judged<V> extends ConditionRef {
  readonly outcome: Plan<V> | Failure | { readonly status: 'blocked'; readonly by: Judged<V> };
}

/** A judged condition that has actions to execute. */
export interface Due<V> extends ConditionRef {
  readonly outcome: Extract<Plan<V>, { status: 'act' }>;
}

export const isDue = <V>(judged: Judged<V>): judged is Due<V> => judged.outcome.status === 'act';

/** Distinguishes the conditions of one target. */
export const keyOf = ({ kind, name = '', instanceId = '' }: ConditionRef): string => [kind, name, instanceId].join(' ');

const HOLDS = { status: 'converged', reason: 'it is as it should be' } as const;

/** The condition without which this one was not judged, or else itself. */
const rootOf = <V>(judged: Judged<V>): Judged<V> => (judged.outcome.status === 'blocked' ? judged.outcome.by : judged);

/** Whether a condition is among those that another one names. */
const isNamed = (
  { kind, name, instanceId }: ConditionRef,
  ids: readonly ConditionId[],
  { instanceId: ownId }: ConditionRef,
): boolean =>
  ids.some((id) => id === kind || id === `${kind}/${name}`) &&
  (instanceId === undefined || ownId === undefined || instanceId === ownId);

const holds = <V>({ outcome }: Judged<V>): boolean => outcome.status === 'converged';

const isSettled = <V>({ outcome: { status } }: Judged<V>): boolean => status !== 'act' && status !== 'wait';

/**
 * Judges conditions in their order; those that others depend on stand first. `override` gives the outcome of a condition
 * that has an action due, where this run does not execute it. A planner that throws fails its own condition.
 */
export const judge = <V>(
  conditions: readonly Condition<V>[],
  override: (condition: ConditionRef) => Plan<V> | Failure | undefined,
): readonly Judged<V>[] => {
  const all: Judged<V>[] = [];
  const outcomeOf = ({ needs = [], after = [], plan, ...ref }: Condition<V>): Judged<V>['outcome'] => {
    const blocker =
      all.find((earlier) => isNamed(earlier, needs, ref) && !holds(earlier)) ??
      all.find((earlier) => isNamed(earlier, after, ref) && !isSettled(rootOf(earlier)));
    if (blocker) return { status: 'blocked', by: rootOf(blocker) };
    try {
      const planned = plan() ?? HOLDS;
      return (planned.status === 'act' ? override(ref) : undefined) ?? planned;
    } catch (cause) {
      return failure('cannot plan', cause);
    }
  };
  for (const condition of conditions) {
    const { kind, name, instanceId } = condition;
    const ref = { kind, ...(name !== undefined && { name }), ...(instanceId !== undefined && { instanceId }) };
    all.push({ ...ref, outcome: outcomeOf(condition) });
  }
  return all;
};
