import type { AutoScalingGroup } from '@aws-sdk/client-auto-scaling';

import type { AutoScaling } from '../aws/auto-scaling.ts';
import { messageOf } from '../controller/result.ts';
import type { Sizes } from '../aws/sizes.ts';
import { parseState, type State } from './state.ts';
import { shell } from '../notifications/commands.ts';
import { parseHistory, type History } from '../notifications/history.ts';

/** The tags by which a group is enrolled, and by which hostkeeper remembers. */
export const TAGS = {
  host: 'hostkeeper:host',
  stage: 'hostkeeper:stage',
  onCriticalBudget: 'hostkeeper:on-critical-budget',
  state: 'hostkeeper:state',
  notified: 'hostkeeper:notified',
} as const;

/** What is said of a tag that means nothing: its name, what it says, and the fix. */
export const invalidTag = (tag: string, text: string, fix: string): string =>
  `its tag hostkeeper:${tag} says "${text}", which means nothing: ${fix}`;

/** What is said of a state tag that nobody can read. */
export const unreadableState = (text: string): string => invalidTag('state', text, 'set it to "running", or remove it');

/** The command that deletes a group's warm pool. */
export const deleteWarmPool = ({ region, group }: Pick<Host, 'region' | 'group'>): string =>
  shell`aws autoscaling delete-warm-pool --region ${region} --auto-scaling-group-name ${group} --force-delete`;

/** An instance as its group lists it. */
export interface GroupInstance {
  readonly instanceId: string;
  /** EC2 Auto Scaling's own word. https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-lifecycle.html */
  readonly lifecycleState: string;
  readonly protectedFromScaleIn: boolean;
  readonly zone: string;
}

/** How many percent of a group must, and may, be there while it replaces its instances. */
export interface Maintenance {
  readonly minHealthyPercent: number;
  readonly maxHealthyPercent: number;
}

/** A host: an Auto Scaling group that is enrolled, with all that its tags say and all that the group says of itself. */
export interface Host {
  /** What a person calls it. */
  readonly host: string;
  readonly region: string;
  /** The group's name. */
  readonly group: string;
  readonly sizes: Sizes;
  readonly instances: readonly GroupInstance[];
  readonly suspendedProcesses: readonly string[];
  readonly warmPool: boolean;
  /** The zones in which the group may launch. */
  readonly zones: readonly string[];
  readonly capacityRebalance: boolean;
  /** Absent where the group has no such policy, and so terminates before it launches. */
  readonly maintenance?: Maintenance;
  /** Every tag of hostkeeper's by its whole name, as it stands; each domain reads what is its own. */
  readonly tags: Readonly<Record<string, string>>;
  readonly state: State;
  /** As the tag has it; `suspend` without one. Only `suspend` and `keep` mean anything. */
  readonly onCriticalBudget: string;
  readonly history: History;
}

/** The policy, or nothing: AWS writes -1 for a percentage that was taken back. */
const maintenanceOf = ({ InstanceMaintenancePolicy: policy }: AutoScalingGroup): { maintenance?: Maintenance } => {
  const [minHealthyPercent = -1, maxHealthyPercent = -1] = [policy?.MinHealthyPercentage, policy?.MaxHealthyPercentage];
  return minHealthyPercent < 0 && maxHealthyPercent < 0
    ? {}
    : { maintenance: { minHealthyPercent, maxHealthyPercent } };
};

/** A group as a host; one that is not enrolled has its own name. */
export const hostOf = (group: AutoScalingGroup, region: string): Host => {
  const tags = new Map(group.Tags?.map(({ Key = '', Value = '' }) => [Key, Value]));
  const name = group.AutoScalingGroupName ?? '';
  return {
    host: tags.get(TAGS.host) ?? name,
    region,
    group: name,
    sizes: { min: group.MinSize ?? 0, desired: group.DesiredCapacity ?? 0, max: group.MaxSize ?? 0 },
    instances: (group.Instances ?? []).map((instance) => ({
      instanceId: instance.InstanceId ?? '',
      lifecycleState: instance.LifecycleState ?? 'unknown',
      protectedFromScaleIn: instance.ProtectedFromScaleIn ?? false,
      zone: instance.AvailabilityZone ?? 'unknown',
    })),
    suspendedProcesses: (group.SuspendedProcesses ?? []).flatMap(({ ProcessName }) => ProcessName ?? []),
    warmPool: group.WarmPoolConfiguration !== undefined,
    zones: group.AvailabilityZones ?? [],
    capacityRebalance: group.CapacityRebalance ?? false,
    ...maintenanceOf(group),
    tags: Object.fromEntries([...tags].filter(([key]) => key.startsWith('hostkeeper:'))),
    state: parseState(tags.get(TAGS.state)),
    onCriticalBudget: tags.get(TAGS.onCriticalBudget) ?? 'suspend',
    history: parseHistory(tags.get(TAGS.notified)),
  };
};

