import type { VolumeType } from '@aws-sdk/client-ec2';

/** What a volume is by default: its size, in GiB, and its type. */
export const VOLUME_KIND = { Size: 32, VolumeType: 'gp3' } as const;

/** The performance that a type has by default. That of hard disks is not described. */
const performanceOf = (type: VolumeType, gigabytes: number): Pick<VolumeKind, 'iops' | 'throughput'> => {
  if (type === 'gp3') return { iops: 3000, throughput: 125 };
  // https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html
  return type === 'gp2' ? { iops: Math.min(16_000, Math.max(100, 3 * gigabytes)) } : {};
};

/** What a volume is, besides its data. */
export interface VolumeKind {
  readonly gigabytes: number;
  readonly type: VolumeType;
  readonly iops?: number;
  /** In MiB/s. */
  readonly throughput?: number;
  /** The key that encrypts it; absent where it is not encrypted. */
  readonly kmsKeyId?: string;
  /** What it was created from. */
  readonly snapshotId?: string;
  readonly sourceVolumeId?: string;
  /** In MiB/s. */
  readonly initializationRate?: number;
}

/** A kind of which some is as by default. */
export const kindOf = ({
  type = VOLUME_KIND.VolumeType,
  gigabytes = VOLUME_KIND.Size,
  ...kind
}: Partial<VolumeKind> = {}): VolumeKind => ({ gigabytes, type, ...performanceOf(type, gigabytes), ...kind });
