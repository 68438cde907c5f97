import type { Instance, Volume as Ec2Volume } from '@aws-sdk/client-ec2';
import type * as z from 'zod/mini';

import { createEc2 } from '../../../libs/aws/ec2.ts';
import { createRoute53, type Route53 } from '../../../libs/aws/route-53.ts';
import { createSnapshots } from '../../../libs/aws/snapshots.ts';
import { hoursSince } from '../../../libs/controller/time.ts';
import type { Host } from '../../../libs/hosts/host.ts';
import { formatSizes } from '../../../libs/aws/sizes.ts';
import { parseTags } from '../../../libs/hosts/host-tags.ts';
import { hostTagOf, tagOf } from '../../../libs/hosts/resource-tags.ts';
import { newestRestorable } from '../../../libs/hosts/restorable.ts';
import { isOriginal, listSnapshots, type Snapshot } from '../../../libs/hosts/snapshot.ts';
import { CANDIDATE_ROLE, CLONE_ROLE, DATA_ROLE, RETIRED_ROLE, TAGS } from '../../../libs/hosts/tags.ts';
import { toEc2Instance, toRecords, toVolume } from '../../../libs/lifecycle/observe/mappers.ts';
import type { Ec2Instance, NameRecord, Volume } from '../../../libs/lifecycle/model.ts';
import type { RegionClients } from '../cli/clients.ts';
import { explain } from '../cli/errors.ts';
import { hostState, readHosts } from '../cli/hosts.ts';
import { type HostResult, invokeFunction } from '../cli/invoke.ts';
import type { RegionFailure } from '../cli/stage.ts';
import type { statusOutput } from '../schemas.ts';
import { delegationProblem } from './delegation.ts';
import { readOutdated } from './outdated.ts';

/** A host as it is shown. */
export type HostStatus = z.output<typeof statusOutput>['hosts'][number];

/** What was read of a hosted zone. */
interface ZoneReading {
  /** Its id. */
  readonly zone: string;
  readonly records: readonly NameRecord[];
  /** Why nobody finds its records. */
  readonly problem: string | undefined;
}

/** A volume of a host; its role where it is not the data volume. */
interface ShownVolume extends Volume {
  readonly role?: string;
}

/** All that was read of the hosts of a region. */
interface Readings {
  readonly instances: ReadonlyMap<string, Ec2Instance>;
  readonly outdated: Awaited<ReturnType<typeof readOutdated>>;
  readonly volumes: ReadonlyMap<string, readonly ShownVolume[]>;
  readonly snapshots: ReadonlyMap<string, readonly Snapshot[]>;
  readonly zones: readonly ZoneReading[];
  readonly results: readonly HostResult[];
}

const zonesOf = (hosts: readonly Host[]): readonly string[] => {
  const zones = hosts
    .map(({ tags }) => parseTags(tags))
    .flatMap((tags) => (tags.hostedZone === undefined ? [] : [tags.hostedZone]));
  return [...new Set(zones)];
};

const readInstances = async (clients: RegionClients, hosts: readonly Host[]): Promise<readonly Instance[]> => {
  const ids = hosts.flatMap(({ instances }) => instances.map(({ instanceId }) => instanceId));
  return ids.length === 0 ? [] : createEc2(clients.ec2).describeInstances('instance-id', ids);
};

/** What is older of which instance. Where that cannot be read, nothing is, and an error says why. */
const compareInstances = async (
  clients: RegionClients,
  { stage, region }: { readonly stage: string; readonly region: string },
  found: readonly Instance[],
): Promise<{ readonly outdated: Readings['outdated']; readonly errors: readonly RegionFailure[] }> => {
  const images = new Map(found.map(({ InstanceId = '', ImageId }) => [InstanceId, ImageId]));
  try {
    return { outdated: await readOutdated(clients, stage, images), errors: [] };
  } catch (cause) {
    const message = `launch templates cannot be compared: ${explain(cause, region)}`;
    return { outdated: new Map(), errors: [{ region, message }] };
  }
};

/** The roles of the volumes that a host has, in use or not. */
const SHOWN_ROLES = [DATA_ROLE, CANDIDATE_ROLE, RETIRED_ROLE, CLONE_ROLE];

const withRole = (volume: Ec2Volume): ShownVolume => {
  const role = tagOf(volume, TAGS.role.name);
  return { ...toVolume(volume), ...(role !== undefined && role !== DATA_ROLE && { role }) };
};

const readVolumes = async (
  clients: RegionClients,
  stage: string,
  hosts: readonly Host[],
): Promise<Readings['volumes']> => {
  const filters = [
    { Name: `tag:${TAGS.stage.name}`, Values: [stage] },
    { Name: `tag:${TAGS.role.name}`, Values: SHOWN_ROLES },
  ];
  const names = hosts.map(({ host }) => host);
  const found = await createEc2(clients.ec2).describeVolumes(filters, `tag:${TAGS.host.name}`, names);
  const byHost = Map.groupBy(found, hostTagOf);
  return new Map([...byHost].map(([host, volumes]) => [host, volumes.map(withRole)]));
};

/** The snapshots of each host in its own region. */
const readSnapshots = async ({ ec2 }: RegionClients, stage: string): Promise<Readings['snapshots']> => {
  const listed = await listSnapshots({ stage, snapshots: createSnapshots(ec2) });
  return Map.groupBy(listed.filter(isOriginal), ({ host }) => host);
};

