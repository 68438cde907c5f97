import type { Hook, HookResult } from '../aws/lifecycle-hooks.ts';
import type { HostRef, Result } from '../controller/result.ts';
import type { HostTags } from '../hosts/host-tags.ts';
import type { Host } from '../hosts/host.ts';
import type { SharedNames } from '../hosts/shared-names.ts';

/** A notice about one instance: AWS takes it back within two minutes, may take it back soon, or retires it on a date. */
export interface InterruptionNotice {
  readonly cause: 'interruption' | 'rebalance' | 'retirement';
  readonly instanceId: string;
  /** When AWS retires it, where the notice has it. */
  readonly retiredAt?: Date;
  /** AWS retires it at once, whatever the date. */
  readonly isExpedited?: true;
}

/** A host whose instances are launched, kept in service and terminated in order. */
export interface LifecycleTarget extends HostRef {
  readonly notices?: readonly InterruptionNotice[];
  /** The DNS names that other running hosts have too, as far as this run has listed those; none, unless there is a mistake. */
  readonly sharedNames?: SharedNames;
}

/** The hosted zones and record names that the control plane was deployed to change; a tag can only choose among them. */
export interface RecordScope {
  readonly zones: readonly string[];
  /** Names in which `*` stands for anything, as in IAM. */
  readonly names: readonly string[];
}

/** An instance as EC2 describes it. */
export interface Ec2Instance {
  readonly instanceId: string;
  /** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-lifecycle.html */
  readonly state: string;
  readonly launchTime: Date;
  /** The group that launched it, if any did. */
  readonly group?: string;
  readonly ip?: string;
  /** The IPv6 address of its interface of device index 0. */
  readonly ipv6?: string;
  /** The network interface of device index 0, of an instance that has several: an address is associated with it. */
  readonly interfaceId?: string;
  /** A Spot instance: AWS may take it back at two minutes' notice. */
  readonly spot: boolean;
  /** When EC2 began to shut it down, where EC2 says so. */
  readonly endedAt?: Date;
}

/** The attachment of a volume to an instance, from the request to attach until it is detached. */
export interface Attachment {
  readonly instanceId: string;
  readonly state: string;
  readonly attachTime: Date;
}

/** A volume that is tagged as a host's data volume. */
export interface Volume {
  readonly volumeId: string;
  readonly zone: string;
  /** https://docs.aws.amazon.com/ebs/latest/userguide/ebs-describing-volumes.html */
  readonly state: string;
  readonly attachments: readonly Attachment[];
}

/** An Elastic IP address that is tagged for the host. */
export interface ElasticIp {
  readonly allocationId: string;
  readonly ip: string;
  readonly instanceId?: string;
}

/** The record types that hold addresses. */
export const ADDRESS_TYPES = ['A', 'AAAA'] as const;

/** The record types that decide where a name leads, who points it there, and in which zone it is; hostkeeper reads no other. */
export const RECORD_TYPES = [...ADDRESS_TYPES, 'CNAME', 'TXT', 'SOA'] as const;

/** A record set in Route 53. */
export interface NameRecord {
  readonly name: string;
  readonly type: (typeof RECORD_TYPES)[number];
  readonly ttlSeconds: number;
  readonly values: readonly string[];
  /** Set where it is not a plain list of addresses: `a CNAME`, `an alias` or `part of a routing policy`. */
  readonly special?: string;
}

/** The change of one plain record set: created without `before`, deleted without `after`. */
export interface RecordChange {
  /** The record as it was read. Route 53 refuses the change when it is another by now. */
  readonly before?: NameRecord;
  readonly after?: NameRecord;
}

/** An instance as a member of its ECS cluster. */
export interface ContainerInstance {
  readonly arn: string;
  /** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-instance-life-cycle.html */
  readonly status: string;
  readonly runningTasks: number;
}

/** A request to an instance to unmount its data volume: a command of Systems Manager. */
export interface UnmountRequest {
  /** https://docs.aws.amazon.com/systems-manager/latest/userguide/monitor-commands.html */
  readonly status: string;
  readonly requestedAt: Date;
  /** Why the instance could not be asked at all. */
  readonly problem?: string;
}

/** The progress of an instance in `Terminating:Wait`. */
export interface Termination {
  /** When its group began to terminate it. */
  readonly since?: Date;
  /** Absent where the instance is not in an ECS cluster. */
  readonly containerInstance?: ContainerInstance;
  /** The request that counts: one that succeeded since the termination began, else the newest. */
  readonly unmountRequest?: UnmountRequest;
}

/** A launch or a termination that a group recorded. https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_Activity.html */
export interface GroupActivity {
  readonly isLaunch: boolean;
  readonly status: string;
  /** Why it failed or was cancelled, in AWS's words. */
  readonly message?: string;
  readonly startedAt: Date;
  readonly endedAt?: Date;
  /** When the desired capacity was raised from 0, where that caused it. */
  readonly wantedSince?: Date;
}

