import type { AutoScalingGroup } from '@aws-sdk/client-auto-scaling';

import type { Sizes } from '../aws/sizes.ts';
import type { HostRef } from '../controller/result.ts';
import { shell } from '../notifications/commands.ts';
import type { History } from '../notifications/history.ts';
import type { RestoreState } from './restore-state.ts';
import type { State } from './state.ts';
import { isHostkeeperTag, TAGS } from './tags.ts';
import { splitWords } from './words.ts';

/** An instance as its group lists it. */
export interface GroupInstance {
  readonly instanceId: string;
  /** https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-lifecycle.html */
  readonly lifecycleState: string;
  readonly protectedFromScaleIn: boolean;
  readonly zone: string;
}

/** An instance maintenance policy, in percent of the desired capacity. */
interface Maintenance {
  readonly minHealthyPercent: number;
  readonly maxHealthyPercent: number;
}

/** A host: an enrolled Auto Scaling group, with its tags and what Auto Scaling reports of it. `host` is the name in its tag. */
export interface Host extends HostRef {
  /** Other groups of the region with the same name; none, unless there is a mistake. */
  readonly duplicateGroups: readonly string[];
  /** When the group was created, where AWS says so. */
  readonly createdAt?: Date;
  readonly sizes: Sizes;
  readonly instances: readonly GroupInstance[];
  readonly suspendedProcesses: readonly string[];
  readonly warmPool: boolean;
  /** The availability zones in which the group may launch. */
  readonly zones: readonly string[];
  /** The subnets in which it launches. */
  readonly subnets: readonly string[];
  readonly capacityRebalance: boolean;
  /** Absent without such a policy: the group then terminates before it launches. */
  readonly maintenance?: Maintenance;
  /** Every tag of the group that is hostkeeper's or is meant to be, by its full name, unparsed. */
  readonly tags: Readonly<Record<string, string>>;
  readonly state: State;
  /** The restore of its data that is in progress, or the last one. */
  readonly restore?: RestoreState;
  /** Only `keep` keeps the host: an invalid value counts as absent. */
  readonly onCriticalBudget: 'suspend' | 'keep';
  readonly history: History;
}

/** AWS writes -1 for a percentage that was removed. */
const toMaintenance = ({ InstanceMaintenancePolicy: policy }: AutoScalingGroup): { maintenance?: Maintenance } => {
  const [minHealthyPercent = -1, maxHealthyPercent = -1] = [policy?.MinHealthyPercentage, policy?.MaxHealthyPercentage];
  return minHealthyPercent < 0 && maxHealthyPercent < 0
    ? {}
    : { maintenance: { minHealthyPercent, maxHealthyPercent } };
};

/** A host before the others of its region are known. */
type UniqueHost = Omit<Host, 'duplicateGroups'>;

/** Maps a group of a region to a host. */
export const toHost = (group: AutoScalingGroup, region: string): UniqueHost => {
  const entries = (group.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value] as const);
  const tags: Readonly<Record<string, string>> = Object.fromEntries(entries.filter(([name]) => isHostkeeperTag(name)));
  const name = group.AutoScalingGroupName ?? '';
  const restore = tags[TAGS.restore.name];
  return {
    host: tags[TAGS.host.name] ?? name,
    region,
    group: name,
    ...(group.CreatedTime && { createdAt: group.CreatedTime }),
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
    subnets: splitWords(group.VPCZoneIdentifier ?? ''),
    capacityRebalance: group.CapacityRebalance ?? false,
    ...toMaintenance(group),
    tags,
    state: TAGS.state.parse(tags[TAGS.state.name]),
    ...(restore !== undefined && { restore: TAGS.restore.parse(restore) }),
    onCriticalBudget:
      TAGS.onCriticalBudget.parse(tags[TAGS.onCriticalBudget.name] ?? '') ?? TAGS.onCriticalBudget.default,
    history: TAGS.notified.parse(tags[TAGS.notified.name]),
  };
};

const withDuplicates = (host: UniqueHost, sameName: readonly UniqueHost[] = []): Host => ({
  ...host,
  duplicateGroups: sameName.map(({ group }) => group).filter((group) => group !== host.group),
});

/** The hosts of a region, each with the groups that have its name, too. */
export const findDuplicates = (hosts: readonly UniqueHost[]): readonly Host[] => {
  const byName = Map.groupBy(hosts, ({ host }) => host);
  return hosts.map((host) => withDuplicates(host, byName.get(host.host)));
};

/** Maps the groups of a region to hosts. */
export const toHosts = (groups: readonly AutoScalingGroup[], region: string): readonly Host[] =>
  findDuplicates(groups.map((group) => toHost(group, region)));

/** The command that removes a group's warm pool. */
export const deleteWarmPool = ({ region, group }: Pick<Host, 'region' | 'group'>): string =>
  shell`aws autoscaling delete-warm-pool --region ${region} --auto-scaling-group-name ${group} --force-delete`;
