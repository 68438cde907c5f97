import type { ActionName } from '../controller/plan.ts';
import { fingerprintOf } from '../notifications/history.ts';
import { describeActions, type NewsItem, type NewsKind, type Suggestion } from '../notifications/news.ts';
import type { LifecycleActions, LifecycleResult, Observed } from './model.ts';
import { DIED, ENROLLED, NOT_UNMOUNTED, RECORDS_CHANGED, RECORDS_REMOVED, REPAIRED, REPLACED } from './news-kinds.ts';

/** Each action as a message describes it; its reason follows in brackets. */
export const ACTION_LABELS: Readonly<Record<string, string>> = {
  'autoscaling:CompleteLifecycleAction': 'completed a lifecycle hook',
  'autoscaling:CreateOrUpdateTags': 'recorded that it was notified',
  'autoscaling:PutLifecycleHook': 'put a lifecycle hook on its group',
  'autoscaling:TerminateInstanceInAutoScalingGroup': 'terminated an instance in its group',
  'ec2:AssociateAddress': 'associated its Elastic IP address',
  'ec2:AttachVolume': 'attached its data volume',
  'ec2:DetachVolume': 'detached its data volume',
  'ecs:UpdateContainerInstancesState': 'drained an instance in ECS',
  'route53:ChangeResourceRecordSets': 'wrote to its hosted zone',
  'ssm:SendCommand': 'requested an instance to unmount its data volume',
} satisfies Record<ActionName<LifecycleActions>, string>;

const CHANGE_RECORDS: ActionName<LifecycleActions> = 'route53:ChangeResourceRecordSets';
const TERMINATE_INSTANCE: ActionName<LifecycleActions> = 'autoscaling:TerminateInstanceInAutoScalingGroup';
const COMPLETE_HOOK: ActionName<LifecycleActions> = 'autoscaling:CompleteLifecycleAction';
const ATTACH_VOLUME: ActionName<LifecycleActions> = 'ec2:AttachVolume';
const WRITE_TAGS: ActionName<LifecycleActions> = 'autoscaling:CreateOrUpdateTags';

/**
 * Whether an action is notified here. A suspended or resuming host is notified by the controller of its capacity, but
 * that a suspended one lost its DNS records is said here alone.
 */
export const hasNotableActions = ({ actions, observed, conditions }: LifecycleResult): boolean => {
  const intent = observed?.state.intent;
  if (intent === 'resuming') return false;
  if (intent === 'suspended') return actions.some(changesRecords);
  const isVain = ({ action }: LifecycleResult['actions'][number]): boolean =>
    action === ATTACH_VOLUME && isVolumeRefused({ conditions });
  return actions.some((action) => action.routine !== true && !isVain(action));
};

/** Whether an action changed where a name leads, rather than what is remembered of it. */
const changesRecords = ({ action, routine = false }: LifecycleResult['actions'][number]): boolean =>
  action === CHANGE_RECORDS && !routine;

/** Whether the data volume is refused, which is notified by itself. */
export const isVolumeRefused = ({ conditions }: Pick<LifecycleResult, 'conditions'>): boolean =>
  conditions.some(({ kind, status }) => kind === 'VolumeAttached' && status === 'refused');

/** Whether an action abandoned a launch, because AWS takes the instance back. */
const isAbandoned = (action: object): boolean => 'result' in action && action.result === 'ABANDON';

/** What an action means for the host; the first that applies is what the message is about. */
const EVENTS: readonly {
  readonly kind: NewsKind;
  readonly appliesTo: (action: LifecycleResult['actions'][number], intent?: string) => boolean;
}[] = [
  { kind: NOT_UNMOUNTED, appliesTo: (action) => 'stillMounted' in action },
  // A hook is completed as part of the routine, except for such an instance and one that stopped by itself.
  { kind: DIED, appliesTo: ({ action, routine }) => action === COMPLETE_HOOK && routine === false },
  { kind: REPLACED, appliesTo: (action) => action.action === TERMINATE_INSTANCE || isAbandoned(action) },
  { kind: ENROLLED, appliesTo: ({ action }) => action === WRITE_TAGS },
  { kind: RECORDS_REMOVED, appliesTo: (action, intent) => changesRecords(action) && intent === 'suspended' },
  { kind: REPAIRED, appliesTo: ({ action, routine = false }) => action !== CHANGE_RECORDS && !routine },
  { kind: RECORDS_CHANGED, appliesTo: changesRecords },
];

/** The action that a message is about, with its kind. */
const findEvent = ({ target, actions, observed }: LifecycleResult): Pick<NewsItem, 'kind' | 'detail'> | undefined =>
  EVENTS.flatMap(({ kind, appliesTo }) => {
    const action = actions.find((candidate) => appliesTo(candidate, observed?.state.intent));
    return action ? [{ kind, detail: kind === ENROLLED ? `group ${target.group}` : action.reason }] : [];
  })[0];

const UNENROLL: Suggestion = {
  purpose: 'To unenroll {hosts}',
  command: { name: 'unenroll', reason: 'not to be kept' },
};

/** The commands that undo changes of records, each of one name. */
export const undoOf = ({ actions }: LifecycleResult): readonly Suggestion[] =>
  actions.flatMap((action) =>
    action.routine !== true && 'undo' in action && typeof action.undo === 'string'
      ? [{ purpose: 'To undo the change in the hosted zone of {hosts}', command: action.undo }]
      : [],
  );

/** The kinds whose end is notified: the service is offline until then. */
export const OUTAGES: ReadonlySet<NewsKind> = new Set([DIED, REPLACED]);

/**
 * The fingerprint of an outage, whichever event or condition shows it first. Another outage is news again in the next hour,
 * so that an instance that keeps dying is not notified each time.
 */
export const outagePrint = (observed: Observed | undefined, now: Date): string =>
  fingerprintOf(observed, 'outage', now.toISOString().slice(0, 13));

/** The reasons of the other actions of a run that are no routine. */
const otherReasons = ({ actions }: LifecycleResult, detail: string): readonly string[] =>
  actions.flatMap(({ reason, routine = false }) => (routine || reason === detail ? [] : [reason]));

/** What was done to a host, where that is worth a message. */
export const describeEvent = (result: LifecycleResult, now: Date): readonly NewsItem[] => {
  const { target, observed, actions, reason } = result;
  const event = findEvent(result);
  if (!event || !hasNotableActions(result)) return [];
  const isOutage = OUTAGES.has(event.kind);
  return [
    {
      ...event,
      target,
      ...(observed && { observed }),
      reason: result.conditions.find(({ kind }) => kind === 'InstancesKnown')?.reason ?? reason,
      actions: describeActions(actions, ACTION_LABELS),
      suggestions: [...(event.kind === ENROLLED ? [UNENROLL] : []), ...undoOf(result)],
      fingerprints: [
        isOutage ? outagePrint(observed, now) : fingerprintOf(observed, `${event.kind.heading} ${event.detail}`),
        // What else was done in the same run is news by itself, although the event may be known.
        ...otherReasons(result, event.detail).map((text) => fingerprintOf(observed, text)),
      ],
      isRepeated: true,
      isEvent: true,
      ...(isOutage && { ends: 'outage' }),
    },
  ];
};
