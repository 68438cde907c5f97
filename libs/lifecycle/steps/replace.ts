import { converged, type Plan, refuse, wait } from '../../controller/plan.ts';
import { minutesSince } from '../../controller/time.ts';
import { TAGS } from '../../hosts/tags.ts';
import { shell } from '../../notifications/commands.ts';
import type { GroupInstance } from '../../hosts/host.ts';
import type { LifecycleActions, Observed } from '../model.ts';
import { completeHook, type LifecycleCondition, type Step, type StepContext, terminateInstance } from './context.ts';
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
const affectedInstance = ({ host, notice }: StepContext) =>
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

/** What a notice of AWS about an instance makes due. The rest of the instance's conditions need that it is kept. */
export const noticeConditions = (context: StepContext): readonly LifecycleCondition[] => {
  const { host, notice } = context;
  const instance = affectedInstance(context);
  if (!notice || !instance) return [];
  const { instanceId } = instance;
  if (notice.cause === 'rebalance') return [rebalance(context, instance)];
  if (notice.cause === 'retirement')
    return [{ kind: 'RetirementHandled', instanceId, plan: () => announceRetirement(host, instanceId) }];
  const reason = `AWS takes ${instanceId} back within two minutes`;
  return [{ kind: 'InstanceKept', instanceId, plan: () => replaceInstance(host, instance, reason) }];
};

/** Says when the instance of an announcement is replaced. */
const announceRetirement = (host: Observed, instanceId: string): Plan<LifecycleActions> => {
  const reason = `AWS is going to retire ${instanceId}`;
  const { from, to } = MAINTENANCE_WINDOW;
  return (
    refuseWithoutSuccessor(host, reason) ?? wait(`${reason}: it is replaced between ${from} and ${to} o'clock UTC`)
  );
};

/** Terminates, in the maintenance window, an instance that AWS is going to retire. */
export const handleRetirement: Step = ({ host, instance: { instanceId }, now }) => {
  const retirement = host.retirements.get(instanceId);
  if (!retirement || !inMaintenanceWindow(now)) return undefined;
  const reason = `AWS retires ${instanceId} on ${retirement.toISOString()}`;
  return refuseWithoutSuccessor(host, reason) ?? terminateInstance(host, instanceId, reason);
};
