import type { Hook } from '../aws/lifecycle.ts';
import { type Host, readFleet, TAGS } from '../fleet.ts';
import { byFirst } from './memory.ts';
import type { Address, Machine, NameRecord, Volume } from './model.ts';
import { addressOf, hookOf, hostOf, machineOf, recordsOf, volumeOf } from './words.ts';
import type { HostWorld } from './world.ts';

/** A region's groups are asked for by name up to so many; beyond, all of them are not more calls. */
const MOST_NAMES = 50;

/** Every group that bears a host's name. */
export const readGroups =
  ({ autoScaling, keeper, region }: HostWorld) =>
  async (names: readonly string[]): Promise<ReadonlyMap<string, readonly Host[]>> => {
    const few = names.length <= MOST_NAMES ? names : undefined;
    const { hosts } = await readFleet(() => autoScaling, keeper, [region], few);
    return Map.groupBy(hosts, ({ host }) => host);
  };

/** What each group launched, an hour after its end still. */
export const readMachines =
  ({ ec2 }: HostWorld) =>
  async (groups: readonly string[]): Promise<ReadonlyMap<string, readonly Machine[]>> => {
    const found = await ec2.describeInstances('tag:aws:autoscaling:groupName', groups);
    return Map.groupBy(found.map(machineOf), ({ group = '' }) => group);
  };

/** Instances by their id, of whatever origin. */
export const readStrangers =
  ({ ec2 }: HostWorld) =>
  async (instanceIds: readonly string[]): Promise<ReadonlyMap<string, Machine>> => {
    const found = await ec2.describeInstances('instance-id', instanceIds);
    return new Map(found.map(machineOf).map((machine) => [machine.instanceId, machine]));
  };

const tagged = ({ keeper }: HostWorld) => ({ Name: `tag:${TAGS.keeper}`, Values: [keeper] });

/** A host's data volumes. */
export const readVolumes =
  (world: HostWorld) =>
  async (hosts: readonly string[]): Promise<ReadonlyMap<string, readonly Volume[]>> => {
    const filters = [tagged(world), { Name: 'tag:hostkeeper:role', Values: ['data'] }];
    const found = await world.ec2.describeVolumes(filters, `tag:${TAGS.host}`, hosts);
    const byHost = Map.groupBy(found, hostOf);
    return new Map([...byHost].map(([host, volumes]) => [host, volumes.map(volumeOf)]));
  };

/** By `<host> <allocation>`. */
export const readAddresses = (world: HostWorld) => async (): Promise<ReadonlyMap<string, Address>> => {
  const found = await world.ec2.describeAddresses([tagged(world)]);
  return new Map(found.map((address) => [`${hostOf(address)} ${address.AllocationId}`, addressOf(address)]));
};

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitoring-instances-status-check_sched.html */
const RETIREMENTS = ['instance-retirement', 'instance-stop'];

/** When AWS retires an instance. An event that is over stays in AWS's list, and its description says so. */
export const readRetirements =
  ({ ec2 }: HostWorld) =>
  async (): Promise<ReadonlyMap<string, Date>> => {
    const statuses = await ec2.describeInstanceStatus(RETIREMENTS);
    const open = statuses.flatMap(({ InstanceId = '', Events = [] }) =>
      Events.filter(({ Description = '' }) => !/^\[(Completed|Canceled)\]/.test(Description)).flatMap(
        ({ NotBefore }): (readonly [string, Date])[] => (NotBefore ? [[InstanceId, NotBefore]] : []),
      ),
    );
    return new Map(open);
  };

/** A group's hooks: one call each. */
export const readHooks =
  ({ autoScaling }: HostWorld) =>
  async (groups: readonly string[]): Promise<ReadonlyMap<string, readonly Hook[]>> => {
    const answers = await Promise.all(groups.map((group) => autoScaling.describeLifecycleHooks(group)));
    return new Map(groups.map((group, at) => [group, answers[at]?.map(hookOf) ?? []]));
  };

/** A zone is asked for one name after another up to so many, and read whole beyond. */
const FEW_NAMES = 2;

/** By `<zone> <name>`; no answer when there is no such zone. */
export const readRecords =
  ({ route53 }: HostWorld) =>
  async (keys: readonly string[]): Promise<ReadonlyMap<string, readonly NameRecord[]>> => {
    const answers = await Promise.all(
      byFirst(keys).map(async ([zone, names]): Promise<(readonly [string, readonly NameRecord[]])[]> => {
        const isFew = names.length <= FEW_NAMES;
        const starts = isFew ? names : [undefined];
        const pages = await Promise.all(starts.map((name) => route53.listResourceRecordSets(zone, name)));
        if (pages.includes(undefined)) return [];
        const found = pages.map((page = []) => page.flatMap(recordsOf));
        // A page that begins at one name goes on to others, which are read on pages of their own.
        return names.map((name, at) => [
          `${zone} ${name}`,
          (found[isFew ? at : 0] ?? []).filter((record) => record.name === name),
        ]);
      }),
    );
    return new Map(answers.flat());
  };
