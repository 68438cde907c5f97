import * as z from 'zod/mini';

/** The id of a snapshot, from its ARN: `arn:aws:ec2::us-east-1:snapshot/snap-0a`. */
const snapshotId = z.pipe(
  z.string(),
  z.transform((arn) => arn.split('/').at(-1) ?? ''),
);

/**
 * "EBS Snapshot Notification" at the end of one snapshot, or of several that were taken together. Whether it succeeded is
 * read from the snapshot itself. https://docs.aws.amazon.com/ebs/latest/userguide/ebs-cloud-watch-events.html#snapshot-events
 */
export const schema = z.pipe(
  z.object({
    source: z.literal('aws.ec2'),
    'detail-type': z.literal('EBS Snapshot Notification'),
    detail: z.object({
      event: z.enum(['createSnapshot', 'createSnapshots']),
      snapshot_id: z.optional(snapshotId),
      snapshots: z.optional(z.array(z.object({ snapshot_id: snapshotId }))),
    }),
  }),
  z.transform(({ detail: { snapshot_id: one, snapshots = [] } }) => ({
    snapshotIds: [...(one === undefined ? [] : [one]), ...snapshots.map((each) => each.snapshot_id)],
  })),
);
