import { fingerprintOf, openIn } from '../notifications/history.ts';
import { FAILED, GONE, NEEDS_YOU, problemOf } from '../notifications/kinds.ts';
import { describeActions, fixOf, type NewsItem, type NewsKind, type Suggestion } from '../notifications/news.ts';
import {
  BACK_IN_SERVICE,
  RIGHT_AGAIN,
  WAITING,
  SCHEDULED,
  DIED,
  REPLACED,
  ENROLLED,
  NOT_UNMOUNTED,
  RECORDS_CHANGED,
  RECORDS_REMOVED,
  REPAIRED,
} from './news-kinds.ts';
import type { ActionName } from '../controller/plan.ts';
import type { Result } from '../controller/result.ts';
import type { LifecycleActions, LifecycleKind, LifecycleTarget, Observed } from './model.ts';
import { minutesSince, secondsSince } from '../controller/time.ts';
import { fingerprintOfProblem, type Problem } from './problem.ts';
import { attachedVolume } from './steps/primary.ts';

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

/** What a person misses while a condition is blocked, by its kind. */
const BLOCKED_LABELS: Readonly<Record<string, string>> = {
  HookInPlace: 'the lifecycle hook',
  HostEnrolled: 'the enrollment',
  InstanceRunning: 'the instance',
  VolumeAttached: 'the data volume',
  AddressAssociated: 'the Elastic IP address',
  RecordPointed: 'the DNS record',
  LaunchCompleted: 'the completion of the launch',
  TasksDrained: 'the draining of its tasks',
  VolumeUnmounted: 'the unmounting of the data volume',
  VolumeDetached: 'the detaching of the data volume',
  TerminationCompleted: 'the completion of the termination',
  RecordRemoved: 'the removal of the DNS record',
} satisfies Partial<Record<LifecycleKind, string>>;

const CHANGE_RECORDS: ActionName<LifecycleActions> = 'route53:ChangeResourceRecordSets';
const TERMINATE_INSTANCE: ActionName<LifecycleActions> = 'autoscaling:TerminateInstanceInAutoScalingGroup';
const COMPLETE_HOOK: ActionName<LifecycleActions> = 'autoscaling:CompleteLifecycleAction';
const ATTACH_VOLUME: ActionName<LifecycleActions> = 'ec2:AttachVolume';
const WRITE_TAGS: ActionName<LifecycleActions> = 'autoscaling:CreateOrUpdateTags';

/** How long a host may be in transition before its waiting is notified: every launch waits for seconds. */
export const TRANSITION_MINUTES = 15;

/** Whether the host began to change recently: an instance was launched, ended or terminated, or the intent changed. */
const isTransitioning = ({ ec2Instances, instances, terminations, state }: Observed, now: Date): boolean =>
  [
    ...[...ec2Instances.values()].flatMap(({ launchTime, endedAt }) => [launchTime, endedAt]),
    ...instances.map(({ instanceId }) => terminations.get(instanceId)?.since),
    state.intent === 'unreadable' ? undefined : state.since,
  ].some((changedAt) => changedAt !== undefined && secondsSince(changedAt, now) < 60 * TRANSITION_MINUTES);

/**
 * Whether an action is notified here. A suspended or resuming host is notified by the controller of its capacity, but
 * that a suspended one lost its DNS records is said here alone.
 */
