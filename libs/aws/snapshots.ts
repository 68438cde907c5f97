import { DescribeSnapshotsCommand, type EC2Client, type Filter, type Snapshot } from '@aws-sdk/client-ec2';

import { paginate } from './pagination.ts';

/** Snapshots of the own account in one region. Throws the SDK's errors. */
export interface Snapshots {
  /** All snapshots that match every filter, in any state. A page has a thousand. */
  readonly describeSnapshots: (filters: Filter[]) => Promise<readonly Snapshot[]>;
}

export const createSnapshots = (client: EC2Client): Snapshots => ({
  describeSnapshots: async (Filters) => {
    const pages = await paginate(
      (NextToken: string | undefined) =>
        client.send(new DescribeSnapshotsCommand({ OwnerIds: ['self'], Filters, MaxResults: 1000, NextToken })),
      ({ NextToken }) => NextToken,
    );
    return pages.flatMap(({ Snapshots = [] }) => Snapshots);
  },
});
