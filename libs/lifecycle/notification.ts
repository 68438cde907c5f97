import { type MessagePart, type SectionKind, sectionsOf } from '../notifications/message.ts';
import type { ActionName } from '../controller/plan.ts';
import type { Result } from '../controller/result.ts';
import type { LifecycleActions, LifecycleTarget, Observed } from './model.ts';
import { secondsSince } from '../controller/time.ts';

/** What became of a host, as a run of its life reports it. */
export type LifecycleResult = Result<LifecycleTarget, Observed>;

/** Each action in plain words; its reason follows in brackets. */
const ACTION_LABELS: Readonly<Record<string, string>> = {
  'autoscaling:CompleteLifecycleAction': 'let an instance go on',
  'autoscaling:CreateOrUpdateTags': 'took it into its care',
  'autoscaling:PutLifecycleHook': 'put a hook on its group',
  'autoscaling:TerminateInstanceInAutoScalingGroup': 'ended an instance',
  'ec2:AssociateAddress': 'moved its address',
  'ec2:AttachVolume': 'attached its data volume',
  'ec2:DetachVolume': 'detached its data volume',
  'ecs:UpdateContainerInstancesState': 'had ECS drain an instance',
  'route53:ChangeResourceRecordSets': 'changed its names',
  'ssm:SendCommand': 'asked an instance to let go of its data volume',
} satisfies Record<ActionName<LifecycleActions>, string>;

const withStatus =
  (status: LifecycleResult['status']) =>
  (result: LifecycleResult): boolean =>
    result.status === status;

/** The sections of a letter, in their order. */
const SECTIONS: readonly SectionKind<LifecycleResult>[] = [
  { label: 'FAILED', heading: 'Failed; it will be tried again', includes: withStatus('failed') },
  { label: 'not done', heading: 'Not done', includes: withStatus('refused') },
  { label: 'under way', heading: 'Not done yet; it is looked at every minute', includes: withStatus('waiting') },
  { label: 'done', heading: 'Done', includes: () => true },
];

/** So long a host is in motion before its waiting is worth a letter: every launch waits for seconds. */
export const TRANSITION_MINUTES = 15;

/** Whether a host was set in motion a moment ago: by a launch, by an end, or by what is wanted of it. */
const isTransitioning = ({ ec2Instances, instances, terminations, state }: Observed, now: Date): boolean =>
  [
    ...[...ec2Instances.values()].map(({ launchTime }) => launchTime),
    ...instances.map(({ instanceId }) => terminations.get(instanceId)?.since),
    state.intent === 'unreadable' ? undefined : state.since,
  ].some((changedAt) => changedAt !== undefined && secondsSince(changedAt, now) < 60 * TRANSITION_MINUTES);

/**
 * Whether something was done that is worth a letter, and that nobody else tells of. How a host that is stopped lets go,
 * and how one that is brought back comes up, is told with that; that a stopped one lost its names is not.
 */
const hasNotableActions = ({ actions, observed }: LifecycleResult): boolean => {
  const intent = observed?.state.intent;
  if (intent === 'resuming') return false;
  if (intent === 'suspended') return actions.some(({ action }) => action === 'route53:ChangeResourceRecordSets');
  return actions.some(({ routine = false }) => !routine);
};

/** Whether a report may be worth a letter: not that all is as it is, nor a wait that will soon be over. */
export const isNotable = (result: LifecycleResult, now: Date): boolean => {
  const { status, observed } = result;
  if (hasNotableActions(result)) return true;
  if (status === 'waiting') return observed === undefined || !isTransitioning(observed, now);
  return status !== 'converged';
};

/** What a letter says of helping hosts up and letting them go. */
export const renderLifecycle = (results: readonly LifecycleResult[]): MessagePart => ({
  sections: sectionsOf(results, SECTIONS, ACTION_LABELS),
  footer: 'Nothing was deleted: data volumes and snapshots are as they were.',
  commands: [],
});