/** A host that is wanted at one instance and has none in service. */
export interface Absence {
  readonly since: Date;
  /** The newest launch since then that failed or was given up, in a run that has read the activities. */
  readonly failure?: GroupActivity;
}

/** A host as observed; every map holds what belongs to this host alone. */
export interface Observed extends Host, Pick<LifecycleTarget, 'sharedNames'> {
  readonly hostTags: HostTags;
  /** By id: the group's instances, earlier ones that it launched, and other instances that hold its data volume. */
  readonly ec2Instances: ReadonlyMap<string, Ec2Instance>;
  /** Every volume that is tagged as this host's data volume, in any zone and state. */
  readonly volumes: readonly Volume[];
  readonly address?: ElasticIp;
  /** The record sets at its names and at those of their owners, and the zone's SOA record; absent when the zone is out of scope or does not exist. */
  readonly records?: readonly NameRecord[];
  /** The last launch of its group, where it failed and this run has read it: an instance that ends would not be replaced. */
  readonly failedLaunch?: GroupActivity;
  /** When the group lost the instance before the present one, where an outage was notified and EC2 does not say so. */
  readonly offlineSince?: Date;
  /** Present while it has no instance in service although it is wanted. */
  readonly absence?: Absence;
  /** The group's hooks, when this run has read them. */
  readonly hooks?: readonly Hook[];
  /** The instances in `Terminating:Wait`, by id. */
  readonly terminations: ReadonlyMap<string, Termination>;
  /** When AWS retires an instance, by its id, in a run that has read it. */
  readonly retirements: ReadonlyMap<string, Date>;
  /** What this run has requested for an instance, by its id: the hooks completed, or `TERMINATE`. AWS may not show it yet. */
  readonly requested: ReadonlyMap<string, readonly string[]>;
}

/** The request that an instance be terminated, among the names of hooks in `requested`. */
export const TERMINATE = 'terminate';

/** The request that a volume be attached, likewise. */
export const attachRequest = (volumeId: string): string => `attach ${volumeId}`;

/** The request that a volume be detached by force from an instance that has ended, likewise. */
export const forceRequest = (volumeId: string): string => `force-detach ${volumeId}`;

/** What is to hold of a host and its instances. */
export type LifecycleKind =
  | 'NameUnique'
  | 'TagValid'
  | 'GroupConfigured'
  | 'HookInPlace'
  | 'HostPaused'
  | 'HostEnrolled'
  | 'InstancesKnown'
  | 'InstancePresent'
  | 'InstanceKept'
  | 'InstanceRunning'
  | 'VolumeAttached'
  | 'AddressAssociated'
  | 'RecordPointed'
  | 'LaunchCompleted'
  | 'LaunchAbandoned'
  | 'RetirementHandled'
  | 'TasksDrained'
  | 'VolumeUnmounted'
  | 'VolumeDetached'
  | 'TerminationCompleted'
  | 'RecordRemoved';

/** The actions of the lifecycle controller. */
export interface LifecycleActions {
  'autoscaling:CompleteLifecycleAction': HostRef & {
    readonly instanceId: string;
    readonly hook: string;
    readonly result: HookResult;
    /** The instance could not be asked to unmount its data volume, which its shutdown releases. */
    readonly stillMounted?: true;
  };
  /** Writes the notification history of a newly enrolled host. */
  'autoscaling:CreateOrUpdateTags': HostRef;
  'autoscaling:PutLifecycleHook': HostRef & { readonly hook: Hook };
  'autoscaling:TerminateInstanceInAutoScalingGroup': HostRef & { readonly instanceId: string };
  'ec2:AssociateAddress': HostRef & { readonly allocationId: string; readonly instanceId: string };
  'ec2:AttachVolume': HostRef & { readonly volumeId: string; readonly instanceId: string; readonly device: string };
  'ec2:DetachVolume': HostRef & { readonly volumeId: string; readonly instanceId: string; readonly force: boolean };
  'ecs:UpdateContainerInstancesState': HostRef & {
    readonly instanceId: string;
    readonly cluster: string;
    readonly containerInstance: string;
  };
  'route53:ChangeResourceRecordSets': HostRef & {
    readonly zone: string;
    readonly changes: readonly RecordChange[];
    /** The command that undoes what it changed of the addresses. */
    readonly undo?: string;
  };
  'ssm:SendCommand': HostRef & { readonly instanceId: string; readonly volumeId: string; readonly device: string };
}

/** The result of reconciling the lifecycle of one host. */
export type LifecycleResult = Result<LifecycleTarget, Observed>;
