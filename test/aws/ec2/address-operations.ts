import type * as sdk from '@aws-sdk/client-ec2';

import { AwsError, type Operation } from '../operation.ts';
import { associationIdOf, interfaceIdOf, matches, toSdkAddress } from './describe.ts';
import type { Ec2Instance } from './instances.ts';
import type { Lookup } from './lookup.ts';
import type { Ec2State } from './state.ts';

/** Operations on Elastic IP addresses. */
export const addressOperations = ({ addresses, instances }: Ec2State, lookup: Lookup) => {
  /** The instance that an address is to be associated with, which the caller names by itself or by its interface. */
  const findTarget = ({ InstanceId, NetworkInterfaceId }: sdk.AssociateAddressRequest): Ec2Instance => {
    if (InstanceId !== undefined && NetworkInterfaceId !== undefined)
      throw new AwsError('InvalidParameterCombination', 'You may specify an instance or an interface, but not both.');
    if (NetworkInterfaceId === undefined) {
      const instance = lookup.findInstance(InstanceId);
      if (!instance.secondInterface) return instance;
      throw new AwsError(
        'InvalidInstanceID',
        `There are multiple interfaces attached to instance '${InstanceId}'. Please specify an interface ID for the operation instead.`,
      );
    }
    const owner = instances.all().find(({ instanceId }) => interfaceIdOf(instanceId) === NetworkInterfaceId);
    if (owner) return owner;
    throw new AwsError(
      'InvalidNetworkInterfaceID.NotFound',
      `The networkInterface ID '${NetworkInterfaceId}' does not exist`,
    );
  };

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
    // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
    authorization: ({ AllocationId, InstanceId, NetworkInterfaceId }) => [
      lookup.addressAuthorization(AllocationId),
      NetworkInterfaceId === undefined
        ? lookup.instanceAuthorization(InstanceId)
        : lookup.interfaceAuthorization(NetworkInterfaceId),
    ],
    handle: (input) => {
      const { AllocationId, AllowReassociation = true } = input;
      const address = lookup.findAddress(AllocationId);
      const instance = findTarget(input);
      if (instance.state !== 'running' && instance.state !== 'pending')
        throw new AwsError('IncorrectInstanceState', `The instance '${instance.instanceId}' is not in a valid state`);
      if (address.instanceId !== undefined && address.instanceId !== instance.instanceId && !AllowReassociation)
        throw new AwsError('Resource.AlreadyAssociated', `resource ${AllocationId} is already associated`);
      addresses.associate(address, instance);
      return { AssociationId: associationIdOf(address) };
    },
  };

  return { DescribeAddresses, AssociateAddress };
};
