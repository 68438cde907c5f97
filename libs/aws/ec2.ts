import {
  type Address,
  AssociateAddressCommand,
  AttachVolumeCommand,
  DescribeAddressesCommand,
  DescribeInstanceStatusCommand,
  DescribeVolumesCommand,
  DetachVolumeCommand,
  type EC2Client,
  type Filter,
  type Instance,
  type InstanceStatus,
  type Volume,
  type VolumeAttachment,
} from '@aws-sdk/client-ec2';

import { type ErrorMatch, ignoreErrors } from './errors.ts';
import { listInstances } from './instances.ts';
import { chunk, MAX_FILTER_VALUES, paginate } from './pagination.ts';

/** EC2 in one region. Every call is safe to repeat; throws the SDK's errors. */
export interface Ec2 {
  /** All instances that the filter `name` matches with one of these values. */
  readonly describeInstances: (name: string, values: readonly string[]) => Promise<readonly Instance[]>;
  /** All running instances, with their scheduled events of any code: EC2's filter takes only codes that are known. */
  readonly describeInstanceStatus: () => Promise<readonly InstanceStatus[]>;
  /** All volumes, in any zone and state, that match every filter, and the filter `name` with one of these values. */
  readonly describeVolumes: (filters: Filter[], name: string, values: readonly string[]) => Promise<readonly Volume[]>;
  /** All Elastic IP addresses that match every filter; AWS returns one page. */
  readonly describeAddresses: (filters: Filter[]) => Promise<readonly Address[]>;
  /** Begins to attach. `undefined` when the volume, or the device name, is in use: the next observation shows it. */
  readonly attachVolume: (
    volumeId: string,
    instanceId: string,
    device: string,
  ) => Promise<VolumeAttachment | undefined>;
  /** Begins to detach. `undefined` when it is already detached. `force` does not wait for the instance's operating system. */
  readonly detachVolume: (
    volumeId: string,
    instanceId: string,
    force: boolean,
  ) => Promise<VolumeAttachment | undefined>;
  /** Associates an Elastic IP address, whatever it was associated with. */
  readonly associateAddress: (allocationId: string, to: AddressTarget) => Promise<void>;
}

/**
 * What an address is associated with: an instance, or the network interface of one that has several, which AWS then does
 * not choose among. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateAddress.html
 */
type AddressTarget = { readonly instanceId: string } | { readonly interfaceId: string };

export const createEc2 = (client: EC2Client): Ec2 => ({
  describeInstances: async (Name, values) => {
    const lists = await Promise.all(
      chunk(values, MAX_FILTER_VALUES).map((some) => listInstances(client, [{ Name, Values: [...some] }])),
    );
    return lists.flat();
  },
  describeInstanceStatus: async () => {
    const pages = await paginate(
      (NextToken: string | undefined) =>
        client.send(new DescribeInstanceStatusCommand({ MaxResults: 1000, NextToken })),
      ({ NextToken }) => NextToken,
    );
    return pages.flatMap(({ InstanceStatuses = [] }) => InstanceStatuses);
  },
  describeVolumes: async (filters, Name, values) => {
    const pages = await Promise.all(
      chunk(values, MAX_FILTER_VALUES).map((chunkValues) =>
        paginate(
          (NextToken: string | undefined) =>
            client.send(
              new DescribeVolumesCommand({
                Filters: [...filters, { Name, Values: [...chunkValues] }],
                MaxResults: 500,
                NextToken,
              }),
            ),
          ({ NextToken }) => NextToken,
        ),
      ),
    );
    return pages.flat().flatMap(({ Volumes = [] }) => Volumes);
  },
  describeAddresses: async (Filters) => {
    const { Addresses = [] } = await client.send(new DescribeAddressesCommand({ Filters }));
    return Addresses;
  },
  attachVolume: (VolumeId, InstanceId, Device) =>
    ignoreErrors([{ code: 'VolumeInUse' }, DEVICE_IN_USE], () =>
      client.send(new AttachVolumeCommand({ VolumeId, InstanceId, Device })),
    ),
  detachVolume: (VolumeId, InstanceId, Force) =>
    ignoreErrors(ALREADY_DETACHED, () => client.send(new DetachVolumeCommand({ VolumeId, InstanceId, Force }))),
  associateAddress: async (AllocationId, to) => {
    const target = 'interfaceId' in to ? { NetworkInterfaceId: to.interfaceId } : { InstanceId: to.instanceId };
    await client.send(new AssociateAddressCommand({ AllocationId, ...target, AllowReassociation: true }));
  },
});

/** A disk of the AMI or of the launch template has the device name. */
const DEVICE_IN_USE: ErrorMatch = { code: 'InvalidParameterValue', message: /already in use/i };

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html */
const ALREADY_DETACHED: readonly ErrorMatch[] = [
  { code: 'InvalidAttachment.NotFound' },
  { code: 'IncorrectState', message: /is in the 'available' state/ },
];
