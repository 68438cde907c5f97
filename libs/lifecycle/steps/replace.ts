import { converged, type Plan, refuse, wait, waitLong } from '../../controller/plan.ts';
import { minutesSince } from '../../controller/time.ts';
import { TAGS } from '../../hosts/tags.ts';
import { shell } from '../../notifications/commands.ts';
import type { GroupInstance } from '../../hosts/host.ts';
import type { InterruptionNotice, LifecycleActions, Observed } from '../model.ts';
import { completeHook, type LifecycleCondition, type StepContext, terminateInstance } from './context.ts';
import { LAUNCH_HOOK } from './hooks.ts';
import { describeActivities, describeFailure, resumeLaunches } from './presence.ts';

/** The states in which an instance can be terminated. */
const TERMINABLE: ReadonlySet<string> = new Set(['Pending', 'Pending:Wait', 'Pending:Proceed', 'InService']);

/** The minimum age of an instance that is replaced on a mere recommendation: its successor may get one as well. */
const REBALANCE_MINUTES = 60;

/** The hours of the day (UTC) in which an instance is replaced that AWS is going to retire. */
const MAINTENANCE_WINDOW = { from: 2, to: 4 } as const;

/** An instance is replaced at least this long before the date, as its successor has to get the volume. */
const AHEAD_MILLISECONDS = 3_600_000;

/** Whether a retirement is handled now: in the window, or at once where none comes in time. */
const isDueNow = (now: Date, retiredAt?: Date): boolean => {
  const { from, to } = MAINTENANCE_WINDOW;
  const hour = now.getUTCHours();
  if (hour >= from && hour < to) return true;
  if (!retiredAt) return false;
  const nextWindow = new Date(now);
  nextWindow.setUTCHours(hour < from ? from : from + 24, 0, 0, 0);
  return nextWindow.getTime() > retiredAt.getTime() - AHEAD_MILLISECONDS;
};

/** Retirements are read this often, and when an event or a status asks: AWS schedules them days ahead. */
const RETIREMENT_CHECK_MINUTES = 15;

export const isRetirementCheck = (now: Date): boolean => now.getUTCMinutes() % RETIREMENT_CHECK_MINUTES === 0;

/** The age of an instance in whole minutes; 0 for one that EC2 does not know. */
const ageMinutes = ({ host, now }: StepContext, instanceId: string): number =>
  Math.floor(minutesSince(host.ec2Instances.get(instanceId)?.launchTime ?? now, now));

/**
 * Has the group replace an instance. EC2 Auto Scaling refuses to terminate one that launches: its launch is abandoned, once
 * our hook holds it.
 */
const replaceInstance = (host: Observed, { instanceId, lifecycleState }: GroupInstance, reason: string) => {
  if (lifecycleState === 'Pending:Wait')
    return (
      completeHook({ host, instance: { instanceId } }, LAUNCH_HOOK.name, { reason }, 'ABANDON') ??
      wait(`the launch of ${instanceId} was abandoned`)
    );
  return lifecycleState === 'InService'
    ? terminateInstance(host, instanceId, reason)
    : wait(`${instanceId} is ${lifecycleState}, in which AWS does not terminate it: ${reason}`);
};

/** Why the group of a host would launch no other instance, with the command that changes that; `undefined` where it would. */
const whyNoSuccessor = (host: Observed): readonly [why: string, command: string] | undefined => {
  const { region, group, suspendedProcesses, sizes, failedLaunch } = host;
  if (suspendedProcesses.includes('Launch'))
    return ['the process Launch of its group is suspended: resume it', resumeLaunches(host)];
  if (sizes.max === 0)
    return [
      'the maximum size of its group is 0: set it to 1',
      shell`aws autoscaling update-auto-scaling-group --region ${region} --auto-scaling-group-name ${group} --max-size 1 --desired-capacity 1`,
    ];
  if (sizes.desired === 0)
    return [
      'the desired capacity of its group is 0: set it to 1',
      shell`aws autoscaling set-desired-capacity --region ${region} --auto-scaling-group-name ${group} --desired-capacity 1`,
    ];
  return failedLaunch && [describeFailure(failedLaunch), describeActivities(host)];
};

