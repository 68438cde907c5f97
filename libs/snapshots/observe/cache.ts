import type { Filter } from '@aws-sdk/client-ec2';

import { createKeyedCache, type Loader } from '../../controller/keyed-cache.ts';
import type { HostRef } from '../../controller/result.ts';
import type { Host } from '../../hosts/host.ts';
import { hostTagOf } from '../../hosts/resource-tags.ts';
import { isOriginal, listSnapshots, type Snapshot, type SnapshotListing } from '../../hosts/snapshot.ts';
import { DATA_ROLE, TAGS } from '../../hosts/tags.ts';
import type { SnapshotDeps, TakeDeps } from '../dependencies.ts';
import type { DataVolume } from '../model.ts';
import type { DiskStart } from '../superblock.ts';
import { createQuiesceRequests } from './quiesce-requests.ts';

/** What does not change during a run, but by the run itself. */
const RUN_SECONDS = 900;
/** The groups of the hosts: what a person changes in their tags holds from then on. */
const HOST_SECONDS = 180;
/** A volume that is being created becomes available within seconds. */
const VOLUME_SECONDS = 10;

const identity = (key: string): string => key;

const tagged = (name: string, values: readonly string[]): Filter => ({ Name: `tag:${name}`, Values: [...values] });

/** What one kind of snapshots is listed by. */
interface Listing extends SnapshotListing {
  readonly isOf: (snapshot: Snapshot) => boolean;
  /** Called with what each call has listed. */
  readonly note?: (listed: readonly Snapshot[]) => void;
}

/** The snapshots of each host in one region: one listing for all of them. */
const snapshotLoader = ({ isOf, note, ...listing }: Listing): Loader<string, readonly Snapshot[]> => ({
  id: identity,
  load: async (hosts) => {
    const listed = await listSnapshots(listing, hosts);
    const own = listed.filter(isOf);
    note?.(own);
    return [...Map.groupBy(own, ({ host }) => host)];
  },
  ttlSeconds: () => RUN_SECONDS,
});

const volumeLoader = ({ ec2, stage }: TakeDeps): Loader<string, readonly DataVolume[]> => ({
  id: identity,
  load: async (hosts) => {
    const filters = [tagged(TAGS.stage.name, [stage]), tagged(TAGS.role.name, [DATA_ROLE])];
    const volumes = await ec2.describeVolumes(filters, `tag:${TAGS.host.name}`, hosts);
    return [...Map.groupBy(volumes, hostTagOf)].map(([host, own]) => [
      host,
      own.map(({ VolumeId = '', State = 'unknown', Attachments = [] }) => {
        const instanceId = Attachments.find((attachment) => attachment.State === 'attached')?.InstanceId;
        return { volumeId: VolumeId, state: State, ...(instanceId !== undefined && { instanceId }) };
      }),
    ]);
  },
  ttlSeconds: () => VOLUME_SECONDS,
});

/** The hosts themselves. Of a large stage each listing takes seconds. */
const hostLoader = ({ directory }: TakeDeps): Loader<HostRef, Host> => ({
  id: ({ region, group }) => `${region}/${group}`,
  load: async (refs) => {
    const hosts = await directory.getMany(refs);
    return refs.flatMap((ref) => {
      const host = hosts.get(ref);
      return host ? [[ref, host] as const] : [];
    });
  },
  ttlSeconds: () => HOST_SECONDS,
});

/** The cache of the copies, and which of them AWS is making. */
const createCopyCache = ({ now, copyRegion, stage, region }: TakeDeps) => {
  const pending = new Set<string>();
  const note = (listed: readonly Snapshot[]): void => {
    for (const { snapshotId, state } of listed)
      if (state === 'pending') pending.add(snapshotId);
      else pending.delete(snapshotId);
  };
  const isOf = ({ copyOf }: Snapshot): boolean => copyOf?.startsWith(`${region}/`) === true;
  return (
    copyRegion && {
      region: copyRegion.region,
      byHost: createKeyedCache(now, snapshotLoader({ snapshots: copyRegion.snapshots, stage, isOf, note })),
      pending,
    }
  );
};

/** The observations of one run. `kept` outlives it: what AWS would not delete is not tried again every quarter of an hour. */
export const createCache = (deps: TakeDeps & Pick<SnapshotDeps, 'quiesce'>, kept: Map<string, string>) => {
  const { now, snapshots, stage } = deps;
  return {
    snapshots: createKeyedCache(now, snapshotLoader({ snapshots, stage, isOf: isOriginal })),
    copies: createCopyCache(deps),
    hosts: createKeyedCache(now, hostLoader(deps)),
    volumes: createKeyedCache(now, volumeLoader(deps)),
    /**
     * The hosts of which a snapshot or a copy may have begun without an answer: they are listed anew each time, as AWS
     * lists a new snapshot only after some seconds.
     */
    uncertain: new Set<string>(),
    quiesceRequests: createQuiesceRequests(now, deps.quiesce?.ssm),
    /** What the snapshots begin with that this run has looked into. */
    starts: new Map<string, DiskStart>(),
    /** The deletions that this run has tried, by host. */
    attempts: new Map<string, number>(),
    kept,
  };
};

export type SnapshotCache = ReturnType<typeof createCache>;
