import type { EventContent } from './events.ts';
import type { Snapshot } from './snapshot.ts';

const text = (at: Date): string => `${at.toISOString().slice(0, 19)}Z`;

/**
 * The event at the end of a snapshot. Its ARNs have no account, and the region in the place of one.
 * https://docs.aws.amazon.com/ebs/latest/userguide/ebs-cloud-watch-events.html#snapshot-events
 */
export const snapshotEvent = (
  { snapshotId, state, problem = '', startedAt, endsAt }: Snapshot,
  { name, region, source }: { readonly name: string; readonly region: string; readonly source: string },
): EventContent => {
  const arn = `arn:aws:ec2::${region}:snapshot/${snapshotId}`;
  return {
    'detail-type': 'EBS Snapshot Notification',
    source: 'aws.ec2',
    resources: [arn],
    detail: {
      event: name,
      result: state === 'error' ? 'failed' : 'succeeded',
      cause: problem,
      'request-id': '',
      snapshot_id: arn,
      source: `arn:aws:ec2::${source}`,
      startTime: text(startedAt),
      endTime: text(endsAt),
    },
  };
};