/** A region whose hosts could not be listed. */
export interface RegionError {
  readonly region: string;
  readonly cause: unknown;
}

/** The hosts of several regions, and the regions that did not answer: one that fails must not shield the others. */
export interface HostList {
  readonly hosts: readonly Host[];
  readonly unreachable: readonly RegionError[];
}

/**
 * Every host that carries both enrolling tags and names this stage, region by region, in pages of 100 groups; of those
 * with one of these names, where names are given. Throws when no region answers.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_Filter.html
 */
export const listHosts = async (
  autoScaling: (region: string) => Pick<AutoScaling, 'describeAutoScalingGroups'>,
  stage: string,
  regions: readonly string[],
  names?: readonly string[],
): Promise<HostList> => {
  const enrolled = [
    { Name: `tag:${TAGS.stage}`, Values: [stage] },
    names ? { Name: `tag:${TAGS.host}`, Values: [...names] } : { Name: 'tag-key', Values: [TAGS.host] },
  ];
  const answers = await Promise.allSettled(
    regions.map(async (region) => {
      const groups = await autoScaling(region).describeAutoScalingGroups(enrolled);
      return groups.map((group) => hostOf(group, region));
    }),
  );
  const unreachable = answers.flatMap((answer, at) =>
    answer.status === 'rejected' ? [{ region: regions[at] ?? '', cause: answer.reason as unknown }] : [],
  );
  if (unreachable.length === regions.length) {
    const said = unreachable.map(({ region, cause }) => `${region}: ${messageOf(cause)}`).join('; ');
    throw new AggregateError(
      unreachable.map(({ cause }) => cause),
      `no hosts can be listed: ${said}`,
    );
  }
  return { hosts: answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : [])), unreachable };
};

/** So long a listing is as good as a new one for who asks for the first time: that of a big fleet takes seconds. */
const PREFETCH_TTL_MILLISECONDS = 5000;

/**
 * A listing that is made at INIT already, so that what the first call to AWS has to load and to compile is done there:
 * the event that woke the function, and comes right after it, is given that one; whoever asks later has it made anew.
 */
export const createHostLister = (list: (names?: readonly string[]) => Promise<HostList>, now: () => Date) => {
  let prefetched: { readonly fleet: HostList; readonly at: Date } | undefined;
  return {
    prefetch: async (): Promise<void> => {
      const at = now();
      prefetched = { fleet: await list(), at };
    },
    /** All hosts, or at least those with one of these names. */
    list: async (names?: readonly string[]): Promise<HostList> => {
      const made = prefetched;
      prefetched = undefined;
      return made && now().getTime() - made.at.getTime() < PREFETCH_TTL_MILLISECONDS ? made.fleet : list(names);
    },
  };
};

/**
 * The hosts that a person named, or all. Throws an error that lists the names that exist when one does not: a typing
 * error must neither stop the wrong host nor look like success.
 */
export const selectHosts = (hosts: readonly Host[], names?: readonly string[]): readonly Host[] => {
  if (names === undefined) return hosts;
  const known = new Set(hosts.map(({ host }) => host));
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length > 0) {
    const there = known.size === 0 ? 'no host is enrolled' : `there are: ${[...known].toSorted().join(', ')}`;
    throw new RangeError(`hosts: no host is named ${unknown.join(', ')}; ${there}`);
  }
  return hosts.filter(({ host }) => names.includes(host));
};
