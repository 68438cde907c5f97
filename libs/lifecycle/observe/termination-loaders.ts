import type { Loader } from '../../controller/keyed-cache.ts';
import type { LifecycleDeps } from '../dependencies.ts';
import type { ContainerInstance, UnmountRequest } from '../model.ts';
import { unmountComment } from '../unmount-script.ts';
import { TTL_SECONDS } from './loaders.ts';
import { toContainerInstance, toUnmountRequest } from './mappers.ts';

interface TerminationKey {
  readonly group: string;
  readonly instanceId: string;
}

/** When a group began to terminate an instance. */
export const loadTerminationStarts = ({ autoScaling }: LifecycleDeps): Loader<TerminationKey, Date> => ({
  id: ({ group, instanceId }) => `${instanceId}/${group}`,
  load: async (keys) => {
    const groups = [...Map.groupBy(keys, ({ group }) => group)].map(async ([group, keysOfGroup]) => {
      const activities = await autoScaling.describeScalingActivities(group);
      return keysOfGroup.flatMap((key): (readonly [TerminationKey, Date])[] => {
        const description = `Terminating EC2 instance: ${key.instanceId}`;
        const activity = activities.find(({ Description }) => Description === description);
        return activity?.StartTime ? [[key, activity.StartTime]] : [];
      });
    });
    return (await Promise.all(groups)).flat();
  },
  ttlSeconds: (since) => (since ? TTL_SECONDS.run : TTL_SECONDS.transient),
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
