import type * as sdk from '@aws-sdk/client-ec2';

import type { Clock } from '../clock.ts';
import { drawId } from '../ids.ts';
import { ACCOUNT, AwsError, type Operation } from '../operation.ts';
import { toSdkInstance, toSdkVolume } from './describe.ts';
import { matches } from './filters.ts';
import type { Lookup } from './lookup.ts';
import { TIMES } from './quotas.ts';
import type { Ec2State } from './state.ts';
import { subnetsOf, vpcIdOf } from './subnets.ts';
import { tagsFor } from './tag-specifications.ts';

/** The operations by which an owner sets up a host by hand: subnets, volumes and instances. */
export const setupOperations = (clock: Clock, { region, instances, volumes }: Ec2State, lookup: Lookup) => {
  const subnets = subnetsOf(region);
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
          .filter(({ subnetId, zone }) =>
            isMatch(new Map(), {
              'default-for-az': ['true'],
              'availability-zone': [zone],
              'subnet-id': [subnetId],
              'vpc-id': [vpcIdOf(region)],
            }),
          )
          .map(({ subnetId, zone }) => ({
            SubnetId: subnetId,
            AvailabilityZone: zone,
            VpcId: vpcIdOf(region),
            DefaultForAz: true,
            MapPublicIpOnLaunch: true,
            State: 'available' as const,
          })),
      };
    },
  };

  const CreateVolume: Operation<sdk.CreateVolumeRequest, sdk.Volume> = {
    handle: ({ AvailabilityZone = '', TagSpecifications }) => {
      checkZone(AvailabilityZone);
      const volume = volumes.create(AvailabilityZone, tagsFor('volume', TagSpecifications));
      volume.state = 'creating';
      clock.after(clock.drawMilliseconds(TIMES.createVolume.seconds), () => (volume.state = 'available'));
      return toSdkVolume(volume);
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

  return { DescribeSubnets, CreateVolume, RunInstances };
};
