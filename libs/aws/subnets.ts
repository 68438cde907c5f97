import { DescribeSubnetsCommand, type EC2Client, type Subnet } from '@aws-sdk/client-ec2';

import { paginate } from './pagination.ts';

/** Subnets in one region. Throws the SDK's errors. */
export interface Subnets {
  /** Those with these ids; one that does not exist is left out. */
  readonly describeSubnets: (ids: readonly string[]) => Promise<readonly Subnet[]>;
}

export const createSubnets = (client: EC2Client): Subnets => ({
  describeSubnets: async (ids) => {
    if (ids.length === 0) return [];
    const pages = await paginate(
      (NextToken: string | undefined) =>
        // A filter: among `SubnetIds` an unknown one fails the call.
        client.send(new DescribeSubnetsCommand({ Filters: [{ Name: 'subnet-id', Values: [...ids] }], NextToken })),
      ({ NextToken }) => NextToken,
    );
    return pages.flatMap(({ Subnets: found = [] }) => found);
  },
});
