import type { Hook } from '../aws/lifecycle-hooks.ts';
import type { Host } from '../hosts/directory.ts';
import type { HostRef } from '../controller/result.ts';
import type { InvalidTags, HostTags } from '../hosts/tags.ts';

/** News of one instance: that AWS takes it back within two minutes, may do so soon, or has given it a date. */
export interface InterruptionNotice {
  readonly cause: 'interruption' | 'rebalance' | 'retirement';
  readonly instanceId: string;
}

/** A host whose instances are to be helped up and let go. */
export interface LifecycleTarget extends HostRef {
  readonly notice?: InterruptionNotice;
}

/** The zones and names of records that the control plane was deployed to change; a tag can only choose among them. */
export interface RecordScope {
  readonly zones: readonly string[];
  /** Names in which `*` stands for anything, as in IAM. */
  readonly names: readonly string[];
}

/** An instance as EC2 sees it; EC2's own words. */
export interface Ec2Instance {
  readonly instanceId: string;
  /** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-lifecycle.html */
  readonly state: string;
  readonly launchTime: Date;
  /** The group that launched it, if any did. */
  readonly group?: string;
  readonly ip?: string;
  readonly ipv6?: string;
  /** Whether AWS may take it back at two minutes' notice. */
  readonly spot: boolean;
  /** When EC2 began to end it, where it says so. */
  readonly endedAt?: Date;
}

/** A volume at an instance, from the request to attach it until it is detached. */
export interface Attachment {
  readonly instanceId: string;
  readonly state: string;
  readonly attachTime: Date;
}

/** A volume that is tagged as the host's data. */
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

/** The types of record that decide where a name leads; no other is looked at. */
export const RECORD_TYPES = ['A', 'AAAA', 'CNAME'] as const;

/** What stands at a name in Route 53. */
export interface NameRecord {
  readonly name: string;
  readonly type: (typeof RECORD_TYPES)[number];
  readonly ttlSeconds: number;
  readonly values: readonly string[];
  /** What it is, where it is no plain list of addresses: `a CNAME`, `an alias`, or `part of a routing policy`. */
  readonly special?: string;
}

/** A change to a plain record, which is put or taken away whole. */
export interface RecordChange {
  readonly change: 'UPSERT' | 'DELETE';
  readonly record: NameRecord;
}

/** An instance as a part of its ECS cluster. */
export interface ContainerInstance {
  readonly arn: string;
  /** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-instance-life-cycle.html */
  readonly status: string;
  readonly runningTasks: number;
}

/** A request to an instance to let go of its volume. */
export interface UnmountRequest {
  /** Systems Manager's own word for what became of it. */
  readonly status: string;
  readonly requestedAt: Date;
}

/** How far an instance that waits to be terminated has got. */
export interface Termination {
  /** When its group began to terminate it. */
  readonly since?: Date;
  /** What it is in the ECS cluster; absent where it is no part of it. */
  readonly containerInstance?: ContainerInstance;
  /** The newest request. */
  readonly unmountRequest?: UnmountRequest;
}

/** All that is seen of a host. */
export interface Observed extends Host {
  readonly hostTags: HostTags | InvalidTags;
  /** Every group that bears this host's name. */
  readonly duplicateGroups: readonly string[];
  /** By id, what EC2 knows: the group's instances, others that it launched, and whatever else holds a data volume. */
  readonly ec2Instances: ReadonlyMap<string, Ec2Instance>;
  /** Every volume that is tagged as this host's data, over all zones and states. */
  readonly volumes: readonly Volume[];
  readonly address?: ElasticIp;
  /** What stands at its names; absent when their zone is not one to be looked at, or is not there. */
  readonly records?: readonly NameRecord[];
  /** The group's hooks, when they were looked at. */
  readonly hooks?: readonly Hook[];
  /** By id, the instances that wait to be terminated. */
  readonly terminations: ReadonlyMap<string, Termination>;
  /** When AWS retires an instance, by its id; looked at by night. */
  readonly retirements: ReadonlyMap<string, Date>;
  /** What this run has asked the group already, as `asked` says it: AWS may not show it yet. */
  readonly requested: ReadonlySet<string>;
}

/** One thing that a run asks of a group about an instance: to complete a hook, or `end`. */
export const requestKey = (instanceId: string, hook: string): string => `${instanceId} ${hook}`;

/** Asking a group to end an instance. */
export const TERMINATE = 'end';

/** What keeping a host alive may do. */
export interface LifecycleActions {
  'autoscaling:CompleteLifecycleAction': HostRef & { readonly instanceId: string; readonly hook: string };
  /** Writes down that it was told of, for the first time. */
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
  'route53:ChangeResourceRecordSets': HostRef & { readonly zone: string; readonly changes: readonly RecordChange[] };
  'ssm:SendCommand': HostRef & { readonly instanceId: string; readonly volumeId: string; readonly device: string };
}
