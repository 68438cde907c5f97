import type { Hook } from '../../aws/lifecycle-hooks.ts';
import type { Loader } from '../../controller/keyed-cache.ts';
import { hostTagOf } from '../../hosts/resource-tags.ts';
import { DATA_ROLE, TAGS } from '../../hosts/tags.ts';
import type { LifecycleDeps } from '../dependencies.ts';
import type { Ec2Instance, ElasticIp, GroupActivity, Volume } from '../model.ts';
import { toActivity, toEc2Instance, toElasticIp, toHook, toVolume } from './mappers.ts';

/** How long observations are used again, in seconds. */
export const TTL_SECONDS = {
  /** What this run waits for. */
  transient: 1,
  /** What others may change at any time. */
  group: 5,
  /** What rarely changes. */
  stable: 30,
  /** What does not change during a run. */
  run: 600,
} as const;

const identity = (key: string): string => key;

/** The instances that each group launched. EC2 lists an instance for an hour after its termination. */
export const loadInstancesByGroup = ({ ec2 }: LifecycleDeps): Loader<string, readonly Ec2Instance[]> => ({
  id: identity,
  load: async (groups) => {
    const instances = await ec2.describeInstances('tag:aws:autoscaling:groupName', groups);
    return [...Map.groupBy(instances.map(toEc2Instance), ({ group = '' }) => group)];
  },
  // Without this, a launch would cost one call for each second that AWS takes to attach the volume.
  ttlSeconds: (instances = []) =>
    instances.some(({ state }) => state === 'running') && instances.every(({ state }) => state !== 'pending')
      ? TTL_SECONDS.stable
      : TTL_SECONDS.transient,
});

/** Instances by their id, whatever launched them. */
export const loadInstancesById = ({ ec2 }: LifecycleDeps): Loader<string, Ec2Instance> => ({
  id: identity,
  load: async (instanceIds) => {
    const instances = await ec2.describeInstances('instance-id', instanceIds);
    return instances.map(toEc2Instance).map((instance) => [instance.instanceId, instance]);
  },
  ttlSeconds: () => TTL_SECONDS.group,
});

const stageFilter = ({ stage }: LifecycleDeps) => ({ Name: `tag:${TAGS.stage.name}`, Values: [stage] });

/** The data volumes of each host, by the host's name. */
export const loadVolumes = (deps: LifecycleDeps): Loader<string, readonly Volume[]> => ({
  id: identity,
  load: async (hosts) => {
    const filters = [stageFilter(deps), { Name: `tag:${TAGS.role.name}`, Values: [DATA_ROLE] }];
    const volumes = await deps.ec2.describeVolumes(filters, `tag:${TAGS.host.name}`, hosts);
    return [...Map.groupBy(volumes, hostTagOf)].map(([host, tagged]) => [host, tagged.map(toVolume)]);
  },
  ttlSeconds: () => TTL_SECONDS.transient,
});

interface AddressKey {
  readonly host: string;
  readonly allocationId: string;
}

/** Elastic IP addresses, by the host that they are tagged for. One call returns those of the whole stage. */
export const loadAddresses = (deps: LifecycleDeps): Loader<AddressKey, ElasticIp> => ({
  id: ({ host, allocationId }) => `${allocationId}/${host}`,
  load: async () => {
    const addresses = await deps.ec2.describeAddresses([stageFilter(deps)]);
    return addresses.map((address) => {
      const elasticIp = toElasticIp(address);
      return [{ host: hostTagOf(address), allocationId: elasticIp.allocationId }, elasticIp];
    });
  },
  ttlSeconds: () => TTL_SECONDS.stable,
});

/**
 * Words of the codes of scheduled events that stop or end an instance. `instance-reboot`, `system-reboot` and
 * `system-maintenance` do not.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitoring-instances-status-check_sched.html
 */
const ENDS = /(?:^|-)(?:retire(?:ment)?|stop|terminat(?:e|ion)|shutdown)(?:-|$)/;

/** When AWS stops or ends an instance, by its id: the first time. A past event stays in the list, marked in its description. */
export const loadRetirements = ({ ec2 }: LifecycleDeps): Loader<string, Date> => ({
  id: identity,
  load: async () => {
    const statuses = await ec2.describeInstanceStatus();
    return statuses.flatMap(({ InstanceId = '', Events = [] }): (readonly [string, Date])[] => {
      const [first] = Events.filter(({ Description = '' }) => !/^\[(Completed|Canceled)\]/i.test(Description))
        .flatMap(({ Code = '', NotBefore }) => (NotBefore && ENDS.test(Code) ? [NotBefore] : []))
        .toSorted((a, b) => a.getTime() - b.getTime());
      return first ? [[InstanceId, first]] : [];
    });
  },
  ttlSeconds: () => TTL_SECONDS.run,
});

/** The lifecycle hooks of each group. AWS returns those of one group a call. */
export const loadHooks = ({ autoScaling }: LifecycleDeps): Loader<string, readonly Hook[]> => ({
  id: identity,
  load: (groups) =>
    Promise.all(groups.map(async (group) => [group, (await autoScaling.describeLifecycleHooks(group)).map(toHook)])),
  ttlSeconds: () => TTL_SECONDS.stable,
});

/** The latest activities of each group, the newest first: all that AWS has in one page of a single group, else of all groups. */
export const loadActivities = ({ autoScaling }: LifecycleDeps): Loader<string, readonly GroupActivity[]> => ({
  id: identity,
  load: async (groups) => {
    const [group = '', ...others] = groups;
    if (others.length === 0) return [[group, (await autoScaling.describeScalingActivities(group)).map(toActivity)]];
    const latest = await autoScaling.describeLatestActivities(groups);
    const byGroup = Map.groupBy(latest, ({ AutoScalingGroupName = '' }) => AutoScalingGroupName);
    return [...byGroup].map(([name, activities]) => [name, activities.map(toActivity)]);
  },
  ttlSeconds: () => TTL_SECONDS.stable,
});
