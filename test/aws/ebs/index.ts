import { createHash } from 'node:crypto';

import * as client from '@aws-sdk/client-ebs';

import type { Clock } from '../clock.ts';
import { keyAuthorization, snapshotAuthorization } from '../ec2/snapshot-authorization.ts';
import type { Snapshot } from '../ec2/snapshot.ts';
import type { Snapshots } from '../ec2/snapshots.ts';
import { AwsError, type Operation, type Service } from '../operation.ts';
import type { RegionContext } from '../service.ts';
import { firstBlock } from './blocks.ts';
import { BLOCK_BYTES, BUCKETS, LIMITS } from './quotas.ts';

const invalid = (message: string, Reason: string): AwsError =>
  new AwsError('ValidationException', message, 400, { Reason });

const tokenOf = (snapshotId: string, index: number): string => Buffer.from(`${snapshotId} ${index}`).toString('base64');

/** The operations of the EBS direct APIs that read a snapshot. Of a disk's blocks only the first one is stored. */
const readOperations = (clock: Clock, region: string, snapshots: Snapshots) => {
  /** Throws for a snapshot that cannot be read: unknown, not complete, or encrypted with a key that is disabled. */
  const find = (snapshotId = ''): Snapshot => {
    if (!/^snap-[0-9a-f]+$/.test(snapshotId))
      throw invalid(`The snapshot ID '${snapshotId}' is not valid.`, 'INVALID_SNAPSHOT_ID');
    const snapshot = snapshots.get(snapshotId);
    if (!snapshot)
      throw new AwsError('ResourceNotFoundException', `The snapshot '${snapshotId}' does not exist.`, 404, {
        Reason: 'SNAPSHOT_NOT_FOUND',
      });
    if (snapshot.state !== 'completed')
      throw invalid(`The snapshot '${snapshotId}' is in the '${snapshot.state}' state.`, 'INVALID_SNAPSHOT_ID');
    if (snapshots.disabledKeys.has(snapshot.kmsKeyId ?? ''))
      throw new AwsError('AccessDeniedException', `The key ${snapshot.kmsKeyId} is disabled.`, 403, {
        Reason: 'DEPENDENCY_ACCESS_DENIED',
      });
    return snapshot;
  };

  const authorization = ({ SnapshotId = '' }: { readonly SnapshotId?: string | undefined }) => [
    snapshotAuthorization(region, SnapshotId, snapshots.get(SnapshotId)),
    ...keyAuthorization(region, snapshots.get(SnapshotId)),
  ];

  const ListSnapshotBlocks: Operation<client.ListSnapshotBlocksRequest, client.ListSnapshotBlocksResponse> = {
    authorization,
    handle: ({ SnapshotId, MaxResults, NextToken, StartingBlockIndex = 0 }) => {
      const { min, max } = LIMITS.blocksPerPage;
      if (MaxResults !== undefined && (MaxResults < min || MaxResults > max))
        throw invalid(`MaxResults must be between ${min} and ${max}.`, 'INVALID_PARAMETER_VALUE');
      if (NextToken !== undefined) throw invalid('The page token is not valid.', 'INVALID_PAGE_TOKEN');
      const { snapshotId, data, gigabytes } = find(SnapshotId);
      const isStored = data.fileSystem !== undefined && StartingBlockIndex === 0;
      return {
        Blocks: isStored ? [{ BlockIndex: 0, BlockToken: tokenOf(snapshotId, 0) }] : [],
        ExpiryTime: new Date(clock.now().getTime() + LIMITS.tokens.days * 86_400_000),
        VolumeSize: gigabytes,
        BlockSize: BLOCK_BYTES,
      };
    },
  };

  const GetSnapshotBlock: Operation<
    client.GetSnapshotBlockRequest,
    Omit<client.GetSnapshotBlockResponse, 'BlockData'> & { readonly BlockData: Uint8Array }
  > = {
    authorization,
    handle: ({ SnapshotId, BlockIndex = -1, BlockToken }) => {
      const { snapshotId, data } = find(SnapshotId);
      if (BlockToken !== tokenOf(snapshotId, BlockIndex))
        throw invalid('The block token is not valid.', 'INVALID_BLOCK_TOKEN');
      const block = firstBlock(data);
      if (!block || BlockIndex !== 0) throw invalid('The block is not valid.', 'INVALID_BLOCK');
      return {
        DataLength: block.length,
        BlockData: block,
        Checksum: createHash('sha256').update(block).digest('base64'),
        ChecksumAlgorithm: 'SHA256' as const,
      };
    },
  };

  return { ListSnapshotBlocks, GetSnapshotBlock };
};

/** The EBS direct APIs of one region. https://docs.aws.amazon.com/ebs/latest/userguide/ebs-accessing-snapshot.html */
export const ebs = {
  api: { client, protocol: 'rest-json' },
  deniedCode: 'AccessDeniedException',
  buckets: BUCKETS,
  create: ({
    clock,
    region,
    peers,
  }: RegionContext & { readonly peers: { readonly ec2: { readonly snapshots: Snapshots } } }) => ({
    service: readOperations(clock, region, peers.ec2.snapshots) satisfies Service,
  }),
} as const;
