import type * as sdk from '@aws-sdk/client-ec2';

import { AwsError, type Operation } from '../operation.ts';
import type { ElasticIp } from './addresses.ts';
import { associationIdOf, interfaceIdOf, toSdkAddress } from './describe.ts';
import { matches } from './filters.ts';
import type { Ec2Instance } from './instances.ts';
import { type Lookup, missingParameter } from './lookup.ts';
import type { Ec2State } from './state.ts';

/** Operations on Elastic IP addresses. */
export const addressOperations = ({ addresses, instances }: Ec2State, lookup: Lookup) => {
  const ownerOf = (interfaceId: string): Ec2Instance | undefined =>
    instances.all().find(({ instanceId }) => interfaceIdOf(instanceId) === interfaceId);

  const findAddress = ({ AllocationId, PublicIp }: sdk.AssociateAddressRequest): ElasticIp => {
    if (AllocationId === undefined && PublicIp === undefined) throw missingParameter('AllocationId or PublicIp');
    return PublicIp === undefined ? lookup.findAddress(AllocationId) : lookup.findPublicIp(PublicIp);
  };

  /** The instance that an address is to be associated with, which the caller names by itself or by its interface. */
  const findTarget = ({ InstanceId, NetworkInterfaceId }: sdk.AssociateAddressRequest): Ec2Instance => {
    if (InstanceId !== undefined && NetworkInterfaceId !== undefined)
      throw new AwsError('InvalidParameterCombination', 'You may specify an instance or an interface, but not both.');
    if (NetworkInterfaceId === undefined) {
      if (InstanceId === undefined) throw missingParameter('InstanceId or NetworkInterfaceId');
      const instance = lookup.findInstance(InstanceId);
      if (!instance.secondInterface) return instance;
      throw new AwsError(
        'InvalidInstanceID',
        `There are multiple interfaces attached to instance '${InstanceId}'. Please specify an interface ID for the operation instead.`,
      );
    }
    const owner = ownerOf(NetworkInterfaceId);
    if (owner) return owner;
    throw new AwsError(
      'InvalidNetworkInterfaceID.NotFound',
      `The networkInterface ID '${NetworkInterfaceId}' does not exist`,
    );
  };

  const DescribeAddresses: Operation<sdk.DescribeAddressesRequest, sdk.DescribeAddressesResult> = {
    handle: ({ Filters, AllocationIds = [], PublicIps = [] }) => {
      for (const allocationId of AllocationIds) lookup.findAddress(allocationId);
      for (const publicIp of PublicIps) lookup.findPublicIp(publicIp);
      const isMatch = matches(Filters);
      const selected = addresses
        .all()
        .filter(({ allocationId }) => AllocationIds.length === 0 || AllocationIds.includes(allocationId))
        .filter(({ ip }) => PublicIps.length === 0 || PublicIps.includes(ip))
        .map((address) => ({ address, described: toSdkAddress(address) }))
        .filter(({ address: { tags }, described }) =>
          isMatch(tags, {
            'allocation-id': [described.AllocationId],
            'association-id': [described.AssociationId],
            domain: [described.Domain],
            'instance-id': [described.InstanceId],
            'public-ip': [described.PublicIp],
          }),
        );
      return { Addresses: selected.map(({ described }) => described) };
    },
  };

  const AssociateAddress: Operation<sdk.AssociateAddressRequest, sdk.AssociateAddressResult> = {
    // All three, whichever of them the call names. https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
    authorization: ({ AllocationId, InstanceId, NetworkInterfaceId = interfaceIdOf(InstanceId ?? '') }) => [
      lookup.addressAuthorization(AllocationId),
      lookup.instanceAuthorization(InstanceId ?? ownerOf(NetworkInterfaceId)?.instanceId),
      lookup.interfaceAuthorization(NetworkInterfaceId),
    ],
    handle: (input) => {
      const { AllowReassociation = true } = input;
      const address = findAddress(input);
      const instance = findTarget(input);
      if (instance.state !== 'running' && instance.state !== 'pending')
        throw new AwsError('IncorrectInstanceState', `The instance '${instance.instanceId}' is not in a valid state`);
      if (address.instanceId !== undefined && address.instanceId !== instance.instanceId && !AllowReassociation)
        throw new AwsError('Resource.AlreadyAssociated', `resource ${address.allocationId} is already associated`);
      addresses.associate(address, instance);
      return { AssociationId: associationIdOf(address) };
    },
  };

  return { DescribeAddresses, AssociateAddress };
};
