import { FAILED, GONE, NEEDS_YOU, problemOf } from '../notifications/kinds.ts';
import { describeActions, fixOf, type NewsItem, type NewsKind, type Suggestion } from '../notifications/news.ts';
import { WAITING, SCHEDULED, DIED, REPLACED, ENROLLED, RECORDS_REMOVED, REPAIRED } from './news-kinds.ts';
import type { ActionName } from '../controller/plan.ts';
import type { Result } from '../controller/result.ts';
import type { LifecycleActions, LifecycleTarget, Observed } from './model.ts';
import { secondsSince } from '../controller/time.ts';

/** The result of reconciling the lifecycle of one host. */
export type LifecycleResult = Result<LifecycleTarget, Observed>;

/** Each action as a message describes it; its reason follows in brackets. */
const ACTION_LABELS: Readonly<Record<string, string>> = {
  'autoscaling:CompleteLifecycleAction': 'completed a lifecycle hook',
  'autoscaling:CreateOrUpdateTags': 'recorded that it was notified',
  'autoscaling:PutLifecycleHook': 'put a lifecycle hook on its group',
  'autoscaling:TerminateInstanceInAutoScalingGroup': 'terminated an instance in its group',
  'ec2:AssociateAddress': 'associated its Elastic IP address',
  'ec2:AttachVolume': 'attached its data volume',
  'ec2:DetachVolume': 'detached its data volume',
  'ecs:UpdateContainerInstancesState': 'drained an instance in ECS',
  'route53:ChangeResourceRecordSets': 'changed its DNS records',
  'ssm:SendCommand': 'requested an instance to unmount its data volume',
} satisfies Record<ActionName<LifecycleActions>, string>;

const CHANGE_RECORDS: ActionName<LifecycleActions> = 'route53:ChangeResourceRecordSets';
const TERMINATE_INSTANCE: ActionName<LifecycleActions> = 'autoscaling:TerminateInstanceInAutoScalingGroup';
const COMPLETE_HOOK: ActionName<LifecycleActions> = 'autoscaling:CompleteLifecycleAction';
const WRITE_TAGS: ActionName<LifecycleActions> = 'autoscaling:CreateOrUpdateTags';

/** How long a host may be in transition before its waiting is notified: every launch waits for seconds. */
export const TRANSITION_MINUTES = 15;

/** Whether the host began to change recently: an instance was launched or terminated, or the intent changed. */
const isTransitioning = ({ ec2Instances, instances, terminations, state }: Observed, now: Date): boolean =>
  [
    ...[...ec2Instances.values()].map(({ launchTime }) => launchTime),
    ...instances.map(({ instanceId }) => terminations.get(instanceId)?.since),
    state.intent === 'unreadable' ? undefined : state.since,
  ].some((changedAt) => changedAt !== undefined && secondsSince(changedAt, now) < 60 * TRANSITION_MINUTES);

/**
 * Whether an action is notified here. A suspended or resuming host is notified by the controller of its capacity, but
 * that a suspended one lost its DNS records is said here alone.
 */
const hasNotableActions = ({ actions, observed }: LifecycleResult): boolean => {
  const intent = observed?.state.intent;
  if (intent === 'resuming') return false;
  if (intent === 'suspended') return actions.some(({ action }) => action === CHANGE_RECORDS);
  return actions.some(({ routine = false }) => !routine);
};

/** Whether a result may be notified: not when all is well, nor while a wait is short. */
export const isNotable = (result: LifecycleResult, now: Date): boolean => {
  const { status, observed } = result;
  if (hasNotableActions(result)) return true;
  if (status === 'waiting') return observed !== undefined && !isTransitioning(observed, now);
  return status !== 'converged';
};

/** Whether an action abandoned a launch, because AWS takes the instance back. */
const isAbandoned = (action: object): boolean => 'result' in action && action.result === 'ABANDON';

/** What an action means for the host; the first that applies is what the message is about. */
const EVENTS: readonly {
  readonly kind: NewsKind;
  readonly appliesTo: (action: LifecycleResult['actions'][number], intent?: string) => boolean;
}[] = [
  // A hook is completed as part of the routine, except for an instance that stopped by itself.
  { kind: DIED, appliesTo: ({ action, routine }) => action === COMPLETE_HOOK && routine === false },
  { kind: REPLACED, appliesTo: (action) => action.action === TERMINATE_INSTANCE || isAbandoned(action) },
  { kind: ENROLLED, appliesTo: ({ action }) => action === WRITE_TAGS },
  { kind: RECORDS_REMOVED, appliesTo: ({ action }, intent) => action === CHANGE_RECORDS && intent === 'suspended' },
];

/** The action that a message is about, with its kind. */
const findEvent = ({ target, actions, observed }: LifecycleResult) =>
  EVENTS.flatMap(({ kind, appliesTo }) => {
    const action = actions.find((candidate) => appliesTo(candidate, observed?.state.intent));
    return action ? [{ kind, detail: kind === ENROLLED ? `group ${target.group}` : action.reason }] : [];
  })[0];

const classify = (result: LifecycleResult): Pick<NewsItem, 'kind' | 'detail'> => {
  const { status, reason, target, actions } = result;
  if (status === 'failed') return { kind: FAILED, detail: reason };
  if (status === 'refused') return { kind: NEEDS_YOU, detail: problemOf(reason) };
  if (status === 'gone') return { kind: GONE, detail: reason };
  const event = findEvent(result);
  if (event) return event;
  if (status === 'waiting')
    return { kind: target.notice?.cause === 'retirement' ? SCHEDULED : WAITING, detail: problemOf(reason) };
  return { kind: REPAIRED, detail: actions.find(({ routine = false }) => !routine)?.reason ?? reason };
};

const UNENROLL: Suggestion = {
  purpose: 'To unenroll {hosts}',
  command: { name: 'unenroll', reason: 'not to be kept' },
};

/** What a message says about the lifecycle of a host. */
export const describeLifecycle = (result: LifecycleResult): NewsItem => {
  const { kind, detail } = classify(result);
  return {
    kind,
    result,
    detail,
    actions: describeActions(result, ACTION_LABELS),
    suggestions: [...fixOf(result), ...(kind === ENROLLED ? [UNENROLL] : [])],
  };
};
