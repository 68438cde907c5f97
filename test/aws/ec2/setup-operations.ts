import type * as sdk from '@aws-sdk/client-ec2';

import type { Clock } from '../clock.ts';
import { drawId } from '../ids.ts';
import { ACCOUNT, AwsError, type Operation } from '../operation.ts';
import { toSdkInstance } from './describe.ts';
import { matches } from './filters.ts';
import type { Lookup } from './lookup.ts';
import type { Ec2State } from './state.ts';
import { tagsFor } from './tag-specifications.ts';

/** The operations by which an owner sets up a host by hand: subnets and instances. */
export const setupOperations = (clock: Clock, { region, instances, subnets: { all } }: Ec2State, lookup: Lookup) => {
  const subnets = all();
  const checkZone = (zone: string): void => {
    if (!subnets.some((subnet) => subnet.zone === zone))
      throw new AwsError('InvalidZone.NotFound', `The zone '${zone}' does not exist.`);
  };

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

  /** Runs one instance, which no group manages. */
  const RunInstances: Operation<sdk.RunInstancesRequest, sdk.Reservation> = {
    handle: ({ SubnetId, Placement, MinCount = 1, TagSpecifications, IamInstanceProfile }) => {
      if (MinCount !== 1) throw new AwsError('InstanceLimitExceeded', 'The simulator runs one instance at a time.');
      const subnet = subnets.find(({ subnetId }) => subnetId === SubnetId);
      if (SubnetId !== undefined && !subnet)
        throw new AwsError('InvalidSubnetID.NotFound', `The subnet ID '${SubnetId}' does not exist`);
      const zone = subnet?.zone ?? Placement?.AvailabilityZone ?? `${region}a`;
      checkZone(zone);
      const instanceId = `i-${drawId(clock)}`;
      const instance = instances.launch({ instanceId, zone, tags: tagsFor('instance', TagSpecifications) });
      if (IamInstanceProfile?.Name !== undefined) instance.profile = IamInstanceProfile.Name;
      return {
        ReservationId: `r-${instanceId.slice(2)}`,
        OwnerId: ACCOUNT,
        Instances: [toSdkInstance(lookup.findInstance(instanceId), [])],
      };
    },
  };

  return { DescribeSubnets, RunInstances };
};
