import type * as sdk from '@aws-sdk/client-ec2';

import { AwsError, type Operation } from '../operation.ts';
import { matches } from './filters.ts';
import type { Ec2State } from './state.ts';

/** The operations by which an owner sets up a host by hand: subnets. */
export const setupOperations = ({ subnets: { all } }: Ec2State) => {
  const subnets = all();
  const DescribeSubnets: Operation<sdk.DescribeSubnetsRequest, sdk.DescribeSubnetsResult> = {
    handle: ({ Filters, SubnetIds }) => {
      const isMatch = matches(Filters);
      const unknown = SubnetIds?.find((id) => !subnets.some(({ subnetId }) => subnetId === id));
      if (unknown !== undefined)
        throw new AwsError('InvalidSubnetID.NotFound', `The subnet ID '${unknown}' does not exist`);
      return {
        Subnets: subnets
          .filter(({ subnetId }) => SubnetIds?.includes(subnetId) ?? true)
          .filter(({ subnetId, zone, vpcId, isDefault }) =>
            isMatch(new Map(), {
              'default-for-az': [`${isDefault}`],
              'availability-zone': [zone],
              'subnet-id': [subnetId],
              'vpc-id': [vpcId],
            }),
          )
          .map(({ subnetId, zone, vpcId, isDefault }) => ({
            SubnetId: subnetId,
            AvailabilityZone: zone,
            VpcId: vpcId,
            DefaultForAz: isDefault,
            MapPublicIpOnLaunch: true,
            State: 'available' as const,
          })),
      };
    },
  };

  return { DescribeSubnets };
};
