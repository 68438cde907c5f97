import type * as sdk from '@aws-sdk/client-ec2';

import type { Operation } from '../operation.ts';
import { matches, paginate, toSdkAttachments, toSdkVolume } from './describe.ts';
import type { Lookup } from './lookup.ts';
import { LIMITS } from './quotas.ts';
import type { Ec2State } from './state.ts';

/** Operations on volumes. */
export const volumeOperations = ({ volumes }: Ec2State, lookup: Lookup) => {
  const DescribeVolumes: Operation<sdk.DescribeVolumesRequest, sdk.DescribeVolumesResult> = {
    handle: ({ Filters, VolumeIds, MaxResults, NextToken }) => {
      for (const volumeId of VolumeIds ?? []) volumes.find(volumeId);
      const isMatch = matches(Filters);
      const selected = volumes
        .all()
        .filter(({ volumeId }) => VolumeIds === undefined || VolumeIds.includes(volumeId))
        .filter(({ tags, volumeId, state, attachment }) =>
          isMatch(tags, {
            'volume-id': [volumeId],
            status: [state],
            'attachment.instance-id': [attachment?.instanceId],
            'attachment.status': [attachment?.state],
          }),
        );
      // DescribeVolumes accepts a page size over its maximum, which the AWS CLI sends, and returns the maximum.
      const { max } = LIMITS.volumesPerPage;
      const pageSize = MaxResults === undefined ? undefined : Math.min(MaxResults, max);
      const page = paginate(selected, { MaxResults: pageSize, NextToken }, LIMITS.volumesPerPage);
      return { Volumes: page.items.map(toSdkVolume), NextToken: page.NextToken };
    },
  };

  const AttachVolume: Operation<sdk.AttachVolumeRequest, sdk.VolumeAttachment> = {
    authorization: ({ VolumeId, InstanceId }) => [
      lookup.volumeAuthorization(VolumeId),
      lookup.instanceAuthorization(InstanceId),
    ],
    handle: ({ VolumeId = '', InstanceId, Device = '' }) => {
      volumes.attach(VolumeId, lookup.findInstance(InstanceId), Device);
      return toSdkAttachments(volumes.find(VolumeId))[0] ?? {};
    },
  };

  const DetachVolume: Operation<sdk.DetachVolumeRequest, sdk.VolumeAttachment> = {
    authorization: ({ VolumeId, InstanceId }) => [
      lookup.volumeAuthorization(VolumeId),
      ...(InstanceId === undefined ? [] : [lookup.instanceAuthorization(InstanceId)]),
    ],
    handle: ({ VolumeId = '', InstanceId, Force = false }) => {
      volumes.detach(VolumeId, InstanceId, Force);
      return toSdkAttachments(volumes.find(VolumeId))[0] ?? {};
    },
  };

  return { DescribeVolumes, AttachVolume, DetachVolume };
};
