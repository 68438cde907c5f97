import type { DiskData } from './disk.ts';
import type { FileSystem } from './file-system.ts';

/** An EBS snapshot. */
export interface Snapshot {
  readonly snapshotId: string;
  /** Arbitrary for a copy. */
  readonly volumeId: string;
  /** The size of its volume, in GiB. */
  readonly gigabytes: number;
  readonly description: string;
  readonly tags: Map<string, string>;
  /** When it was requested: it holds what the disk held at this moment. */
  readonly startedAt: Date;
  /** When its data is complete. */
  readonly endsAt: Date;
  /** From when DescribeSnapshots returns it. */
  readonly visibleAt: Date;
  readonly data: DiskData;
  readonly fileSystem?: FileSystem;
  /** Absent where it is not encrypted. */
  readonly kmsKeyId?: string;
  state: 'pending' | 'completed' | 'error';
  /** It ends in the state `error`, with this as its `StateMessage`. */
  failsLater?: string;
  /** Why its state is `error`. */
  problem?: string;
  /** The mode of its lock. https://docs.aws.amazon.com/ebs/latest/userguide/ebs-snapshot-lock.html */
  lock?: 'governance' | 'compliance';
  /** The images that use it. */
  readonly imageIds: Set<string>;
  /** It is deleted once it is complete. */
  isDoomed: boolean;
}
