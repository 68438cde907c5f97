import { type Plan, wait } from '../../controller/plan.ts';
import { secondsSince } from '../../controller/time.ts';
import { ECS_HOOK, TERMINATE_HOOK } from './group-config.ts';
import type { LifecycleActions } from '../model.ts';
import {
  completeHook,
  planAction,
  attachedVolume,
  type InstanceContext,
  isRunning,
  refOf,
  type Step,
  type ActionReason,
} from './context.ts';

/** So long tasks get to end, from when the group began to terminate; an interruption leaves two minutes for everything. */
export const DRAIN_TIMEOUT_SECONDS = 90;
export const SPOT_DRAIN_TIMEOUT_SECONDS = 60;

/** So long a host gets to let go of its volume. */
export const UNMOUNT_TIMEOUT_SECONDS = 20;

/** What became of the request to let go, while it may still succeed. https://docs.aws.amazon.com/systems-manager/latest/userguide/monitor-commands.html */
const PENDING_STATUSES: ReadonlySet<string> = new Set(['Pending', 'InProgress', 'Delayed']);

/** Has ECS end the tasks of an instance before its host is stopped. */
export const drainTasks: Step = ({ host, hostTags, instance: { instanceId }, ec2Instance, now }) => {
  const { since, containerInstance } = host.terminations.get(instanceId) ?? {};
  const { cluster } = hostTags;
  if (cluster === undefined || !containerInstance || !isRunning(ec2Instance)) return undefined;
  const { arn, status, runningTasks } = containerInstance;
  if (status === 'ACTIVE') {
    const reason = `${instanceId} still took tasks`;
    return planAction({
      action: 'ecs:UpdateContainerInstancesState',
      reason,
      ...refOf(host),
      instanceId,
      cluster,
      containerInstance: arn,
    });
  }
  const isLate =
    since !== undefined &&
    secondsSince(since, now) >= (ec2Instance?.spot ? SPOT_DRAIN_TIMEOUT_SECONDS : DRAIN_TIMEOUT_SECONDS);
  if (status !== 'DRAINING' || runningTasks === 0 || isLate) return undefined;
  return wait(`${runningTasks} ${runningTasks === 1 ? 'task has' : 'tasks have'} not ended on ${instanceId}`);
};

/** Asks the host to stop its containers and to unmount the volume; one that cannot say that it did is left to its shutdown. */
export const requestUnmount: Step = ({ host, hostTags, instance: { instanceId }, ec2Instance, now }) => {
  const { unmountRequest } = host.terminations.get(instanceId) ?? {};
  const volume = attachedVolume(host, instanceId);
  const { device } = hostTags;
  if (!volume || device === undefined || !isRunning(ec2Instance)) return undefined;
  const { volumeId } = volume;
  if (!unmountRequest) {
    const reason = `${volumeId} is mounted on ${instanceId}, which is to go`;
    return planAction({ action: 'ssm:SendCommand', reason, ...refOf(host), instanceId, volumeId, device });
  }
  const mayCome =
    PENDING_STATUSES.has(unmountRequest.status) &&
    secondsSince(unmountRequest.requestedAt, now) < UNMOUNT_TIMEOUT_SECONDS;
  return mayCome ? wait(`${instanceId} has not said yet that it let go of ${volumeId}`) : undefined;
};

/** Takes the volume off an instance that has said that it is unmounted, and off no other: a mounted one would be torn. */
export const detachVolume: Step = ({ host, instance: { instanceId }, ec2Instance }) => {
  const { unmountRequest } = host.terminations.get(instanceId) ?? {};
  const volume = attachedVolume(host, instanceId);
  const attachment = volume?.attachments.find((one) => one.instanceId === instanceId);
  if (!volume || attachment?.state !== 'attached' || unmountRequest?.status !== 'Success' || !isRunning(ec2Instance))
    return undefined;
  const reason = `${instanceId} has unmounted ${volume.volumeId}`;
  const { volumeId } = volume;
  return planAction({ action: 'ec2:DetachVolume', reason, ...refOf(host), volumeId, instanceId, force: false });
};

/** Lets an instance go; one that waits all the same is held by ECS's own hook, which would keep it for an hour. */
export const completeTerminateHooks = (
  context: Pick<InstanceContext, 'host' | 'instance'>,
  isInCluster: boolean,
  why: ActionReason,
): Plan<LifecycleActions> | undefined =>
  completeHook(context, TERMINATE_HOOK.name, why) ?? (isInCluster ? completeHook(context, ECS_HOOK, why) : undefined);

/** Lets an instance go that has let go of all it had, or cannot. That one has died is told. */
export const completeTermination: Step = (context) => {
  const { host, hostTags, instance, ec2Instance } = context;
  const isInCluster = hostTags.cluster !== undefined || host.state.intent === 'suspended';
  const { instanceId } = instance;
  const why = isRunning(ec2Instance)
    ? { reason: `nothing more can be done for ${instanceId}` }
    : { reason: `${instanceId} had ended by itself`, routine: false };
  return completeTerminateHooks(context, isInCluster, why);
};
