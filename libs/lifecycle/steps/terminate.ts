import { type Plan, wait } from '../../controller/plan.ts';
import { refOf } from '../../controller/result.ts';
import { secondsSince } from '../../controller/time.ts';
import { TAGS } from '../../hosts/tags.ts';
import type { LifecycleActions } from '../model.ts';
import { completeHook, type HookReason, type InstanceContext, isRunning, planAction, type Step } from './context.ts';
import { ECS_HOOK, TERMINATE_HOOK } from './hooks.ts';
import { attachedVolume } from './primary.ts';

/** Drain timeout, counted from the start of the termination. An interruption of a Spot instance leaves two minutes in all. */
const DRAIN_TIMEOUT_SECONDS = 90;
const SPOT_DRAIN_TIMEOUT_SECONDS = 60;

/** How long an instance may take to unmount its volume. */
export const UNMOUNT_TIMEOUT_SECONDS = 20;

/** The statuses of a command that may still succeed. https://docs.aws.amazon.com/systems-manager/latest/userguide/monitor-commands.html */
const PENDING_STATUSES: ReadonlySet<string> = new Set(['Pending', 'InProgress', 'Delayed']);

/** Drains the ECS tasks of an instance before its containers are stopped. */
export const drainTasks: Step = ({ host, hostTags, instance: { instanceId }, ec2Instance, now }) => {
  const { since, containerInstance } = host.terminations.get(instanceId) ?? {};
  const { cluster } = hostTags;
  if (cluster === undefined || !containerInstance || !isRunning(ec2Instance)) return undefined;
  const { arn, status, runningTasks } = containerInstance;
  if (status === 'ACTIVE')
    return planAction({
      action: 'ecs:UpdateContainerInstancesState',
      reason: `${instanceId} accepted new tasks`,
      ...refOf(host),
      instanceId,
      cluster,
      containerInstance: arn,
    });
  const isLate =
    since !== undefined &&
    secondsSince(since, now) >= (ec2Instance?.spot ? SPOT_DRAIN_TIMEOUT_SECONDS : DRAIN_TIMEOUT_SECONDS);
  if (status !== 'DRAINING' || runningTasks === 0 || isLate) return undefined;
  return wait(`${runningTasks} ${runningTasks === 1 ? 'task is' : 'tasks are'} still running on ${instanceId}`);
};

/**
 * Requests that the instance stop its containers and unmount the volume. When it does not confirm that in time, the
 * volume stays attached until its shutdown.
 */
export const requestUnmount: Step = ({ host, hostTags, instance: { instanceId }, ec2Instance, now }) => {
  const { unmountRequest } = host.terminations.get(instanceId) ?? {};
  const volume = attachedVolume(host, instanceId);
  const { device } = hostTags;
  if (!volume || device === undefined || !isRunning(ec2Instance)) return undefined;
  const { volumeId } = volume;
  if (!unmountRequest) {
    const reason = `${volumeId} is mounted on ${instanceId}, which is terminating`;
    return planAction({ action: 'ssm:SendCommand', reason, ...refOf(host), instanceId, volumeId, device });
  }
  const isPending =
    PENDING_STATUSES.has(unmountRequest.status) &&
    secondsSince(unmountRequest.requestedAt, now) < UNMOUNT_TIMEOUT_SECONDS;
  return isPending ? wait(`${instanceId} has not confirmed yet that ${volumeId} is unmounted`) : undefined;
};

/** Detaches the volume from an instance that has confirmed the unmount, and from no other: detaching a mounted volume loses writes. */
export const detachVolume: Step = ({ host, instance: { instanceId }, ec2Instance }) => {
  const { unmountRequest } = host.terminations.get(instanceId) ?? {};
  const volume = attachedVolume(host, instanceId);
  const attachment = volume?.attachments.find((candidate) => candidate.instanceId === instanceId);
  if (!volume || attachment?.state !== 'attached' || unmountRequest?.status !== 'Success' || !isRunning(ec2Instance))
    return undefined;
  const reason = `${instanceId} has unmounted ${volume.volumeId}`;
  const { volumeId } = volume;
  return planAction({ action: 'ec2:DetachVolume', reason, ...refOf(host), volumeId, instanceId, force: false });
};

/** Completes the terminate hook, then the one of ECS managed draining, which would hold the instance for an hour. */
const completeTerminateHooks = (
  context: Pick<InstanceContext, 'host' | 'instance'>,
  isInCluster: boolean,
  why: HookReason,
): Plan<LifecycleActions> | undefined =>
  completeHook(context, TERMINATE_HOOK.name, why) ?? (isInCluster ? completeHook(context, ECS_HOOK, why) : undefined);

/** Why a termination is completed. That an instance stopped by itself, or could not be asked to unmount, is not routine. */
const whyCompleted = ({ host, instance: { instanceId }, ec2Instance }: InstanceContext): HookReason => {
  if (!isRunning(ec2Instance)) return { reason: `${instanceId} had stopped by itself`, routine: false };
  const { unmountRequest } = host.terminations.get(instanceId) ?? {};
  const volume = attachedVolume(host, instanceId);
  if (unmountRequest?.problem === undefined || !volume) return { reason: `nothing is left to do on ${instanceId}` };
  const reason = `${instanceId} could not be asked to unmount ${volume.volumeId}: ${unmountRequest.problem}`;
  return { reason, routine: false, stillMounted: true };
};

/** Completes the termination of an instance that has released what it had, or cannot. */
export const completeTermination: Step = (context) => {
  const { host, hostTags } = context;
  const isInCluster =
    hostTags.cluster !== undefined || hostTags.invalid.has(TAGS.cluster.name) || host.state.intent === 'suspended';
  return completeTerminateHooks(context, isInCluster, whyCompleted(context));
};
