import type * as sdk from '@aws-sdk/client-ec2';

import { AwsError, type Operation } from '../operation.ts';
import { missingParameter } from './lookup.ts';
import { newSnapshotArn, snapshotAuthorization } from './snapshot-authorization.ts';
import type { Snapshots } from './snapshots.ts';
import type { Ec2State } from './state.ts';
import { checkTagSpecifications, creationAuthorization, tagsFor } from './tag-specifications.ts';

/**
 * The operation that copies a snapshot to this region. `snapshotsOf` has the snapshots of another region.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CopySnapshot.html
 */
export const copyOperations = ({ region, snapshots }: Ec2State, snapshotsOf: (region: string) => Snapshots) => {
  const CopySnapshot: Operation<sdk.CopySnapshotRequest, sdk.CopySnapshotResult> = {
    authorization: ({ SourceRegion = '', SourceSnapshotId = '', TagSpecifications }) => [
      snapshotAuthorization(SourceRegion, SourceSnapshotId, snapshotsOf(SourceRegion).get(SourceSnapshotId)),
      ...creationAuthorization('CopySnapshot', newSnapshotArn(region), tagsFor('snapshot', TagSpecifications)),
    ],
    handle: ({ SourceRegion, SourceSnapshotId, Description, TagSpecifications, Encrypted, KmsKeyId }) => {
      if (SourceRegion === undefined) throw missingParameter('sourceRegion');
      if (SourceSnapshotId === undefined) throw missingParameter('sourceSnapshotId');
      if (KmsKeyId !== undefined && Encrypted !== true)
        throw new AwsError(
          'InvalidParameterDependency',
          'The parameter KmsKeyId requires the parameter Encrypted to be set.',
        );
      checkTagSpecifications('snapshot', TagSpecifications);
      const tags = tagsFor('snapshot', TagSpecifications);
      const source = snapshotsOf(SourceRegion).find(SourceSnapshotId);
      const copy = snapshots.copy(source, SourceRegion, {
        description: Description,
        tags,
        isEncrypted: Encrypted ?? false,
        kmsKeyId: KmsKeyId,
      });
      return {
        SnapshotId: copy.snapshotId,
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      };
    },
  };

  return { CopySnapshot };
};
