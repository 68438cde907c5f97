import type { Bucket } from '../quotas.ts';

const EBS = 'https://docs.aws.amazon.com/ebs/latest/userguide';

/** The size of every block. */
export const BLOCK_BYTES = 512 * 1024;

/** Blocks of one page, and how long their tokens are valid. */
export const LIMITS = {
  blocksPerPage: { min: 100, max: 10_000, page: `${EBS}/readsnapshots.html` },
  tokens: { days: 7, page: `${EBS}/readsnapshots.html` },
} as const;

const throttling = {
  error: ['RequestThrottledException', 'Rate exceeded', 400],
  page: `${EBS}/ebs-resource-quotas.html`,
} as const;

export const BUCKETS: readonly Bucket[] = [
  { operations: /^ListSnapshotBlocks$/, tokens: 50, perSecond: 50, ...throttling },
  { operations: /^GetSnapshotBlock$/, tokens: 1000, perSecond: 1000, ...throttling },
];
