import { secondsSince } from '../../controller/time.ts';
import type { Termination, UnmountRequest } from '../model.ts';
import type { ObservationCache } from './cache.ts';
import { unmountKeyId } from './termination-loaders.ts';

/** How long a request counts that was sent and is not listed. https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ListCommandInvocations.html */
const UNLISTED_SECONDS = 10;

/** An instance in `Terminating:Wait`, and where to ask about it. */
export interface TerminatingInstance {
  readonly group: string;
  readonly instanceId: string;
  /** The ECS cluster of its host, if any. */
  readonly cluster: string | undefined;
  /** The data volumes that are attached to it. */
  readonly volumeIds: readonly string[];
}

/** What is known of the requests to unmount a volume. */
interface KnownRequests {
  readonly listed: readonly UnmountRequest[];
  /** The one that this run has sent. */
  readonly sent: UnmountRequest | undefined;
  /** When the termination began: what succeeded before it proves nothing. */
  readonly since: Date | undefined;
}

/** The request that counts: any that succeeded, as the script is a proof, else the newest. */
const decisiveRequest = ({ listed, sent, since }: KnownRequests, now: Date): UnmountRequest | undefined => {
  // Systems Manager never lists what it could not deliver, and one run does not send that twice.
  const isRemembered =
    sent && (sent.status === 'Undeliverable' || secondsSince(sent.requestedAt, now) < UNLISTED_SECONDS);
  const requests = [...listed, ...(isRemembered ? [sent] : [])].filter(
    ({ requestedAt }) => since === undefined || requestedAt >= since,
  );
  return (
    requests.find(({ status }) => status === 'Success') ??
    requests.toSorted((a, b) => b.requestedAt.getTime() - a.requestedAt.getTime())[0]
  );
};

/** Reads the progress of terminating instances. The services are called for these alone. */
export const observeTerminations = async (
  cache: Pick<ObservationCache, 'terminationStarts' | 'containerInstances' | 'unmountRequests' | 'sentUnmountRequests'>,
  instances: readonly TerminatingInstance[],
  now: Date,
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
      const [unmountRequest] = volumeIds.flatMap((volumeId) => {
        const key = { instanceId, volumeId };
        const sent = cache.sentUnmountRequests.get(unmountKeyId(key));
        return decisiveRequest({ listed: unmountRequests.get(key) ?? [], sent, since }, now) ?? [];
      });
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
