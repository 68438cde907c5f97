import { type Plan, wait } from '../plan.ts';
import { ECS_HOOK, TERMINATE_HOOK } from './group.ts';
import type { HostActions } from './model.ts';
import {
  complete,
  doing,
  heldBy,
  type InstanceScene,
  isRunning,
  of,
  secondsSince,
  type Step,
  type Why,
} from './steps.ts';

/** So long tasks get to end, from when the group began to terminate; an interruption leaves two minutes for everything. */
export const DRAIN_SECONDS = 90;
export const SPOT_DRAIN_SECONDS = 60;

/** So long a host gets to let go of its volume. */
export const RELEASE_SECONDS = 20;

/** What became of the request to let go, while it may still succeed. https://docs.aws.amazon.com/systems-manager/latest/userguide/monitor-commands.html */
const UNDER_WAY: ReadonlySet<string> = new Set(['Pending', 'InProgress', 'Delayed']);

/** Has ECS end the tasks of an instance before its host is stopped. */
export const drainTasks: Step = ({ host, settings, instance: { instanceId }, machine, now }) => {
  const { since, containerInstance } = host.leaving.get(instanceId) ?? {};
  const { cluster } = settings;
  if (cluster === undefined || !containerInstance || !isRunning(machine)) return undefined;
  const { arn, status, runningTasks } = containerInstance;
  if (status === 'ACTIVE') {
    const reason = `${instanceId} still took tasks`;
    return doing({
      action: 'ecs:UpdateContainerInstancesState',
      reason,
      ...of(host),
      instanceId,
      cluster,
      containerInstance: arn,
    });
  }
  const isLate =
    since !== undefined && secondsSince(since, now) >= (machine?.spot ? SPOT_DRAIN_SECONDS : DRAIN_SECONDS);
  if (status !== 'DRAINING' || runningTasks === 0 || isLate) return undefined;
  return wait(`${runningTasks} ${runningTasks === 1 ? 'task has' : 'tasks have'} not ended on ${instanceId}`);
};

/** Asks the host to stop its containers and to unmount the volume; one that cannot say that it did is left to its shutdown. */
export const releaseMount: Step = ({ host, settings, instance: { instanceId }, machine, now }) => {
  const { release } = host.leaving.get(instanceId) ?? {};
  const volume = heldBy(host, instanceId);
  const { device } = settings;
  if (!volume || device === undefined || !isRunning(machine)) return undefined;
  const { volumeId } = volume;
  if (!release) {
    const reason = `${volumeId} is mounted on ${instanceId}, which is to go`;
    return doing({ action: 'ssm:SendCommand', reason, ...of(host), instanceId, volumeId, device });
  }
  const mayCome = UNDER_WAY.has(release.status) && secondsSince(release.requestedAt, now) < RELEASE_SECONDS;
  return mayCome ? wait(`${instanceId} has not said yet that it let go of ${volumeId}`) : undefined;
};

/** Takes the volume off an instance that has said that it is unmounted, and off no other: a mounted one would be torn. */
export const detachVolume: Step = ({ host, instance: { instanceId }, machine }) => {
  const { release } = host.leaving.get(instanceId) ?? {};
  const volume = heldBy(host, instanceId);
  const attachment = volume?.attachments.find((one) => one.instanceId === instanceId);
  if (!volume || attachment?.state !== 'attached' || release?.status !== 'Success' || !isRunning(machine))
    return undefined;
  const reason = `${instanceId} has unmounted ${volume.volumeId}`;
  const { volumeId } = volume;
  return doing({ action: 'ec2:DetachVolume', reason, ...of(host), volumeId, instanceId, force: false });
};

/** Lets an instance go; one that waits all the same is held by ECS's own hook, which would keep it for an hour. */
export const letGo = (
  scene: Pick<InstanceScene, 'host' | 'instance'>,
  isInCluster: boolean,
  why: Why,
): Plan<HostActions> | undefined =>
  complete(scene, TERMINATE_HOOK.name, why) ?? (isInCluster ? complete(scene, ECS_HOOK, why) : undefined);

/** Lets an instance go that has let go of all it had, or cannot. That one has died is told. */
export const completeTermination: Step = (scene) => {
  const { host, settings, instance, machine } = scene;
  const isInCluster = settings.cluster !== undefined || host.state.intent === 'suspended';
  const { instanceId } = instance;
  const why = isRunning(machine)
    ? { reason: `nothing more can be done for ${instanceId}` }
    : { reason: `${instanceId} had ended by itself`, routine: false };
  return letGo(scene, isInCluster, why);
};
