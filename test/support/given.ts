import type { LifecycleHook, Transition } from '../aws/autoscaling/hooks.ts';
import { preloadFunctions } from '../aws/lambda/functions.ts';
import { packagedTemplate, ZONE } from '../aws/lambda/package-stack.ts';
import type { GroupInput, GroupSizes } from '../aws/autoscaling/state.ts';
import { formattedDisk } from '../aws/ec2/disk.ts';
import type { ExistingResources } from '../aws/existing.ts';
import { type WorldOptions, createWorld, type World } from '../aws/world.ts';
import { toOwnerRecord } from '../../libs/lifecycle/record-owner.ts';
import { parseSizes } from '../../libs/aws/sizes.ts';
import { pasteInto } from './paste.ts';
import { noteStory } from './story-end.ts';

/** A host of a story. Whatever a story leaves out is as a healthy host has it. */
export interface GivenHost {
  /** `min/desired/max`. */
  readonly sizes?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly region?: string;
  /** It was enrolled a moment ago, and its enrollment was not notified yet. */
  readonly isNew?: boolean;
  /** False for a group that is not enrolled. */
  readonly enrolled?: boolean;
  /** Its instance is protected from scale-in. */
  readonly protected?: boolean;
  readonly suspendedProcesses?: readonly string[];
  /** Its one instance is in `Standby`. */
  readonly standby?: boolean;
  /** Its policy retains instances whose termination is abandoned, and a hook of others abandons each after half a minute. */
  readonly retained?: boolean;
  readonly warmPool?: boolean;
  /** Heartbeat of a termination hook that is not hostkeeper's. */
  readonly terminationHookSeconds?: number;
  /** Heartbeat of a launch hook that is not hostkeeper's. */
  readonly launchHookSeconds?: number;
  /** It has a data volume, which its instance has mounted. Otherwise its tag says that it has none. */
  readonly data?: boolean;
  /** Record names in the zone that the stack may change. They point to its instance. */
  readonly records?: readonly string[];
  /** False where no TXT record says who points its names: earlier versions of hostkeeper wrote none. */
  readonly remembered?: boolean;
  /** It has an Elastic IP address, which is associated with its instance. */
  readonly address?: boolean;
  /** The ECS cluster that its instance belongs to. */
  readonly cluster?: string;
  /** How long its ECS tasks take to stop. */
  readonly stopSeconds?: number;
  /** False for a group whose hooks were deleted. */
  readonly hooks?: boolean;
  readonly spot?: boolean;
  /** False for an instance without a public IPv4 address. */
  readonly ipv4?: boolean;
  readonly ipv6?: boolean;
  readonly secondInterface?: boolean;
  readonly zones?: readonly string[];
  readonly capacityRebalance?: boolean;
  /** The id of its first instance; by default, it is drawn. */
  readonly instanceId?: string;
}

/** The lifecycle hooks of an enrolled group. */
const HOOKS: readonly LifecycleHook[] = [
  {
    name: 'hostkeeper-launch',
    transition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
    heartbeatSeconds: 900,
    defaultResult: 'CONTINUE',
  },
  {
    name: 'hostkeeper-terminate',
    transition: 'autoscaling:EC2_INSTANCE_TERMINATING',
    heartbeatSeconds: 300,
    defaultResult: 'CONTINUE',
  },
];

/** A hook that is not hostkeeper's, where it has a heartbeat. Nobody completes it. */
const theirHook = (
  transition: Transition,
  heartbeatSeconds?: number,
  defaultResult: LifecycleHook['defaultResult'] = 'CONTINUE',
): readonly LifecycleHook[] =>
  heartbeatSeconds === undefined ? [] : [{ name: 'theirs', transition, heartbeatSeconds, defaultResult }];

const sizesOf = (text: string): GroupSizes => {
  const sizes = parseSizes(text);
  if (!sizes) throw new Error(`"${text}" is not min/desired/max`);
  return sizes;
};

