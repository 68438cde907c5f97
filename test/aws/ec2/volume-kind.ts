import type { VolumeType } from '@aws-sdk/client-ec2';

/** What a volume is by default: its size, in GiB, and its type. */
export const VOLUME_KIND = { Size: 32, VolumeType: 'gp3' } as const;

/** The performance that a type has by default; of the others it follows from the size. */
const PERFORMANCE: Partial<Readonly<Record<VolumeType, { readonly iops: number; readonly throughput: number }>>> = {
  gp3: { iops: 3000, throughput: 125 },
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
export const kindOf = ({ type = VOLUME_KIND.VolumeType, ...kind }: Partial<VolumeKind> = {}): VolumeKind => ({
  gigabytes: VOLUME_KIND.Size,
  type,
  ...PERFORMANCE[type],
  ...kind,
});
