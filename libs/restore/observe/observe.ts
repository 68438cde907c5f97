import type { Ec2 } from '../../aws/ec2.ts';
import type { HostDirectory } from '../../hosts/directory.ts';
import { hostTagOf } from '../../hosts/resource-tags.ts';
import { listSnapshots, type Snapshot, type SnapshotListing } from '../../hosts/snapshot.ts';
import { TAGS } from '../../hosts/tags.ts';
import type { Attempt, Observed, RestoreTarget, Volume } from '../model.ts';
import { toVolume } from './mappers.ts';

/** What volumes and snapshots are read from. */
export interface Reads extends SnapshotListing {
  readonly ec2: Pick<Ec2, 'describeVolumes'>;
}

/** Every volume of these hosts, in any zone, state and role, by the host's name. */
export const readVolumes = async (
  { stage, ec2 }: Pick<Reads, 'stage' | 'ec2'>,
  hosts: readonly string[],
): Promise<ReadonlyMap<string, readonly Volume[]>> => {
  const filters = [{ Name: `tag:${TAGS.stage.name}`, Values: [stage] }];
  const volumes = await ec2.describeVolumes(filters, `tag:${TAGS.host.name}`, hosts);
  return new Map([...Map.groupBy(volumes, hostTagOf)].map(([host, own]) => [host, own.map(toVolume)]));
};

/** Every snapshot of these hosts, in any state, by the host's name. */
export const readSnapshots = async (
  listing: SnapshotListing,
  hosts: readonly string[],
): Promise<ReadonlyMap<string, readonly Snapshot[]>> =>
  Map.groupBy(await listSnapshots(listing, hosts), ({ host }) => host);

/** Observes the hosts whose restore is in progress, with their volumes and snapshots. */
export const observe =
  (
    reads: Reads,
    directory: Pick<HostDirectory, 'getMany'>,
    attempts: ReadonlyMap<string, ReadonlyMap<string, Attempt>>,
  ) =>
  async (targets: readonly RestoreTarget[]): Promise<ReadonlyMap<RestoreTarget, Observed>> => {
    const names = targets.map(({ host }) => host);
    const [hosts, volumes, snapshots] = await Promise.all([
      directory.getMany(targets),
      readVolumes(reads, names),
      readSnapshots(reads, names),
    ]);
    return new Map(
      targets.flatMap((target) => {
        const host = hosts.get(target);
        if (!host) return [];
        const observed: Observed = {
          ...host,
          volumes: volumes.get(host.host) ?? [],
          snapshots: snapshots.get(host.host) ?? [],
          attempts: attempts.get(host.group) ?? new Map(),
        };
        return [[target, observed]];
      }),
    );
  };
