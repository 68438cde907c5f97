import { converged, type Plan, refuse, wait } from '../../controller/plan.ts';
import { minutesSince } from '../../controller/time.ts';
import { TAGS } from '../../hosts/tags.ts';
import { shell } from '../../notifications/commands.ts';
import type { GroupInstance } from '../../hosts/host.ts';
import type { InterruptionNotice, LifecycleActions, Observed } from '../model.ts';
import { completeHook, type Step, type StepContext, terminateInstance } from './context.ts';
import { LAUNCH_HOOK } from './hooks.ts';

/** The states in which an instance can be terminated. */
const TERMINABLE: ReadonlySet<string> = new Set(['Pending', 'Pending:Wait', 'Pending:Proceed', 'InService']);

/** The minimum age of an instance that is replaced on a mere recommendation: its successor may get one as well. */
const REBALANCE_MINUTES = 60;

/** The hours of the day (UTC) in which an instance is replaced that AWS is going to retire. */
const MAINTENANCE_WINDOW = { from: 2, to: 4 } as const;

export const inMaintenanceWindow = (now: Date): boolean =>
  now.getUTCHours() >= MAINTENANCE_WINDOW.from && now.getUTCHours() < MAINTENANCE_WINDOW.to;

/** The age of an instance in whole minutes; 0 for one that EC2 does not know. */
const ageMinutes = ({ host, now }: StepContext, instanceId: string): number => {
  const launchTime = host.ec2Instances.get(instanceId)?.launchTime;
  return launchTime ? Math.floor(minutesSince(launchTime, now)) : 0;
};

/** The instance of a notice, while its group can still terminate it. */
const affectedInstance = ({ host }: StepContext, notice?: InterruptionNotice) =>
  host.state.intent === 'suspended'
    ? undefined
    : host.instances.find(
        ({ instanceId, lifecycleState }) => instanceId === notice?.instanceId && TERMINABLE.has(lifecycleState),
      );

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

/** Refuses to end an instance that nothing would replace; `undefined` where its group launches another. */
const refuseWithoutSuccessor = (
  { region, group, suspendedProcesses, sizes }: Observed,
  notice: string,
): Plan<LifecycleActions> | undefined => {
  const prefix = `${notice}, and it is not replaced before, as nothing would come back`;
  if (suspendedProcesses.includes('Launch'))
    return refuse(
      `${prefix}; the process Launch of its group is suspended: resume it`,
      shell`aws autoscaling resume-processes --region ${region} --auto-scaling-group-name ${group} --scaling-processes Launch`,
    );
  return sizes.desired === 0
    ? refuse(
        `${prefix}; the desired capacity of its group is 0: set it to 1`,
        shell`aws autoscaling set-desired-capacity --region ${region} --auto-scaling-group-name ${group} --desired-capacity 1`,
      )
    : undefined;
};

/** Whether the instance of a recommendation is to be replaced: its tag says so, and it is old enough. */
const isReplacedOnRebalance = (context: StepContext, instanceId: string): boolean =>
  context.hostTags.onRebalance === 'replace' && ageMinutes(context, instanceId) >= REBALANCE_MINUTES;

const rebalanceOf = (instanceId: string): string => `AWS may take ${instanceId} back soon`;

/** Terminates an instance that AWS takes back, or may take back soon, while its volume can still be unmounted. */
export const replaceInterrupted = (
  context: StepContext,
  notice?: InterruptionNotice,
): Plan<LifecycleActions> | undefined => {
  const instance = affectedInstance(context, notice);
  if (!instance || !notice) return undefined;
  const { instanceId } = instance;
  if (notice.cause === 'interruption')
    return replaceInstance(context.host, instance, `AWS takes ${instanceId} back within two minutes`);
  const reason = rebalanceOf(instanceId);
  return notice.cause === 'rebalance' &&
    isReplacedOnRebalance(context, instanceId) &&
    !refuseWithoutSuccessor(context.host, reason)
    ? replaceInstance(context.host, instance, reason)
    : undefined;
};

/** Terminates, in the maintenance window, an instance that AWS is going to retire. */
export const replaceRetiring: Step = ({ host, instance: { instanceId }, now }) => {
  const retirement = host.retirements.get(instanceId);
  if (!retirement || !inMaintenanceWindow(now)) return undefined;
  const reason = `AWS retires ${instanceId} on ${retirement.toISOString()}`;
  return refuseWithoutSuccessor(host, reason) ?? terminateInstance(host, instanceId, reason);
};

/** Explains why the instance of a notice was not replaced, or not yet. */
export const explainNoReplacement = (
  context: StepContext,
  notice?: InterruptionNotice,
): Plan<LifecycleActions> | undefined => {
  const instance = affectedInstance(context, notice);
  if (!instance || !notice) return undefined;
  const { instanceId } = instance;
  if (notice.cause === 'retirement') {
    const reason = `AWS is going to retire ${instanceId}`;
    const { from, to } = MAINTENANCE_WINDOW;
    return (
      refuseWithoutSuccessor(context.host, reason) ??
      wait(`${reason}: it is replaced between ${from} and ${to} o'clock UTC`)
    );
  }
  if (notice.cause === 'rebalance' && isReplacedOnRebalance(context, instanceId))
    return refuseWithoutSuccessor(context.host, rebalanceOf(instanceId));
  if (context.hostTags.onRebalance === 'ignore')
    return converged(`${instanceId} stays: its tag ${TAGS.onRebalance.name} is not "replace"`);
  return converged(
    `${instanceId} stays: it is ${ageMinutes(context, instanceId)} minutes old, ` +
      'and at most one instance is replaced in an hour',
  );
};