/** Refuses to end an instance that nothing would replace; `undefined` where its group launches another. */
const refuseWithoutSuccessor = (host: Observed, notice: string): Plan<LifecycleActions> | undefined => {
  const obstacle = whyNoSuccessor(host);
  if (!obstacle) return undefined;
  const [why, command] = obstacle;
  return refuse(`${notice}, and it is not replaced before, as nothing would come back; ${why}`, command);
};

/** Whether the instance of a recommendation is to be replaced: its tag says so, and it is old enough. */
const isReplacedOnRebalance = (context: StepContext, instanceId: string): boolean =>
  context.hostTags.onRebalance === 'replace' && ageMinutes(context, instanceId) >= REBALANCE_MINUTES;

/** Why the instance of a recommendation stays. */
const explainStay = (context: StepContext, instanceId: string): string =>
  context.hostTags.onRebalance === 'ignore'
    ? `${instanceId} stays: its tag ${TAGS.onRebalance.name} is not "replace"`
    : `${instanceId} stays: it is ${ageMinutes(context, instanceId)} minutes old, and at most one instance is replaced in an hour`;

/** Replaces an instance that AWS takes back soon, or recommends to replace, while its volume can still be unmounted. */
const rebalance = (context: StepContext, instance: GroupInstance): LifecycleCondition => {
  const { instanceId } = instance;
  const reason = `AWS may take ${instanceId} back soon`;
  if (!isReplacedOnRebalance(context, instanceId))
    return { kind: 'InstanceKept', instanceId, plan: () => converged(explainStay(context, instanceId)) };
  const refusal = refuseWithoutSuccessor(context.host, reason);
  return refusal
    ? { kind: 'RetirementHandled', instanceId, plan: () => refusal }
    : { kind: 'InstanceKept', instanceId, plan: () => replaceInstance(context.host, instance, reason) };
};

/** What AWS announced of an instance that it is going to retire. */
const retirementOf = ({ host, notices }: StepContext, instanceId: string): Partial<InterruptionNotice> | undefined => {
  const notice = notices.find((one) => one.cause === 'retirement' && one.instanceId === instanceId);
  const retiredAt = host.retirements.get(instanceId);
  return notice || retiredAt ? { ...notice, ...(retiredAt && { retiredAt }) } : undefined;
};

/** Replaces an instance before AWS retires it: at night if a night comes in time, else now. */
const handleRetirement = (
  { host, now }: StepContext,
  instance: GroupInstance,
  { retiredAt, isExpedited }: Partial<InterruptionNotice>,
): LifecycleCondition => {
  const { instanceId } = instance;
  const when = isExpedited ? 'at once' : retiredAt && `on ${retiredAt.toISOString()}`;
  const reason = when === undefined ? `AWS is going to retire ${instanceId}` : `AWS retires ${instanceId} ${when}`;
  const refusal = refuseWithoutSuccessor(host, reason);
  if (!refusal && (isExpedited || isDueNow(now, retiredAt)))
    return { kind: 'InstanceKept', instanceId, plan: () => replaceInstance(host, instance, reason) };
  const { from, to } = MAINTENANCE_WINDOW;
  const later = waitLong(`${reason}: it is replaced between ${from} and ${to} o'clock UTC`);
  return { kind: 'RetirementHandled', instanceId, plan: () => refusal ?? later };
};

/** What AWS has announced of one instance makes due. */
const announcedOf = (context: StepContext, instance: GroupInstance): readonly LifecycleCondition[] => {
  const { host, notices } = context;
  const { instanceId } = instance;
  const causes = new Set(notices.flatMap((notice) => (notice.instanceId === instanceId ? [notice.cause] : [])));
  if (causes.has('interruption')) {
    const reason = `AWS takes ${instanceId} back within two minutes`;
    return [{ kind: 'InstanceKept', instanceId, plan: () => replaceInstance(host, instance, reason) }];
  }
  const retirement = retirementOf(context, instanceId);
  if (retirement) return [handleRetirement(context, instance, retirement)];
  return causes.has('rebalance') ? [rebalance(context, instance)] : [];
};

/**
 * What AWS has announced of the instances of a host makes due, while their group can still terminate them. The rest of an
 * instance's conditions need that it is kept.
 */
export const noticeConditions = (context: StepContext): readonly LifecycleCondition[] =>
  context.host.state.intent === 'suspended'
    ? []
    : context.host.instances
        .filter(({ lifecycleState }) => TERMINABLE.has(lifecycleState))
        .flatMap((instance) => announcedOf(context, instance));
