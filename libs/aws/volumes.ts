import { CreateTagsCommand, CreateVolumeCommand, type EC2Client, type VolumeType } from '@aws-sdk/client-ec2';

import { toTagList } from './tag-list.ts';

/** A volume to create from a snapshot. */
export interface NewVolume {
  /** With the same token a repeated call creates no other volume. https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html */
  readonly clientToken: string;
  readonly snapshotId: string;
  readonly zone: string;
  readonly type: VolumeType;
  /** In GiB. */
  readonly gigabytes: number;
  readonly iops?: number;
  /** In MiB/s. */
  readonly throughput?: number;
  /** Absent where the snapshot decides. */
  readonly encrypted?: boolean;
  readonly kmsKeyId?: string;
  /** `VolumeInitializationRate`, in MiB/s: 100 to 300. Absent for AWS's default. */
  readonly initializationRate?: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** Creates volumes of EC2 in one region, and tags them. Every call is safe to repeat; throws the SDK's errors. */
export interface Volumes {
  /** Begins to create a volume. */
  readonly createVolume: (volume: NewVolume) => Promise<void>;
  /** Adds or changes tags: all of them, or none. */
  readonly tagVolume: (volumeId: string, tags: Readonly<Record<string, string>>) => Promise<void>;
}

export const createVolumes = (client: EC2Client): Volumes => ({
  createVolume: async (volume) => {
    await client.send(
      new CreateVolumeCommand({
        ClientToken: volume.clientToken,
        SnapshotId: volume.snapshotId,
        AvailabilityZone: volume.zone,
        VolumeType: volume.type,
        Size: volume.gigabytes,
        Iops: volume.iops,
        Throughput: volume.throughput,
        Encrypted: volume.encrypted,
        KmsKeyId: volume.kmsKeyId,
        VolumeInitializationRate: volume.initializationRate,
        TagSpecifications: [{ ResourceType: 'volume', Tags: toTagList(volume.tags) }],
      }),
    );
  },
  tagVolume: async (volumeId, tags) => {
    await client.send(new CreateTagsCommand({ Resources: [volumeId], Tags: toTagList(tags) }));
  },
});
