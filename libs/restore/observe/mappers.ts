import type * as ec2 from '@aws-sdk/client-ec2';

import { time } from '../../hosts/tag-values.ts';
import { TAGS } from '../../hosts/tags.ts';
import type { Volume } from '../model.ts';

/** A volume as EC2 describes it. */
export const toVolume = (volume: ec2.Volume): Volume => {
  const tags = new Map((volume.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
  const role = tags.get(TAGS.role.name);
  const createdBy = time(tags.get(TAGS.restore.name) ?? '');
  const retiredBy = time(tags.get(TAGS.retired.name) ?? '');
  return {
    volumeId: volume.VolumeId ?? '',
    zone: volume.AvailabilityZone ?? 'unknown',
    state: volume.State ?? 'unknown',
    ...(role !== undefined && { role }),
    ...(createdBy && { createdBy }),
    ...(retiredBy && { retiredBy }),
    createdAt: volume.CreateTime ?? new Date(0),
    type: volume.VolumeType ?? 'gp3',
    gigabytes: volume.Size ?? 0,
    ...(volume.Iops !== undefined && { iops: volume.Iops }),
    ...(volume.Throughput !== undefined && { throughput: volume.Throughput }),
    encrypted: volume.Encrypted ?? false,
    ...(volume.KmsKeyId !== undefined && { kmsKeyId: volume.KmsKeyId }),
    ...(volume.SnapshotId !== undefined && volume.SnapshotId !== '' && { snapshotId: volume.SnapshotId }),
    attachedTo: (volume.Attachments ?? []).flatMap(({ InstanceId }) => InstanceId ?? []),
  };
};
