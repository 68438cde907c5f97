import type { DRILL_OUTCOMES } from '../drill-outcomes.ts';
import { uuidOf } from '../ids.ts';

/** The superblock of a file system, as it stands on the disk. */
export interface Superblock {
  readonly type: 'ext4' | 'xfs';
  readonly uuid: string;
  /** At most 16 bytes of ext4, 12 of XFS. */
  readonly label: string;
  /** When it was last written: at a mount, an unmount or a freeze. XFS keeps no such time. */
  writtenAt: Date;
}

/** A disk that does not begin with a file system. */
export interface OtherContent {
  readonly type: 'partitions' | 'lvm' | 'garbage';
}

/** What a disk holds; a snapshot copies it. */
export interface DiskData {
  /** Absent on a blank disk. */
  fileSystem?: Superblock | OtherContent | undefined;
  /** The count of acknowledged writes. A host that runs may increase it. */
  rows: number;
  /** What is wrong on it beyond what else is said here, as a drill finds it. */
  damage?: keyof typeof DRILL_OUTCOMES;
}

/** The superblock of a disk; `undefined` where it does not begin with a file system. */
export const superblockOf = ({ fileSystem }: DiskData): Superblock | undefined =>
  fileSystem && 'uuid' in fileSystem ? fileSystem : undefined;

/** A disk on which `mkfs` has just made a file system. */
export const formattedDisk = (
  volumeId: string,
  { label, at, type = 'ext4' }: { readonly label: string; readonly at: Date; readonly type?: Superblock['type'] },
): DiskData => ({
  fileSystem: { type, uuid: uuidOf(`${volumeId} ${at.toISOString()}`), label, writtenAt: at },
  rows: 0,
});