const hasNotableActions = ({ actions, observed, conditions }: LifecycleResult): boolean => {
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
const isVolumeRefused = ({ conditions }: Pick<LifecycleResult, 'conditions'>): boolean =>
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
const findEvent = ({ target, actions, observed, reason }: LifecycleResult): Pick<NewsItem, 'kind' | 'detail'> => {
  for (const { kind, appliesTo } of EVENTS) {
    const action = actions.find((candidate) => appliesTo(candidate, observed?.state.intent));
    if (action) return { kind, detail: kind === ENROLLED ? `group ${target.group}` : action.reason };
  }
  return { kind: REPAIRED, detail: actions.find(({ routine = false }) => !routine)?.reason ?? reason };
};

const UNENROLL: Suggestion = {
  purpose: 'To unenroll {hosts}',
  command: { name: 'unenroll', reason: 'not to be kept' },
};

/** The commands that undo changes of records, each of one name. */
const undoOf = ({ actions }: LifecycleResult): readonly Suggestion[] =>
  actions.flatMap((action) =>
    action.routine !== true && 'undo' in action && typeof action.undo === 'string'
      ? [{ purpose: 'To undo a change of the DNS records of {hosts}', command: action.undo }]
      : [],
  );

/** The kinds whose end is notified: the service is offline until then. */
const OUTAGES: ReadonlySet<NewsKind> = new Set([DIED, REPLACED]);

/**
 * The fingerprint of an outage, whichever event or condition shows it first. Another outage is news again in the next hour,
 * so that an instance that keeps dying is not notified each time.
 */
const outagePrint = (observed: Observed | undefined, now: Date): string =>
  fingerprintOf(observed, 'outage', now.toISOString().slice(0, 13));

/** The reasons of the other actions of a run that are no routine. */
const otherReasons = ({ actions }: LifecycleResult, detail: string): readonly string[] =>
  actions.flatMap(({ reason, routine = false }) => (routine || reason === detail ? [] : [reason]));

/** What was done to a host, where that is worth a message. */
const describeEvent = (result: LifecycleResult, now: Date): readonly NewsItem[] => {
  if (!hasNotableActions(result)) return [];
  const { target, observed, actions, reason } = result;
  const event = findEvent(result);
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

const kindOf = ({ kind, status, instanceId }: Problem, observed: Observed | undefined): NewsKind => {
  if (status === 'failed') return FAILED;
  if (status === 'refused') return NEEDS_YOU;
  if (status === 'gone') return GONE;
  if (kind === 'RetirementHandled') return SCHEDULED;
  const instance = observed?.instances.find((candidate) => candidate.instanceId === instanceId);
  return kind === 'InstanceRunning' && instance?.lifecycleState === 'InService' ? DIED : WAITING;
};

/** What is not as it should be, each by itself; what only waits for it is not among them. */
const problemsOf = ({ status, reason, command, conditions }: LifecycleResult): readonly Problem[] =>
  conditions.length > 0
    ? conditions.filter(({ blockedBy }) => blockedBy === undefined)
    : [{ kind: 'host', status, reason, ...(command !== undefined && { command }) }];

/**
 * Whether a problem is worth a message: not while a wait is short, as every launch waits for seconds, nor while a run waits
 * for what it has just done.
 */
const isNotable = (problem: Problem, result: LifecycleResult, now: Date): boolean => {
  const { observed } = result;
  if (problem.status === 'converged' || problem.status === 'planned') return false;
  // It is refused, and then notified, once it has lasted; not where a volume that is refused holds the launch.
  if (problem.kind === 'InstancePresent') return problem.status === 'refused' && !isVolumeRefused(result);
  if (problem.status !== 'waiting' || kindOf(problem, observed) === SCHEDULED) return true;
  return !hasNotableActions(result) && observed !== undefined && !isTransitioning(observed, now);
};

/** What a problem holds up, as a line of its own. */
const describeBlocked = ({ kind }: Problem, { conditions }: LifecycleResult): readonly string[] => {
  const blocked = conditions.flatMap(({ kind: other, name, blockedBy }) => {
    const label = BLOCKED_LABELS[other];
    return blockedBy !== kind || label === undefined ? [] : [name === undefined ? label : `${label} ${name}`];
  });
  return blocked.length > 0 ? [`not done until then: ${[...new Set(blocked)].join(', ')}`] : [];
};

const fingerprintsOfProblem = (problem: Problem, { observed, conditions }: LifecycleResult): readonly string[] => {
  const holdsLaunch = conditions.some(
    ({ kind, blockedBy }) => kind === 'LaunchCompleted' && blockedBy === problem.kind,
  );
  return problem.status === 'gone' ? [] : [fingerprintOfProblem(observed, problem, holdsLaunch)];
};

/** The reason of a problem; of a volume that is refused, that the instance is in service without it. */
const describeReason = ({ kind, status, reason, instanceId = '' }: Problem, observed: Observed | undefined): string => {
  const isServing = observed?.instances.some(
    (one) => one.instanceId === instanceId && one.lifecycleState === 'InService',
  );
  const isWithout = kind === 'VolumeAttached' && status === 'refused' && isServing === true;
  return isWithout && observed && !attachedVolume(observed, instanceId)
    ? `${instanceId} is in service without its data volume: ${reason}`
    : reason;
};

const describeProblem = (problem: Problem, result: LifecycleResult, now: Date): NewsItem => {
  const { target, observed } = result;
  const { kind, status } = problem;
  const reason = describeReason(problem, observed);
  const newsKind = kindOf(problem, observed);
  const isOutage = OUTAGES.has(newsKind);
  return {
    kind: newsKind,
    target,
    ...(observed && { observed }),
    reason,
    detail: status === 'failed' || status === 'gone' ? reason : problemOf(reason),
    actions: describeBlocked(problem, result),
    suggestions: fixOf(problem),
    fingerprints: isOutage ? [outagePrint(observed, now)] : fingerprintsOfProblem(problem, result),
    isRepeated: true,
    ...(isOutage && { ends: 'outage' }),
    ...(!isOutage && status !== 'failed' && kind !== 'RetirementHandled' && { ends: 'problem' }),
  };
};

/** The conditions without which the service of a host is not back. */
const SERVICE: ReadonlySet<string> = new Set(['InstanceRunning', 'VolumeAttached'] satisfies LifecycleKind[]);

/** What the instance in service has, by its conditions; `undefined` while it lacks what the service needs. */
const describeService = ({ observed, conditions }: LifecycleResult): string | undefined => {
  const running = conditions.find(({ kind, status }) => kind === 'InstanceRunning' && status === 'converged');
  const instance = observed?.instances.find(({ instanceId }) => instanceId === running?.instanceId);
  const isLacking = conditions.some(({ kind, status }) => SERVICE.has(kind) && status !== 'converged');
  if (!instance || instance.lifecycleState !== 'InService' || isLacking) return undefined;
  const things = conditions.flatMap(({ kind, name, status }) => {
    if (status !== 'converged') return [];
    if (kind === 'RecordPointed') return [name ?? ''];
    if (kind === 'VolumeAttached') return ['its data volume'];
    return kind === 'AddressAssociated' ? ['its Elastic IP address'] : [];
  });
  return things.length > 0 ? `${instance.instanceId} has ${listOf(things)}` : `${instance.instanceId} is in service`;
};

const listOf = (things: readonly string[]): string =>
  things.length > 1 ? `${things.slice(0, -1).join(', ')} and ${things.at(-1)}` : things.join('');

/** When the service went offline: EC2 says when an instance ended, or the group, or else the notification was sent then. */
const offlineSince = (observed: Observed): Date | undefined => {
  const [ended, ...others] = [...observed.ec2Instances.values()]
    .flatMap(({ endedAt }) => endedAt ?? [])
    .toSorted((a, b) => b.getTime() - a.getTime());
  return others.length > 0 || !ended ? (observed.offlineSince ?? ended ?? observed.history.at) : ended;
};

/** That what was notified is over: one message, once nothing is awaited any more. */
const describeEnd = (result: LifecycleResult, now: Date): readonly NewsItem[] => {
  const { target, observed, status, conditions } = result;
  const service = describeService(result);
  if (!observed || service === undefined || status === 'failed' || status === 'waiting') return [];
  if (observed.state.intent !== 'running') return [];
  const { problems, outages } = openIn(observed);
  const current = new Set(problemsOf(result).flatMap((problem) => fingerprintsOfProblem(problem, result)));
  const closes = [...outages, ...problems.filter((print) => !current.has(print))];
  if (closes.length === 0) return [];
  const since = outages.length > 0 ? offlineSince(observed) : undefined;
  const minutes = since ? Math.max(1, Math.round(minutesSince(since, now))) : undefined;
  const open = conditions.some((condition) => condition.status !== 'converged');
  return [
    {
      kind: outages.length > 0 ? BACK_IN_SERVICE : RIGHT_AGAIN,
      target,
      observed,
      reason: `${minutes === undefined ? '' : `down for ${minutes === 1 ? 'a minute' : `${minutes} minutes`}; `}${service}${open ? '; something else is still refused' : ''}`,
      detail: minutes === undefined ? service : `down for ${minutes === 1 ? 'a minute' : `${minutes} minutes`}`,
      actions: hasNotableActions(result) ? describeActions(result.actions, ACTION_LABELS) : [],
      suggestions: hasNotableActions(result) ? undoOf(result) : [],
      fingerprints: [],
      isRepeated: false,
      closes,
    },
  ];
};

/** What was done to a host, and what is over. A repair with which a problem ends is part of the message about the end. */
const describeChanges = (result: LifecycleResult, now: Date): readonly NewsItem[] => {
  const events = describeEvent(result, now);
  if (events.some(({ kind }) => kind !== REPAIRED && kind !== RECORDS_CHANGED)) return events;
  const ends = describeEnd(result, now);
  return ends.length > 0 ? ends : events;
};

/** What a message says about the lifecycle of a host: each problem by itself, and what was done. */
export const describeLifecycle = (result: LifecycleResult, now: Date): readonly NewsItem[] => [
  ...problemsOf(result)
    .filter((problem) => isNotable(problem, result, now))
    .map((problem) => describeProblem(problem, result, now)),
  ...describeChanges(result, now),
];
