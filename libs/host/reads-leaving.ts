import { byFirst } from './memory.ts';
import type { ContainerInstance, Release } from './model.ts';
import { releaseComment } from './release.ts';
import { containerInstanceOf, releaseOf } from './words.ts';
import type { HostWorld } from './world.ts';

/** Reads all that belongs to each first word in one go. */
const byEachFirst = async <A>(
  keys: readonly string[],
  read: (pair: readonly [string, readonly string[]]) => Promise<readonly (readonly [string, A])[]>,
): Promise<ReadonlyMap<string, A>> => new Map((await Promise.all(byFirst(keys).map(read))).flat());

/** When a group began to terminate an instance, by `<group> <instance>`. */
export const readActivities =
  ({ autoScaling }: HostWorld) =>
  (keys: readonly string[]): Promise<ReadonlyMap<string, Date>> =>
    byEachFirst(keys, async ([group, instanceIds]) => {
      const activities = await autoScaling.describeScalingActivities(group);
      return instanceIds.flatMap((instanceId): (readonly [string, Date])[] => {
        const its = activities.find(({ Description }) => Description === `Terminating EC2 instance: ${instanceId}`);
        return its?.StartTime ? [[`${group} ${instanceId}`, its.StartTime]] : [];
      });
    });

/** What an instance is in its cluster, by `<cluster> <instance>`. */
export const readContainerInstances =
  ({ ecs }: HostWorld) =>
  (keys: readonly string[]): Promise<ReadonlyMap<string, ContainerInstance>> =>
    byEachFirst(keys, async ([cluster, instanceIds]) => {
      const arns = await ecs.listContainerInstances(cluster, instanceIds);
      const found = await ecs.describeContainerInstances(cluster, arns);
      return found.map((one) => [`${cluster} ${one.ec2InstanceId}`, containerInstanceOf(one)] as const);
    });

/** The newest request to let go of a volume, by `<instance> <volume>`. */
export const readReleases =
  ({ ssm }: HostWorld) =>
  (keys: readonly string[]): Promise<ReadonlyMap<string, Release>> =>
    byEachFirst(keys, async ([instanceId, volumeIds]) => {
      const sent = await ssm.listCommandInvocations(instanceId);
      return volumeIds.flatMap((volumeId): (readonly [string, Release])[] => {
        const [newest] = sent
          .filter(({ Comment }) => Comment === releaseComment(volumeId))
          .map(releaseOf)
          .toSorted((a, b) => b.requestedAt.getTime() - a.requestedAt.getTime());
        return newest ? [[`${instanceId} ${volumeId}`, newest]] : [];
      });
    });
