import type { Offer } from '../aws/one-shot-instances.ts';
import type { HostRef, Result } from '../controller/result.ts';
import type { DrillRecord } from '../hosts/drill-record.ts';
import type { Host } from '../hosts/host.ts';
import type { Snapshot } from '../hosts/snapshot.ts';
import type { Rehearsal } from './command.ts';
import type { Finding } from './outcome.ts';

/** A host to drill. Without a reason to, what is running is finished, and nothing begins. */
export interface DrillTarget extends HostRef {
  /** `schedule`: once a month. A time: a person has asked for it then. */
  readonly due?: 'schedule' | Date;
}

/** What a drill has restored, as the tag of its instance says. */
export interface DrilledSnapshot {
  readonly snapshotId: string;
  readonly startTime: Date;
  readonly gigabytes: number;
}

/** The command on the instance of a drill. */
export interface DrillCommand {
  readonly status: string;
  readonly finding?: Finding;
}

/** An instance of a drill. EC2 describes it for an hour after its end. */
export interface DrillInstance {
  readonly instanceId: string;
  readonly state: string;
  readonly type: string;
  readonly launchTime: Date;
  readonly snapshot: DrilledSnapshot;
  /** The copy, once it is attached. */
  readonly volumeId?: string;
  /** Why EC2 has ended it, in its words. */
  readonly reason?: string;
  /** Absent where none was sent, as far as Systems Manager says. */
  readonly command?: DrillCommand;
  /** The last attempt of this run to send it: why it failed, where it did. */
  readonly sent?: { readonly at: Date; readonly problem?: string };
}

/** What only a drill that begins has to know of a host. */
export interface DrillFacts {
  readonly architecture: 'arm64' | 'x86_64';
  /** The newest from which the host can be restored. */
  readonly snapshot?: Snapshot;
  readonly database?: Rehearsal['database'];
}

/** A host as observed for its drill. */
export interface ObservedDrill extends Host {
  /** The hosts of the region that this month's bill has stopped: while there are any, no drill begins, and each ends. */
  readonly stoppedByBill: readonly string[];
  readonly drilled?: DrillRecord;
  /** Whether this run has recorded that: of several runs that see how a drill ends, this one reports it. */
  readonly isRecordedHere: boolean;
  /** Those of the host, the newest first. */
  readonly drills: readonly DrillInstance[];
  /** Read where a drill is due or has not got its command yet. */
  readonly facts?: DrillFacts;
  /** Why this run could launch no instance. */
  readonly notLaunched?: string;
}

/** The actions of the drill controller. */
export interface DrillActions {
  'autoscaling:CreateOrUpdateTags': HostRef & {
    readonly record: DrillRecord;
    /** The record that it takes the place of, where there is one. */
    readonly replaces?: DrillRecord;
  };
  'ec2:RunInstances': HostRef & {
    readonly snapshot: DrilledSnapshot;
    readonly subnet: string;
    readonly architecture: DrillFacts['architecture'];
    readonly offers: readonly Offer[];
    /** The same for the same request. */
    readonly token: string;
  };
  'ec2:TerminateInstances': HostRef & { readonly instanceId: string };
  'ssm:SendCommand': HostRef & { readonly instanceId: string; readonly rehearsal: Rehearsal };
}

/** The result of a run for one host. */
export type DrillResult = Result<DrillTarget, ObservedDrill>;
