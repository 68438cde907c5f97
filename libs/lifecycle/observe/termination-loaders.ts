import { groupByFirst } from '../../controller/ttl-cache.ts';
import type { ContainerInstance, UnmountRequest } from '../model.ts';
import { unmountComment } from '../unmount-script.ts';
import { toContainerInstance, toUnmountRequest } from './mappers.ts';
import type { LifecycleDeps } from '../dependencies.ts';

/** Reads all that belongs to each first word in one go. */
const loadByFirst = async <A>(
  keys: readonly string[],
  read: (pair: readonly [string, readonly string[]]) => Promise<readonly (readonly [string, A])[]>,
): Promise<ReadonlyMap<string, A>> => new Map((await Promise.all(groupByFirst(keys).map(read))).flat());

/** When a group began to terminate an instance, by `<group> <instance>`. */
export const loadTerminationStarts =
  ({ autoScaling }: LifecycleDeps) =>
  (keys: readonly string[]): Promise<ReadonlyMap<string, Date>> =>
    loadByFirst(keys, async ([group, instanceIds]) => {
      const activities = await autoScaling.describeScalingActivities(group);
      return instanceIds.flatMap((instanceId): (readonly [string, Date])[] => {
        const its = activities.find(({ Description }) => Description === `Terminating EC2 instance: ${instanceId}`);
        return its?.StartTime ? [[`${group} ${instanceId}`, its.StartTime]] : [];
      });
    });

/** What an instance is in its cluster, by `<cluster> <instance>`. */
export const loadContainerInstances =
  ({ ecs }: LifecycleDeps) =>
  (keys: readonly string[]): Promise<ReadonlyMap<string, ContainerInstance>> =>
    loadByFirst(keys, async ([cluster, instanceIds]) => {
      const arns = await ecs.listContainerInstances(cluster, instanceIds);
      const found = await ecs.describeContainerInstances(cluster, arns);
      return found.map((one) => [`${cluster} ${one.ec2InstanceId}`, toContainerInstance(one)] as const);
    });

/** The newest request to let go of a volume, by `<instance> <volume>`. */
export const loadUnmountRequests =
  ({ ssm }: LifecycleDeps) =>
  (keys: readonly string[]): Promise<ReadonlyMap<string, UnmountRequest>> =>
    loadByFirst(keys, async ([instanceId, volumeIds]) => {
      const sent = await ssm.listCommandInvocations(instanceId);
      return volumeIds.flatMap((volumeId): (readonly [string, UnmountRequest])[] => {
        const [newest] = sent
          .filter(({ Comment }) => Comment === unmountComment(volumeId))
          .map(toUnmountRequest)
          .toSorted((a, b) => b.requestedAt.getTime() - a.requestedAt.getTime());
        return newest ? [[`${instanceId} ${volumeId}`, newest]] : [];
      });
    });
