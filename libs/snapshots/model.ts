import type { HostRef, Result } from '../controller/result.ts';
import type { HostTags } from '../hosts/host-tags.ts';
import type { Host } from '../hosts/host.ts';
import type { Snapshot } from '../hosts/snapshot.ts';
import type { HostAnswer } from './quiesce-command.ts';
import type { DiskStart } from './superblock.ts';

/**
 * What a run is for: a night, a person's request, or the end of a snapshot. The night of a large stage has two parts: first
 * each host gets its snapshot (`take`), then those there are are looked into, copied and expired (`keep`).
 */
export type Purpose = 'night' | 'take' | 'keep' | 'request' | 'completion';

/** A snapshot that a host is to have. */
export interface Wanted {
  /** The value of its tag `hostkeeper:slot`. */
  readonly slot: string;
  /** The value of its tag `hostkeeper:kept-by`. */
  readonly keptBy: string;
  /** At most 255 characters. */
  readonly description: string;
  /** Whether it is taken only once no instance has the volume. */
  readonly whenDetached?: boolean;
}

/** A host whose snapshots are taken, looked at, copied and expired. */
export interface SnapshotTarget extends HostRef {
  readonly wanted?: Wanted;
  /** Whether its snapshots are looked at besides; `reconcile` does so every half hour. */
  readonly isLookedAt?: boolean;
}

/** A volume that is tagged as a host's data volume. */
export interface DataVolume {
  readonly volumeId: string;
  /** https://docs.aws.amazon.com/ebs/latest/userguide/ebs-describing-volumes.html */
  readonly state: string;
  /** The instance that has it; absent where none has. */
  readonly instanceId?: string;
}

/** A host's instance that was asked, in this run, to take the snapshot itself. */
export interface QuiesceRequest {
  readonly instanceId: string;
  readonly requestedAt: Date;
  /** Absent where Systems Manager has not accepted the command, or its reply was lost. */
  readonly commandId?: string;
  /** Why there is no command. */
  readonly problem?: string;
  /** Whether the command certainly runs nowhere. */
  readonly isRefused: boolean;
  /** Absent until the command has ended. */
  readonly answer?: HostAnswer;
}

/** The deletions of a run, and what AWS did not delete. */
interface Deletions {
  /** Those that the run has tried. */
  readonly attempts: number;
  /** Why AWS keeps a snapshot, by its id. */
  readonly kept: ReadonlyMap<string, string>;
}

/** The copies of a host's snapshots in the other region. */
interface Copies {
  readonly region: string;
  readonly snapshots: readonly Snapshot[];
  /** The copies of the whole stage that AWS is making there. */
  readonly pending: number;
}

/** A host as observed. */
export interface Observed extends Host {
  readonly hostTags: HostTags;
  /** Its snapshots in its own region, without copies. */
  readonly snapshots: readonly Snapshot[];
  /** Its data volumes; observed where a snapshot is to be taken. */
  readonly volumes: readonly DataVolume[];
  /** Absent where this run has not asked its instance. */
  readonly quiesceRequest?: QuiesceRequest;
  /** What the snapshots begin with that this run has looked into, by their ids. */
  readonly starts: ReadonlyMap<string, DiskStart>;
  /** Absent without a second region. */
  readonly copies?: Copies;
  readonly deletions: Deletions;
}

/** What is to hold of a host's snapshots. */
export type SnapshotKind =
  | 'SnapshotTaken'
  | 'SnapshotConsistent'
  | 'SnapshotCompleted'
  | 'SnapshotProven'
  | 'SnapshotCopied'
  | 'SnapshotsExpired'
  | 'CopiesExpired'
  | 'SnapshotFresh';

/** What gives a host a snapshot. */
export interface TakeActions {
  'ec2:CreateSnapshot': HostRef & Wanted & { readonly volumeId: string };
}

/** The same, and what looks into snapshots, copies and expires them. */
export interface SnapshotActions extends TakeActions {
  /** Has the instance take the snapshot itself. */
  'ssm:SendCommand': HostRef &
    Wanted & {
      readonly volumeId: string;
      readonly instanceId: string;
      readonly device: string;
      readonly quiesce: 'freeze' | 'lock';
    };
  'ebs:GetSnapshotBlock': HostRef & { readonly snapshotId: string };
  /** Writes what was found in a snapshot, or how consistent it is. */
  'ec2:CreateTags': HostRef & { readonly snapshotId: string } & Pick<Snapshot, 'fileSystem' | 'consistency'>;
  'ec2:CopySnapshot': HostRef & { readonly original: Snapshot };
  /** `from` is the region of the snapshot. */
  'ec2:DeleteSnapshot': HostRef & { readonly snapshotId: string; readonly from: string };
}

/** By what snapshots are judged, for all hosts of the stage. */
export interface SnapshotSettings {
  readonly minimum: number;
  /** A name of the IANA database. */
  readonly timeZone: string;
  /** The time of day of the nightly snapshot. */
  readonly timeOfDay: string;
}

/** The result of a run for one host. */
export type SnapshotResult = Result<SnapshotTarget, Observed>;
