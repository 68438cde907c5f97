import type { Host } from '../../hosts/host.ts';
import { tagOf } from '../../hosts/resource-tags.ts';
import type { Snapshot } from '../../hosts/snapshot.ts';
import { TAGS } from '../../hosts/tags.ts';
import type { RequestDeps } from '../dependencies.ts';
import { readSnapshots, readVolumes } from '../observe/observe.ts';
import type { Facts, RestoreRequest } from './model.ts';

/** What the tags of a snapshot say of it that was named, and is none of the host. */
const readStranger = async (
  { snapshots }: RequestDeps,
  { from }: RestoreRequest,
  own: readonly Snapshot[],
): Promise<Pick<Facts, 'stranger'>> => {
  if (from === 'latest' || !('snapshotId' in from)) return {};
  const { snapshotId } = from;
  if (own.some((one) => one.snapshotId === snapshotId)) return {};
  const [found] = await snapshots.describeSnapshots([{ Name: 'snapshot-id', Values: [snapshotId] }]);
  if (!found) return {};
  const host = tagOf(found, TAGS.host.name);
  return { stranger: { snapshotId, ...(host !== undefined && { host }) } };
};

/** Reads what a request is decided on. */
export const readFacts = async (
  deps: RequestDeps,
  request: RestoreRequest,
  host: Host,
  hosts: readonly Host[],
  now: Date,
): Promise<Facts> => {
  const { allowedSubnets, subnets, copyRegion } = deps;
  const [volumes, snapshots, copied, found] = await Promise.all([
    readVolumes(deps, [host.host]),
    readSnapshots(deps, [host.host]),
    copyRegion ? readSnapshots({ ...deps, snapshots: copyRegion.snapshots }, [host.host]) : new Map<string, never>(),
    subnets.describeSubnets([...new Set([...allowedSubnets, ...host.subnets])]),
  ]);
  const own = snapshots.get(host.host) ?? [];
  return {
    host,
    hosts,
    volumes: volumes.get(host.host) ?? [],
    snapshots: own,
    ...(await readStranger(deps, request, own)),
    copies: { region: copyRegion?.region ?? '', snapshots: copied.get(host.host) ?? [] },
    subnets: found.map(({ SubnetId = '', AvailabilityZone = '', VpcId = '' }) => ({
      subnetId: SubnetId,
      zone: AvailabilityZone,
      vpc: VpcId,
    })),
    allowedSubnets,
    now,
  };
};
