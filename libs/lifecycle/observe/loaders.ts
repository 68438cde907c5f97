import type { Hook } from '../../aws/lifecycle-hooks.ts';
import { type Host, listHosts, TAGS } from '../../hosts/directory.ts';
import { groupByFirst } from '../../controller/ttl-cache.ts';
import type { ElasticIp, Ec2Instance, NameRecord, Volume } from '../model.ts';
import { toElasticIp, toHook, hostTagOf, toEc2Instance, toRecords, toVolume } from './mappers.ts';
import type { LifecycleDeps } from '../dependencies.ts';

/** A region's groups are asked for by name up to so many; beyond, all of them are not more calls. */
const MAX_NAMES_PER_LISTING = 50;

/** Every group that bears a host's name. */
export const loadGroups =
  ({ autoScaling, stage, region }: LifecycleDeps) =>
  async (names: readonly string[]): Promise<ReadonlyMap<string, readonly Host[]>> => {
    const few = names.length <= MAX_NAMES_PER_LISTING ? names : undefined;
    const { hosts } = await listHosts(() => autoScaling, stage, [region], few);
    return Map.groupBy(hosts, ({ host }) => host);
  };

/** What each group launched, an hour after its end still. */
export const loadInstancesByGroup =
  ({ ec2 }: LifecycleDeps) =>
  async (groups: readonly string[]): Promise<ReadonlyMap<string, readonly Ec2Instance[]>> => {
    const found = await ec2.describeInstances('tag:aws:autoscaling:groupName', groups);
    return Map.groupBy(found.map(toEc2Instance), ({ group = '' }) => group);
  };

/** Instances by their id, of whatever origin. */
export const loadInstancesById =
  ({ ec2 }: LifecycleDeps) =>
  async (instanceIds: readonly string[]): Promise<ReadonlyMap<string, Ec2Instance>> => {
    const found = await ec2.describeInstances('instance-id', instanceIds);
    return new Map(found.map(toEc2Instance).map((machine) => [machine.instanceId, machine]));
  };

const stageFilter = ({ stage }: LifecycleDeps) => ({ Name: `tag:${TAGS.stage}`, Values: [stage] });

/** A host's data volumes. */
export const loadVolumes =
  (world: LifecycleDeps) =>
  async (hosts: readonly string[]): Promise<ReadonlyMap<string, readonly Volume[]>> => {
    const filters = [stageFilter(world), { Name: 'tag:hostkeeper:role', Values: ['data'] }];
    const found = await world.ec2.describeVolumes(filters, `tag:${TAGS.host}`, hosts);
    const byHost = Map.groupBy(found, hostTagOf);
    return new Map([...byHost].map(([host, volumes]) => [host, volumes.map(toVolume)]));
  };

/** By `<host> <allocation>`. */
export const loadAddresses = (world: LifecycleDeps) => async (): Promise<ReadonlyMap<string, ElasticIp>> => {
  const found = await world.ec2.describeAddresses([stageFilter(world)]);
  return new Map(found.map((address) => [`${hostTagOf(address)} ${address.AllocationId}`, toElasticIp(address)]));
};

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitoring-instances-status-check_sched.html */
const RETIREMENT_CODES = ['instance-retirement', 'instance-stop'];

/** When AWS retires an instance. An event that is over stays in AWS's list, and its description says so. */
export const loadRetirements =
  ({ ec2 }: LifecycleDeps) =>
  async (): Promise<ReadonlyMap<string, Date>> => {
    const statuses = await ec2.describeInstanceStatus(RETIREMENT_CODES);
    const open = statuses.flatMap(({ InstanceId = '', Events = [] }) =>
      Events.filter(({ Description = '' }) => !/^\[(Completed|Canceled)\]/.test(Description)).flatMap(
        ({ NotBefore }): (readonly [string, Date])[] => (NotBefore ? [[InstanceId, NotBefore]] : []),
      ),
    );
    return new Map(open);
  };

/** A group's hooks: one call each. */
export const loadHooks =
  ({ autoScaling }: LifecycleDeps) =>
  async (groups: readonly string[]): Promise<ReadonlyMap<string, readonly Hook[]>> => {
    const answers = await Promise.all(groups.map((group) => autoScaling.describeLifecycleHooks(group)));
    return new Map(groups.map((group, at) => [group, answers[at]?.map(toHook) ?? []]));
  };

/** A zone is asked for one name after another up to so many, and read whole beyond. */
const MAX_NAMES_LISTED_SINGLY = 2;

/** By `<zone> <name>`; no answer when there is no such zone. */
export const loadRecords =
  ({ route53 }: LifecycleDeps) =>
  async (keys: readonly string[]): Promise<ReadonlyMap<string, readonly NameRecord[]>> => {
    const answers = await Promise.all(
      groupByFirst(keys).map(async ([zone, names]): Promise<(readonly [string, readonly NameRecord[]])[]> => {
        const isFew = names.length <= MAX_NAMES_LISTED_SINGLY;
        const starts = isFew ? names : [undefined];
        const pages = await Promise.all(starts.map((name) => route53.listResourceRecordSets(zone, name)));
        if (pages.includes(undefined)) return [];
        const found = pages.map((page = []) => page.flatMap(toRecords));
        // A page that begins at one name goes on to others, which are read on pages of their own.
        return names.map((name, at) => [
          `${zone} ${name}`,
          (found[isFew ? at : 0] ?? []).filter((record) => record.name === name),
        ]);
      }),
    );
    return new Map(answers.flat());
  };
