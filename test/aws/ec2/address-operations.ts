import type * as sdk from '@aws-sdk/client-ec2';

import { AwsError, type Operation } from '../operation.ts';
import { associationIdOf, matches, toSdkAddress } from './describe.ts';
import type { Lookup } from './lookup.ts';
import type { Ec2State } from './state.ts';

/** Operations on Elastic IP addresses. */
export const addressOperations = ({ addresses }: Ec2State, lookup: Lookup) => {
  const DescribeAddresses: Operation<sdk.DescribeAddressesRequest, sdk.DescribeAddressesResult> = {
    handle: ({ Filters, AllocationIds }) => {
      for (const allocationId of AllocationIds ?? []) lookup.findAddress(allocationId);
      const isMatch = matches(Filters);
      const selected = addresses
        .all()
        .filter(({ allocationId }) => AllocationIds === undefined || AllocationIds.includes(allocationId))
        .filter(({ tags, allocationId, instanceId }) =>
          isMatch(tags, { 'allocation-id': [allocationId], 'instance-id': [instanceId] }),
        );
      return { Addresses: selected.map(toSdkAddress) };
    },
  };

  const AssociateAddress: Operation<sdk.AssociateAddressRequest, sdk.AssociateAddressResult> = {
    authorization: ({ AllocationId, InstanceId }) => [
      lookup.addressAuthorization(AllocationId),
      lookup.instanceAuthorization(InstanceId),
    ],
    handle: ({ AllocationId, InstanceId, AllowReassociation = true }) => {
      const address = lookup.findAddress(AllocationId);
      const instance = lookup.findInstance(InstanceId);
      if (instance.state !== 'running' && instance.state !== 'pending')
        throw new AwsError('IncorrectInstanceState', `The instance '${instance.instanceId}' is not in a valid state`);
      if (address.instanceId !== undefined && address.instanceId !== InstanceId && !AllowReassociation)
        throw new AwsError('Resource.AlreadyAssociated', `resource ${AllocationId} is already associated`);
      addresses.associate(address, instance);
      return { AssociationId: associationIdOf(address) };
    },
  };

  return { DescribeAddresses, AssociateAddress };
};