const groupInput = (name: string, host: GivenHost): GroupInput => ({
  name: `${name}-group`,
  sizes: sizesOf(host.standby === true ? '0/0/1' : (host.sizes ?? '0/1/1')),
  tags:
    host.enrolled === false
      ? {}
      : {
          'hostkeeper:host': name,
          'hostkeeper:stage': 'prod',
          ...(host.isNew !== true && { 'hostkeeper:notified': '2026-10-01T00:00:00.000Z' }),
          ...(host.data !== true && { 'hostkeeper:device': 'none' }),
          ...(host.records && { 'hostkeeper:records': host.records.join(' '), 'hostkeeper:hosted-zone': ZONE.id }),
          ...(host.cluster !== undefined && { 'hostkeeper:cluster': host.cluster }),
          ...host.tags,
        },
  protectNewInstances: host.protected ?? false,
  retain: host.retained ?? false,
  warmPool: host.warmPool ?? false,
  capacityRebalance: host.capacityRebalance ?? false,
  spot: host.spot ?? false,
  ipv4: host.ipv4 ?? true,
  ipv6: host.ipv6 ?? false,
  secondInterface: host.secondInterface ?? false,
  hooks: [
    ...(host.hooks === false || host.enrolled === false
      ? []
      : HOOKS.map((hook) => Object.assign({ metadata: name }, hook))),
    ...theirHook('autoscaling:EC2_INSTANCE_TERMINATING', host.terminationHookSeconds),
    ...theirHook('autoscaling:EC2_INSTANCE_LAUNCHING', host.launchHookSeconds),
    ...theirHook('autoscaling:EC2_INSTANCE_TERMINATING', host.retained === true ? 30 : undefined, 'ABANDON'),
  ],
  ...(host.instanceId !== undefined && { instanceIds: [host.instanceId] }),
  ...(host.zones && { zones: host.zones }),
  ...(host.suspendedProcesses && { suspendedProcesses: host.suspendedProcesses }),
  ...(host.standby === true && { lifecycleStates: ['Standby'] }),
});

/** Creates a host with everything that belongs to it: volume, address, ECS container instance and records. */
const createHost = (world: World, name: string, host: GivenHost): void => {
  const { autoScaling, ec2, ecs } = world.inRegion(host.region);
  const group = autoScaling.groups.add(groupInput(name, host));
  const [first] = group.instances;
  const tags = { 'hostkeeper:host': name, 'hostkeeper:stage': 'prod' };
  if (host.data === true) {
    const volume = ec2.volumes.create(first?.zone ?? group.zones[0] ?? '', { ...tags, 'hostkeeper:role': 'data' });
    volume.data = formattedDisk(volume.volumeId, { label: 'data', at: world.clock.now() });
    if (first) ec2.volumes.attachImmediately(volume, first.instanceId, '/dev/sdf');
  }
  const instance = ec2.instances.get(first?.instanceId ?? '');
  if (host.address === true) {
    const address = ec2.allocateAddress(tags);
    group.tags.set('hostkeeper:address', address.allocationId);
    if (instance) ec2.associateAddress(address, instance);
  }
  if (host.cluster !== undefined && first)
    ecs.register(host.cluster, first.instanceId, { tasks: 2, stopSeconds: host.stopSeconds ?? 10 });
  for (const record of instance?.ip === undefined ? [] : (host.records ?? [])) {
    const put = (Type: 'A' | 'AAAA', Value: string): void =>
      world.route53.put(ZONE.id, { Name: record, Type, TTL: 60, ResourceRecords: [{ Value }] });
    put('A', instance?.ip ?? '');
    if (instance?.ipv6 !== undefined) put('AAAA', instance.ipv6);
    const addresses = { A: instance?.ip ?? '', ...(instance?.ipv6 !== undefined && { AAAA: instance.ipv6 }) };
    const owner = { stage: 'prod', region: group.region, host: name };
    const { name: Name, values } = toOwnerRecord(record, { owner, addresses });
    if (host.remembered !== false)
      world.route53.put(ZONE.id, { Name, Type: 'TXT', TTL: 300, ResourceRecords: values.map((Value) => ({ Value })) });
  }
};

/** The services whose roles an account has in which groups and clusters were made. */
const SERVICE_ROLES = ['autoscaling.amazonaws.com', 'ecs.amazonaws.com'];

/** The metric of the last hour: without one, the alarm on missing snapshots would fire as it does at a first deployment. */
const SNAPSHOT_AGE = {
  namespace: 'hostkeeper',
  name: 'SnapshotAgeHours',
  dimensions: [{ Name: 'Stage', Value: 'prod' }],
};

/** The stack that the template was deployed as. */
const DEPLOYED = { StackName: 'hostkeeper-prod', StackStatus: 'UPDATE_COMPLETE' } as const;

