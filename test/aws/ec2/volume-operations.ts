import type * as sdk from '@aws-sdk/client-ec2';

import { AwsError, type Operation } from '../operation.ts';
import { toSdkAttachments, toSdkVolume } from './describe.ts';
import { matches } from './filters.ts';
import { type Lookup, missingParameter } from './lookup.ts';
import { paginate } from './pages.ts';
import { DEVICE, LIMITS } from './quotas.ts';
import type { Ec2State } from './state.ts';

/** Operations on volumes. */
export const volumeOperations = ({ volumes }: Ec2State, lookup: Lookup) => {
  const DescribeVolumes: Operation<sdk.DescribeVolumesRequest, sdk.DescribeVolumesResult> = {
    handle: ({ Filters, VolumeIds = [], MaxResults, NextToken }) => {
      for (const volumeId of VolumeIds) lookup.findVolume(volumeId);
      const isMatch = matches(Filters);
      const selected = volumes
        .all()
        .filter(({ volumeId }) => VolumeIds.length === 0 || VolumeIds.includes(volumeId))
        .filter(({ tags, volumeId, zone, state, attachment, gigabytes, type, snapshotId }) =>
          isMatch(tags, {
            'attachment.device': [attachment?.device],
            'attachment.instance-id': [attachment?.instanceId],
            'attachment.status': [attachment?.state],
            'availability-zone': [zone],
            size: [`${gigabytes}`],
            'snapshot-id': [snapshotId],
            status: [state],
            'volume-id': [volumeId],
            'volume-type': [type],
          }),
        );
      // DescribeVolumes accepts a page size over its maximum, which the AWS CLI sends, and returns the maximum.
      const { max } = LIMITS.volumesPerPage;
      const pageSize = MaxResults === undefined ? undefined : Math.min(MaxResults, max);
      const page = paginate(selected, { MaxResults: pageSize, NextToken, ids: VolumeIds }, LIMITS.volumesPerPage);
      return { Volumes: page.items.map(toSdkVolume), NextToken: page.NextToken };
    },
  };

  const AttachVolume: Operation<sdk.AttachVolumeRequest, sdk.VolumeAttachment> = {
    authorization: ({ VolumeId, InstanceId }) => [
      lookup.volumeAuthorization(VolumeId),
      lookup.instanceAuthorization(InstanceId),
    ],
    handle: ({ VolumeId, InstanceId, Device }) => {
      const volume = lookup.findVolume(VolumeId);
      const instance = lookup.findInstance(InstanceId);
      if (Device === undefined) throw missingParameter('device');
      if (!DEVICE.allowed.test(Device))
        throw new AwsError(
          'InvalidParameterValue',
          `Value (${Device}) for parameter device is invalid. ${Device} is not a valid EBS device name.`,
        );
      volumes.attach(volume.volumeId, instance, Device);
      return toSdkAttachments(volume)[0] ?? {};
    },
  };

  const DetachVolume: Operation<sdk.DetachVolumeRequest, sdk.VolumeAttachment> = {
    authorization: ({ VolumeId, InstanceId }) => [
      lookup.volumeAuthorization(VolumeId),
      ...(InstanceId === undefined ? [] : [lookup.instanceAuthorization(InstanceId)]),
    ],
    handle: ({ VolumeId, InstanceId, Device, Force = false }) => {
      const volume = lookup.findVolume(VolumeId);
      volumes.detach(volume.volumeId, { instanceId: InstanceId, device: Device }, Force);
      return toSdkAttachments(volume)[0] ?? {};
    },
  };

  const DeleteVolume: Operation<sdk.DeleteVolumeRequest, void> = {
    authorization: ({ VolumeId }) => [lookup.volumeAuthorization(VolumeId)],
    handle: ({ VolumeId }) => volumes.delete(lookup.findVolume(VolumeId).volumeId),
  };

  return { DescribeVolumes, AttachVolume, DetachVolume, DeleteVolume };
};
