import type { Filter, Snapshot as Ec2Snapshot } from '@aws-sdk/client-ec2';

import type { Snapshots } from '../aws/snapshots.ts';
import { tagOf } from './resource-tags.ts';
import { SNAPSHOT_ROLE, TAGS } from './tags.ts';

/**
 * The tags of a snapshot besides those that say whose it is (`hostkeeper:host`, `:stage`, and `:role` = `snapshot`). A copy
 * has the tags of its original.
 */
export const SNAPSHOT_TAGS = {
  /** The slot that it was taken for: `2026-11-20T03:00Z` for a nightly one. */
  slot: 'hostkeeper:slot',
  /** The volume that it was taken of: AWS gives a copy an arbitrary volume id. */
  volumeId: 'hostkeeper:volume',
  /** `retention` where the policy of the host decides when it is deleted; a person's name where only a person does. */
  keptBy: 'hostkeeper:kept-by',
  /** What was done for the consistency of its data: `crash`, `frozen` or `locked`. */
  consistency: 'hostkeeper:consistency',
  /** Type, UUID and label of the file system that was found in it. */
  fileSystem: 'hostkeeper:file-system',
  /** On a copy: the region and the id of the snapshot that was copied, `us-east-1/snap-0a`. */
  copyOf: 'hostkeeper:copy-of',
} as const;

/** The value of `hostkeeper:kept-by` on a snapshot that the retention policy may expire. */
export const KEPT_BY_RETENTION = 'retention';

/**
 * Its value on a snapshot of the data that a restore has replaced. Only a person deletes it, and only a person who names it
 * restores from it: it holds what somebody wanted to get rid of.
 */
export const KEPT_BY_RESTORE = 'restore';

/** A snapshot of a host's data volume, made by hostkeeper; or a copy of one. */
export interface Snapshot {
  readonly snapshotId: string;
  readonly host: string;
  /** https://docs.aws.amazon.com/ebs/latest/userguide/ebs-describing-snapshots.html */
  readonly state: string;
  /** Why its state is `error`, in AWS's words. */
  readonly problem?: string;
  /** When it was requested: it holds the data of this moment. Of a copy: when the copy was requested. */
  readonly startTime: Date;
  /** The size of its volume, in GiB. */
  readonly gigabytes: number;
  readonly encrypted: boolean;
  /** Its tags of `SNAPSHOT_TAGS`, where it has them, unparsed. */
  readonly slot?: string;
  readonly volumeId?: string;
  readonly keptBy?: string;
  readonly consistency?: string;
  readonly fileSystem?: string;
  readonly copyOf?: string;
}

const filtersOf = (stage: string): Filter[] => [
  { Name: `tag:${TAGS.stage.name}`, Values: [stage] },
  { Name: `tag:${TAGS.role.name}`, Values: [SNAPSHOT_ROLE] },
];

/** Whether a snapshot is no copy of another one. */
export const isOriginal = ({ copyOf }: Pick<Snapshot, 'copyOf'>): boolean => copyOf === undefined;

/** Maps a snapshot of EC2; `undefined` for one that hostkeeper did not make for a host of the stage. */
export const toSnapshot = (snapshot: Ec2Snapshot, stage: string): Snapshot | undefined => {
  const host = tagOf(snapshot, TAGS.host.name);
  const { SnapshotId: snapshotId, StartTime: startTime } = snapshot;
  const isOurs = tagOf(snapshot, TAGS.stage.name) === stage && tagOf(snapshot, TAGS.role.name) === SNAPSHOT_ROLE;
  if (!isOurs || host === undefined || snapshotId === undefined || startTime === undefined) return undefined;
  const texts = Object.entries(SNAPSHOT_TAGS).flatMap(([key, name]) => {
    const value = tagOf(snapshot, name);
    return value === undefined ? [] : [[key, value]];
  });
  return {
    snapshotId,
    host,
    state: snapshot.State ?? 'unknown',
    ...(snapshot.StateMessage && { problem: snapshot.StateMessage }),
    startTime,
    gigabytes: snapshot.VolumeSize ?? 0,
    encrypted: snapshot.Encrypted ?? false,
    ...Object.fromEntries(texts),
  };
};

/** Where the snapshots of a stage are listed: in the region of the client. */
export interface SnapshotListing {
  readonly stage: string;
  readonly snapshots: Pick<Snapshots, 'listSnapshots'>;
}

/** The snapshots, and copies of such, of all hosts of a stage, in any state; or of those with these names. */
export const listSnapshots = async (
  { stage, snapshots }: SnapshotListing,
  hosts?: readonly string[],
): Promise<readonly Snapshot[]> => {
  const map = (snapshot: Ec2Snapshot): Snapshot | undefined => toSnapshot(snapshot, stage);
  if (!hosts) return snapshots.listSnapshots(filtersOf(stage), map);
  const listed = await snapshots.listSnapshots(filtersOf(stage), map, { name: `tag:${TAGS.host.name}`, values: hosts });
  // A filter takes `*` and `?` in a name for any text: others are listed, and some twice.
  const names = new Set(hosts);
  const own = listed.filter(({ host }) => names.has(host));
  return [...new Map(own.map((snapshot) => [snapshot.snapshotId, snapshot])).values()];
};

/** What the tags of a new snapshot say. */
export interface SnapshotNote extends Pick<Snapshot, 'host' | 'fileSystem' | 'copyOf'> {
  readonly stage: string;
  readonly slot: string;
  readonly volumeId: string;
  readonly keptBy: string;
  /** What was done for the consistency of its data: `crash`, `frozen` or `locked`. */
  readonly consistency: string;
}

/** All tags of a new snapshot, or of a copy. */
export const snapshotTags = (note: SnapshotNote): Readonly<Record<string, string>> => ({
  [TAGS.host.name]: note.host,
  [TAGS.stage.name]: note.stage,
  [TAGS.role.name]: SNAPSHOT_ROLE,
  [SNAPSHOT_TAGS.slot]: note.slot,
  [SNAPSHOT_TAGS.volumeId]: note.volumeId,
  [SNAPSHOT_TAGS.keptBy]: note.keptBy,
  [SNAPSHOT_TAGS.consistency]: note.consistency,
  ...(note.fileSystem !== undefined && { [SNAPSHOT_TAGS.fileSystem]: note.fileSystem }),
  ...(note.copyOf !== undefined && { [SNAPSHOT_TAGS.copyOf]: note.copyOf }),
});
