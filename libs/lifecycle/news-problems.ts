import { secondsSince } from '../controller/time.ts';
import { FAILED, GONE, NEEDS_YOU, problemOf } from '../notifications/kinds.ts';
import { fixOf, type NewsItem, type NewsKind } from '../notifications/news.ts';
import type { LifecycleKind, LifecycleResult, Observed } from './model.ts';
import { hasNotableActions, isVolumeRefused, outagePrint, OUTAGES } from './news-events.ts';
import { DIED, SCHEDULED, WAITING } from './news-kinds.ts';
import { fingerprintOfProblem, type Problem } from './problem.ts';
import { attachedVolume } from './steps/primary.ts';

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

/** How long a host may be in transition before its waiting is notified: every launch waits for seconds. */
export const TRANSITION_MINUTES = 15;

/** Whether the host began to change recently: an instance was launched, ended or terminated, or the intent changed. */
const isTransitioning = ({ ec2Instances, instances, terminations, state }: Observed, now: Date): boolean =>
  [
    ...[...ec2Instances.values()].flatMap(({ launchTime, endedAt }) => [launchTime, endedAt]),
    ...instances.map(({ instanceId }) => terminations.get(instanceId)?.since),
    state.intent === 'unreadable' ? undefined : state.since,
  ].some((changedAt) => changedAt !== undefined && secondsSince(changedAt, now) < 60 * TRANSITION_MINUTES);

const kindOf = ({ kind, status, instanceId }: Problem, observed: Observed | undefined): NewsKind => {
  if (status === 'failed') return FAILED;
  if (status === 'refused') return NEEDS_YOU;
  if (status === 'gone') return GONE;
  if (kind === 'RetirementHandled') return SCHEDULED;
  const instance = observed?.instances.find((candidate) => candidate.instanceId === instanceId);
  return kind === 'InstanceRunning' && instance?.lifecycleState === 'InService' ? DIED : WAITING;
};

/** What is not as it should be, each by itself; what only waits for it is not among them. */
export const problemsOf = ({ status, reason, conditions }: LifecycleResult): readonly Problem[] =>
  conditions.length > 0
    ? conditions.filter(({ blockedBy }) => blockedBy === undefined)
    : [{ kind: 'host', status, reason }];

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

/** What a problem of a result is recorded as: nothing where the host is gone. */
export const fingerprintsOfProblem = (
  problem: Problem,
  { observed, conditions }: LifecycleResult,
): readonly string[] => {
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

/** The problems of a result that are worth a message, each by itself. */
export const describeProblems = (result: LifecycleResult, now: Date): readonly NewsItem[] =>
  problemsOf(result)
    .filter((problem) => isNotable(problem, result, now))
    .map((problem) => describeProblem(problem, result, now));
