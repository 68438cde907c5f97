import type { Sizes } from '../aws/sizes.ts';
import type { NewVolume } from '../aws/volumes.ts';
import type { HostRef, Result } from '../controller/result.ts';
import type { Host } from '../hosts/host.ts';
import type { Snapshot } from '../hosts/snapshot.ts';

/** A volume of a host, whatever its role. */
export interface Volume {
  readonly volumeId: string;
  readonly zone: string;
  /** https://docs.aws.amazon.com/ebs/latest/userguide/ebs-describing-volumes.html */
  readonly state: string;
  /** The tag `hostkeeper:role`; absent where it has none. */
  readonly role?: string;
  /** The restore that has created it, by the time at which that was requested. */
  readonly createdBy?: Date;
  /** The restore that has retired it, likewise. */
  readonly retiredBy?: Date;
  readonly createdAt: Date;
  readonly type: NewVolume['type'];
  /** In GiB. */
  readonly gigabytes: number;
  readonly iops?: number;
  /** In MiB/s. */
  readonly throughput?: number;
  readonly encrypted: boolean;
  readonly kmsKeyId?: string;
  /** The snapshot that it was created from. */
  readonly snapshotId?: string;
  /** The ids of the instances that it is attached to, in whatever state. */
  readonly attachedTo: readonly string[];
}

/** A call of this run whose effect AWS may not show yet. */
export interface Attempt {
  readonly at: Date;
  /** Why it failed. */
  readonly problem?: string;
}

/** A host whose restore is in progress, as observed. */
export interface Observed extends Host {
  /** Every volume that is tagged as one of this host, in any zone, state and role. */
  readonly volumes: readonly Volume[];
  /** Every snapshot of the host in its region, in any state. */
  readonly snapshots: readonly Snapshot[];
  /** This run's calls to create the volume (`volume`), and the last snapshot of a volume, by its id. */
  readonly attempts: ReadonlyMap<string, Attempt>;
}

/** A host whose restore is in progress. */
export type RestoreTarget = HostRef;

/** The actions of the restore controller. */
export interface RestoreActions {
  /** The state tag, or the tag of the restore. */
  'autoscaling:CreateOrUpdateTags': HostRef & { readonly tags: Readonly<Record<string, string>> };
  'autoscaling:UpdateAutoScalingGroup': HostRef & ({ readonly sizes: Sizes } | { readonly subnet: string });
  'ec2:CreateSnapshot': HostRef & {
    readonly volumeId: string;
    readonly description: string;
    readonly tags: Readonly<Record<string, string>>;
  };
  'ec2:CreateTags': HostRef & { readonly volumeId: string; readonly tags: Readonly<Record<string, string>> };
  'ec2:CreateVolume': HostRef & { readonly volume: NewVolume };
}

/** The result of a pass over a restore. */
export type RestoreResult = Result<RestoreTarget, Observed>;