const readZone = async ({ listResourceRecordSets }: Route53, zone: string): Promise<ZoneReading> => {
  const { records = [] } = (await listResourceRecordSets(zone)) ?? {};
  return { zone, records: records.flatMap(toRecords), problem: await delegationProblem(records) };
};

const readZones = ({ route53 }: RegionClients, hosts: readonly Host[]): Promise<readonly ZoneReading[]> => {
  const client = createRoute53(route53);
  return Promise.all(zonesOf(hosts).map((zone) => readZone(client, zone)));
};

/** What reconcile waits for, would do, or does not do, in a sentence each; what only waits for something else is not said. */
const waitsFor = (results: readonly HostResult[]): string[] =>
  results.flatMap(({ status, reason, actions = [], conditions }) => {
    const due = actions.map(({ action, reason: why }) => `${action} (${why})`).join(', ');
    const open = (conditions ?? [{ status, reason }]).filter(
      (one) => one.status !== 'planned' && !('blockedBy' in one),
    );
    const said = open.map((one) => `${one.status}: ${one.reason}`);
    return [...new Set([...said, ...(due === '' ? [] : [`next pass: ${due}`])])];
  });

const sinceOf = ({ state, instances }: Host, launched: Readings['instances']): Date | undefined => {
  const newest = instances.flatMap(({ instanceId }) => launched.get(instanceId)?.launchTime ?? []).at(-1);
  if (state.intent === 'unreadable') return undefined;
  return state.intent === 'running' ? (newest ?? state.since) : state.since;
};

const toVolumeStatus = ({ volumeId, state, attachments, role }: ShownVolume): HostStatus['volumes'][number] => {
  const [attachment] = attachments;
  const use = attachment ? { state: attachment.state, instanceId: attachment.instanceId } : { state };
  return { volumeId, ...use, ...(role !== undefined && { role }) };
};

/** The newest snapshot that a host can be restored from, and its age. */
const toSnapshotStatus = (snapshots: readonly Snapshot[] = []): Pick<HostStatus, 'snapshot'> => {
  const newest = newestRestorable(snapshots);
  if (!newest) return {};
  const { snapshotId, startTime } = newest;
  // The clock of this computer may be slow.
  const ageHours = Math.max(0, hoursSince(startTime, new Date()));
  return { snapshot: { snapshotId, startedAt: startTime.toISOString(), ageHours } };
};

const toStatus = (host: Host, readings: Readings): HostStatus => {
  const { instances, outdated, volumes, snapshots, zones, results } = readings;
  const tags = parseTags(host.tags);
  const since = sinceOf(host, instances);
  const records = zones.flatMap((zone) => zone.records);
  const undelegated = zones.flatMap(({ zone, problem }) => (zone === tags.hostedZone && problem ? [problem] : []));
  const own = results.filter((result) => result.host === host.host && result.status !== 'converged');
  return {
    host: host.host,
    region: host.region,
    group: host.group,
    state: hostState(host),
    sizes: formatSizes(host.sizes),
    instances: host.instances.map(({ instanceId, lifecycleState }) => {
      const address = instances.get(instanceId)?.ip;
      const older = outdated.get(instanceId);
      return {
        instanceId,
        lifecycleState,
        ...(address !== undefined && { address }),
        ...(older !== undefined && { outdated: older }),
      };
    }),
    volumes: (volumes.get(host.host) ?? []).map(toVolumeStatus),
    ...toSnapshotStatus(snapshots.get(host.host)),
    names: tags.records.map((name) => ({
      name,
      addresses: records.filter((record) => record.name === name).flatMap(({ values }) => values),
    })),
    ...(since && { since: since.toISOString() }),
    waitsFor: [...waitsFor(own), ...undelegated],
    conditions: own.flatMap(({ conditions = [] }) => conditions),
  };
};

/**
 * The hosts of a stage in one region: what Auto Scaling, EC2 and Route 53 say of them, and what a dry run of reconcile
 * says that it waits for. A dry run that fails is an error beside the hosts, and so are launch templates that cannot be read. Throws what else AWS throws.
 */
export const readStatus = async (
  clients: (region: string) => RegionClients,
  stage: string,
  region: string,
): Promise<{ readonly hosts: readonly HostStatus[]; readonly errors: readonly RegionFailure[] }> => {
  const here = clients(region);
  const planning = invokeFunction(clients, { stage, region, name: 'reconcile', payload: { dryRun: true } });
  const [planned, read] = await Promise.allSettled([
    planning,
    readHosts(here, stage, region).then(async (hosts) => {
      const instances = await readInstances(here, hosts);
      return {
        hosts,
        instances: new Map(instances.map(toEc2Instance).map((instance) => [instance.instanceId, instance])),
        ...(await compareInstances(here, { stage, region }, instances)),
        volumes: await readVolumes(here, stage, hosts),
        snapshots: await readSnapshots(here, stage),
        zones: await readZones(here, hosts),
      };
    }),
  ]);
  if (read.status === 'rejected') throw read.reason;
  const { hosts, errors, ...readings } = read.value;
  const results = planned.status === 'fulfilled' ? planned.value : [];
  return {
    hosts: hosts.map((host) => toStatus(host, { ...readings, results })),
    errors: planned.status === 'fulfilled' ? errors : [...errors, { region, message: explain(planned.reason, region) }],
  };
};
