import type { Loader } from '../../controller/keyed-cache.ts';
import type { LifecycleDeps } from '../dependencies.ts';
import type { ContainerInstance, UnmountRequest } from '../model.ts';
import { unmountComment } from '../unmount-command.ts';
import { TTL_SECONDS } from './loaders.ts';
import { toContainerInstance, toUnmountRequest } from './mappers.ts';

interface TerminationKey {
  readonly group: string;
  readonly instanceId: string;
}

/**
 * When a group began to terminate an instance, by its newest activity about it, whose description AWS may continue: "…
 * - Waiting For ELB Connection Draining." Without such an activity, when this process first saw the termination, which
 * `firstSeen` keeps.
 */
export const loadTerminationStarts = (
  { autoScaling, now }: LifecycleDeps,
  firstSeen: Map<string, Date>,
): Loader<TerminationKey, Date> => ({
  id: ({ group, instanceId }) => `${instanceId}/${group}`,
  load: async (keys) => {
    const groups = [...Map.groupBy(keys, ({ group }) => group)].map(async ([group, keysOfGroup]) => {
      const activities = await autoScaling.describeScalingActivities(group);
      return keysOfGroup.map((key): readonly [TerminationKey, Date] => {
        const description = `Terminating EC2 instance: ${key.instanceId}`;
        const activity = activities.find(({ Description = '' }) => `${Description} `.startsWith(`${description} `));
        const seenAt = firstSeen.get(key.instanceId) ?? now();
        firstSeen.set(key.instanceId, seenAt);
        return [key, activity?.StartTime ?? seenAt];
      });
    });
    return (await Promise.all(groups)).flat();
  },
  ttlSeconds: () => TTL_SECONDS.run,
});

interface ContainerInstanceKey {
  readonly cluster: string;
  readonly instanceId: string;
}

/** The container instances of an ECS cluster, by their EC2 instance. */
export const loadContainerInstances = ({ ecs }: LifecycleDeps): Loader<ContainerInstanceKey, ContainerInstance> => ({
  id: ({ cluster, instanceId }) => `${cluster}/${instanceId}`,
  load: async (keys) => {
    const clusters = [...Map.groupBy(keys, ({ cluster }) => cluster)].map(async ([cluster, keysOfCluster]) => {
      const instanceIds = keysOfCluster.map(({ instanceId }) => instanceId);
      const arns = await ecs.listContainerInstances(cluster, instanceIds);
      const instances = await ecs.describeContainerInstances(cluster, arns);
      return instances.map((instance): readonly [ContainerInstanceKey, ContainerInstance] => [
        { cluster, instanceId: instance.ec2InstanceId ?? '' },
        toContainerInstance(instance),
      ]);
    });
    return (await Promise.all(clusters)).flat();
  },
  ttlSeconds: () => TTL_SECONDS.transient,
});

interface UnmountKey {
  readonly instanceId: string;
  readonly volumeId: string;
}

/** A text that is the same for the same volume on the same instance. */
export const unmountKeyId = ({ instanceId, volumeId }: UnmountKey): string => `${instanceId}/${volumeId}`;

/** The requests to unmount a volume from an instance, as Systems Manager lists them. */
export const loadUnmountRequests = ({ ssm }: LifecycleDeps): Loader<UnmountKey, readonly UnmountRequest[]> => ({
  id: unmountKeyId,
  load: async (keys) => {
    const instances = [...Map.groupBy(keys, ({ instanceId }) => instanceId)].map(
      async ([instanceId, keysOfInstance]) => {
        const invocations = await ssm.listCommandInvocations(instanceId);
        return keysOfInstance.map((key): readonly [UnmountKey, readonly UnmountRequest[]] => [
          key,
          invocations.filter(({ Comment }) => Comment === unmountComment(key.volumeId)).map(toUnmountRequest),
        ]);
      },
    );
    return (await Promise.all(instances)).flat();
  },
  ttlSeconds: () => TTL_SECONDS.transient,
});
