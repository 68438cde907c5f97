import { byFirst } from './memory.ts';
import type { ContainerInstance, Release } from './model.ts';
import { releaseComment } from './release.ts';
import { containerInstanceOf, releaseOf } from './words.ts';
import type { HostWorld } from './world.ts';

/** When a group began to terminate an instance, by `<group> <instance>`. */
export const readActivities =
  ({ autoScaling }: HostWorld) =>
  async (keys: readonly string[]): Promise<ReadonlyMap<string, Date>> => {
    const answers = await Promise.all(
      byFirst(keys).map(async ([group, instanceIds]) => {
        const activities = await autoScaling.describeScalingActivities(group);
        return instanceIds.flatMap((instanceId): (readonly [string, Date])[] => {
          const its = activities.find(({ Description }) => Description === `Terminating EC2 instance: ${instanceId}`);
          return its?.StartTime ? [[`${group} ${instanceId}`, its.StartTime]] : [];
        });
      }),
    );
    return new Map(answers.flat());
  };

/** What an instance is in its cluster, by `<cluster> <instance>`. */
export const readContainerInstances =
  ({ ecs }: HostWorld) =>
  async (keys: readonly string[]): Promise<ReadonlyMap<string, ContainerInstance>> => {
    const answers = await Promise.all(
      byFirst(keys).map(async ([cluster, instanceIds]) => {
        const arns = await ecs.listContainerInstances(cluster, instanceIds);
        const found = await ecs.describeContainerInstances(cluster, arns);
        return found.map((one) => [`${cluster} ${one.ec2InstanceId}`, containerInstanceOf(one)] as const);
      }),
    );
    return new Map(answers.flat());
  };

/** The newest request to let go of a volume, by `<instance> <volume>`. */
export const readReleases =
  ({ ssm }: HostWorld) =>
  async (keys: readonly string[]): Promise<ReadonlyMap<string, Release>> => {
    const answers = await Promise.all(
      byFirst(keys).map(async ([instanceId, volumeIds]) => {
        const sent = await ssm.listCommandInvocations(instanceId);
        return volumeIds.flatMap((volumeId): (readonly [string, Release])[] => {
          const [newest] = sent
            .filter(({ Comment }) => Comment === releaseComment(volumeId))
            .map(releaseOf)
            .toSorted((a, b) => b.requestedAt.getTime() - a.requestedAt.getTime());
          return newest ? [[`${instanceId} ${volumeId}`, newest]] : [];
        });
      }),
    );
    return new Map(answers.flat());
  };
