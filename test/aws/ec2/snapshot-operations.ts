import type * as sdk from '@aws-sdk/client-ec2';

import type { Clock } from '../clock.ts';
import { notSimulated } from '../not-simulated.ts';
import { ACCOUNT, AwsError, type Operation } from '../operation.ts';
import { progressOf, toSdkSnapshot } from './describe.ts';
import { matches } from './filters.ts';
import type { Lookup } from './lookup.ts';
import { paginate } from './pages.ts';
import { LIMITS } from './quotas.ts';
import { newSnapshotArn } from './snapshot-authorization.ts';
import type { Ec2State } from './state.ts';
import { checkTagSpecifications, creationAuthorization, tagsFor } from './tag-specifications.ts';

const isOwn = (owner: string): boolean => owner === 'self' || owner === ACCOUNT;

/** Operations on snapshots of the own account. */
export const snapshotOperations = (clock: Clock, { region, snapshots }: Ec2State, lookup: Lookup) => {
  const CreateSnapshot: Operation<sdk.CreateSnapshotRequest, sdk.Snapshot> = {
    authorization: ({ VolumeId, TagSpecifications }) => [
      lookup.volumeAuthorization(VolumeId),
      ...creationAuthorization('CreateSnapshot', newSnapshotArn(region), tagsFor('snapshot', TagSpecifications)),
    ],
    handle: ({ VolumeId, Description, TagSpecifications }) => {
      const volume = lookup.findVolume(VolumeId);
      checkTagSpecifications('snapshot', TagSpecifications);
      if ((Description?.length ?? 0) > LIMITS.snapshotDescription.max)
        throw new AwsError(
          'InvalidParameterValue',
          `Value (${Description}) for parameter description is invalid. Character limit exceeded.`,
        );
      const tags = tagsFor('snapshot', TagSpecifications);
      return toSdkSnapshot(snapshots.create(volume, { description: Description, tags }), clock.now());
    },
  };

  const DescribeSnapshots: Operation<sdk.DescribeSnapshotsRequest, sdk.DescribeSnapshotsResult> = {
    handle: ({ Filters, SnapshotIds = [], OwnerIds = [], RestorableByUserIds, MaxResults, NextToken }) => {
      if (RestorableByUserIds) throw notSimulated('RestorableByUserIds', ['OwnerIds']);
      if (OwnerIds.length + SnapshotIds.length + (Filters?.length ?? 0) === 0)
        throw notSimulated('all public snapshots', ["OwnerIds: ['self']", 'Filters', 'SnapshotIds']);
      const now = clock.now();
      for (const snapshotId of SnapshotIds) lookup.findSnapshot(snapshotId, now);
      const isMatch = matches(Filters);
      const selected = snapshots
        .all()
        .filter(({ visibleAt }) => visibleAt <= now)
        .filter(({ snapshotId }) => SnapshotIds.length === 0 || SnapshotIds.includes(snapshotId))
        .filter(() => OwnerIds.length === 0 || OwnerIds.some(isOwn))
        .filter((snapshot) =>
          isMatch(snapshot.tags, {
            description: [snapshot.description],
            encrypted: [`${snapshot.kmsKeyId !== undefined}`],
            'owner-id': [ACCOUNT],
            progress: [progressOf(snapshot, now)],
            'snapshot-id': [snapshot.snapshotId],
            'start-time': [snapshot.startedAt.toISOString()],
            status: [snapshot.state],
            'volume-id': [snapshot.volumeId],
            'volume-size': [`${snapshot.gigabytes}`],
          }),
        );
      // A page size over the maximum counts as the maximum, and what is less than a page has no token.
      const { max } = LIMITS.snapshotsPerPage;
      const pageSize = MaxResults === undefined ? undefined : Math.min(MaxResults, max);
      const page = paginate(selected, { MaxResults: pageSize, NextToken, ids: SnapshotIds }, LIMITS.snapshotsPerPage);
      return { Snapshots: page.items.map((snapshot) => toSdkSnapshot(snapshot, now)), NextToken: page.NextToken };
    },
  };

  const DeleteSnapshot: Operation<sdk.DeleteSnapshotRequest, void> = {
    authorization: ({ SnapshotId }) => [lookup.snapshotAuthorization(SnapshotId)],
    handle: ({ SnapshotId }) => snapshots.delete(lookup.findSnapshot(SnapshotId).snapshotId),
  };

  return { CreateSnapshot, DescribeSnapshots, DeleteSnapshot };
};