/**
 * Creates a simulated AWS from the packaged template, with these hosts. Every host is healthy and stable. In a test, each
 * function that is invoked has to return at least once: see story-end.ts.
 */
export const given = async (
  hosts: Readonly<Record<string, GivenHost>>,
  {
    hostRegions,
    concurrency,
    stacks = [],
    environment,
    mayFail = false,
    serviceRoles = SERVICE_ROLES,
    ...options
  }: Partial<Pick<WorldOptions, 'template' | 'load' | 'seed' | 'start' | 'region' | 'callSeconds' | 'environment'>> & {
    readonly hostRegions?: string;
    readonly concurrency?: number;
    /** Other stacks of the account. */
    readonly stacks?: ExistingResources['stacks'];
    /** The services whose service-linked roles are there. */
    readonly serviceRoles?: readonly string[];
    /** Whether a function may fail whenever it is invoked, as random faults have it. */
    readonly mayFail?: boolean;
  } = {},
) => {
  await preloadFunctions();
  const world: World = createWorld({
    template: packagedTemplate(),
    ...options,
    existing: { stacks: [DEPLOYED, ...stacks], serviceRoles, ...(concurrency !== undefined && { concurrency }) },
    environment: {
      ...environment,
      ...(hostRegions !== undefined && { 'budget-kill-switch': { HOST_REGIONS: hostRegions } }),
    },
  });
  if (!mayFail) noteStory(world.invocations);
  world.services.monitoring.publish(SNAPSHOT_AGE, 0);
  world.route53.createZone(ZONE.id, ZONE.name);
  for (const [name, host] of Object.entries(hosts)) createHost(world, name, host);

  const find = (name: string) => {
    const group = world.autoScaling(hosts[name]?.region).groups.get(`${name}-group`);
    if (!group) throw new Error(`the host ${name} has no group`);
    return group;
  };
  return {
    world,
    /** The present group of a host. */
    group: (name: string) => {
      const { sizes, instances, suspendedProcesses, tags } = find(name);
      return {
        sizes: `${sizes.min}/${sizes.desired}/${sizes.max}`,
        instances: [...instances],
        suspendedProcesses: [...suspendedProcesses],
        tags: Object.fromEntries(tags),
      };
    },
    /** Changes the sizes of a group, as a person or ECS managed scaling does. */
    resize: (name: string, sizes: Partial<GroupSizes>) =>
      world.autoScaling(hosts[name]?.region).groups.resize(find(name), sizes),
    /** The present data volume of a host. Throws when it has none. */
    volume: (name: string) => {
      const { ec2 } = world.inRegion(hosts[name]?.region);
      const own = ec2.volumes.all().filter(({ tags }) => tags.get('hostkeeper:host') === name);
      // After a restore there is a retired one besides.
      const found = own.find(({ tags }) => tags.get('hostkeeper:role') === 'data') ?? own[0];
      if (!found) throw new Error(`the host ${name} has no volume`);
      return found;
    },
    /** The newest instance of a host, as EC2 knows it. Throws when there is none. */
    instance: (name: string) => {
      const newest = world
        .inRegion(hosts[name]?.region)
        .ec2.instances.get(find(name).instances.at(-1)?.instanceId ?? '');
      if (!newest) throw new Error(`the host ${name} has no instance`);
      return newest;
    },
    /** The address records of the zone and their like, each as `A www.example.com 198.18.0.1`. */
    names: (): readonly string[] =>
      world.route53
        .records(ZONE.id)
        .filter(({ Type }) => Type !== 'TXT')
        .map(
          ({ Type, Name, ResourceRecords = [] }) => `${Type} ${Name?.replace(/\.$/, '')} ${ResourceRecords[0]?.Value}`,
        ),
    deleteGroup: (name: string) => world.autoScaling(hosts[name]?.region).groups.remove(find(name)),
    /** Pastes the newest notification's line that invokes a function into a shell. */
    paste: (functionName: string, words?: string) => pasteInto(world, functionName, words),
  };
};

/** A simulated AWS with its hosts, as `given` returns it. */
export type Env = Awaited<ReturnType<typeof given>>;

/** The state tag of a group. */
export const stateOf = ({ tags }: { readonly tags: Readonly<Record<string, string>> }): string | undefined =>
  tags['hostkeeper:state'];
