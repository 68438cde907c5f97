import type { Termination } from '../model.ts';
import type { ObservationCache } from './cache.ts';

/** An instance in `Terminating:Wait`, and where to ask about it. */
export interface TerminatingInstance {
  readonly group: string;
  readonly instanceId: string;
  /** The ECS cluster of its host, if any. */
  readonly cluster: string | undefined;
  /** The data volumes that are attached to it. */
  readonly volumeIds: readonly string[];
}

/** Reads the progress of terminating instances. The services are called for these alone. */
export const observeTerminations = async (
  cache: Pick<ObservationCache, 'terminationStarts' | 'containerInstances' | 'unmountRequests'>,
  instances: readonly TerminatingInstance[],
): Promise<ReadonlyMap<string, Termination>> => {
  const inClusters = instances.flatMap(({ cluster, instanceId }) =>
    cluster === undefined ? [] : [{ cluster, instanceId }],
  );
  const attachments = instances.flatMap(({ instanceId, volumeIds }) =>
    volumeIds.map((volumeId) => ({ instanceId, volumeId })),
  );
  const [starts, containerInstances, unmountRequests] = await Promise.all([
    cache.terminationStarts.getMany(instances.map(({ group, instanceId }) => ({ group, instanceId }))),
    cache.containerInstances.getMany(inClusters),
    cache.unmountRequests.getMany(attachments),
  ]);
  return new Map(
    instances.map(({ group, instanceId, cluster, volumeIds }) => {
      const since = starts.get({ group, instanceId });
      const containerInstance = cluster === undefined ? undefined : containerInstances.get({ cluster, instanceId });
      const [unmountRequest] = volumeIds.flatMap((volumeId) => unmountRequests.get({ instanceId, volumeId }) ?? []);
      return [
        instanceId,
        {
          ...(since && { since }),
          ...(containerInstance && { containerInstance }),
          ...(unmountRequest && { unmountRequest }),
        },
      ];
    }),
  );
};
