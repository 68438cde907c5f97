import {
  type Address,
  AssociateAddressCommand,
  AttachVolumeCommand,
  DescribeAddressesCommand,
  DescribeInstancesCommand,
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
import { paginate, chunk } from './pagination.ts';

/** What hostkeeper asks of EC2 in one region; every verb is safe to repeat and throws what AWS says otherwise. */
export interface Ec2 {
  /** All instances for which the filter `name` has one of these values. */
  readonly describeInstances: (name: string, values: readonly string[]) => Promise<readonly Instance[]>;
  /** The instances that run and for which AWS has scheduled an event with one of these codes. */
  readonly describeInstanceStatus: (codes: readonly string[]) => Promise<readonly InstanceStatus[]>;
  /** All volumes, over all zones and states, that match every filter and for which `name` has one of these values. */
  readonly describeVolumes: (filters: Filter[], name: string, values: readonly string[]) => Promise<readonly Volume[]>;
  /** All Elastic IP addresses that match every filter; AWS answers in one page. */
  readonly describeAddresses: (filters: Filter[]) => Promise<readonly Address[]>;
  /** Begins to attach; `undefined` when the volume is in use, here or elsewhere: the next look tells. */
  readonly attachVolume: (
    volumeId: string,
    instanceId: string,
    device: string,
  ) => Promise<VolumeAttachment | undefined>;
  /** Begins to detach; `undefined` when it is detached already. `force` does not wait for the instance to agree. */
  readonly detachVolume: (
    volumeId: string,
    instanceId: string,
    force: boolean,
  ) => Promise<VolumeAttachment | undefined>;
  /** Moves an Elastic IP address to an instance, from wherever it was. */
  readonly associateAddress: (allocationId: string, instanceId: string) => Promise<void>;
}

/** How many values a filter takes. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html */
const MAX_FILTER_VALUES = 200;

export const createEc2 = (client: EC2Client): Ec2 => ({
  describeInstances: async (Name, values) => {
    const answers = await Promise.all(
      chunk(values, MAX_FILTER_VALUES).map((piece) =>
        paginate(
          (NextToken: string | undefined) =>
            client.send(
              new DescribeInstancesCommand({ Filters: [{ Name, Values: [...piece] }], MaxResults: 1000, NextToken }),
            ),
          ({ NextToken }) => NextToken,
        ),
      ),
    );
    return answers.flat().flatMap(({ Reservations = [] }) => Reservations.flatMap(({ Instances = [] }) => Instances));
  },
  describeInstanceStatus: async (codes) => {
    const answers = await paginate(
      (NextToken: string | undefined) =>
        client.send(
          new DescribeInstanceStatusCommand({
            Filters: [{ Name: 'event.code', Values: [...codes] }],
            MaxResults: 1000,
            NextToken,
          }),
        ),
      ({ NextToken }) => NextToken,
    );
    return answers.flatMap(({ InstanceStatuses = [] }) => InstanceStatuses);
  },
  describeVolumes: async (filters, Name, values) => {
    const answers = await Promise.all(
      chunk(values, MAX_FILTER_VALUES).map((piece) =>
        paginate(
          (NextToken: string | undefined) =>
            client.send(
              new DescribeVolumesCommand({
                Filters: [...filters, { Name, Values: [...piece] }],
                MaxResults: 500,
                NextToken,
              }),
            ),
          ({ NextToken }) => NextToken,
        ),
      ),
    );
    return answers.flat().flatMap(({ Volumes = [] }) => Volumes);
  },
  describeAddresses: async (Filters) => {
    const { Addresses = [] } = await client.send(new DescribeAddressesCommand({ Filters }));
    return Addresses;
  },
  attachVolume: (VolumeId, InstanceId, Device) =>
    ignoreErrors([{ code: 'VolumeInUse' }], () =>
      client.send(new AttachVolumeCommand({ VolumeId, InstanceId, Device })),
    ),
  detachVolume: (VolumeId, InstanceId, Force) =>
    ignoreErrors(ALREADY_DETACHED, () => client.send(new DetachVolumeCommand({ VolumeId, InstanceId, Force }))),
  associateAddress: async (AllocationId, InstanceId) => {
    await client.send(new AssociateAddressCommand({ AllocationId, InstanceId, AllowReassociation: true }));
  },
});

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html */
const ALREADY_DETACHED: readonly ErrorMatch[] = [
  { code: 'InvalidAttachment.NotFound' },
  { code: 'IncorrectState', message: /is in the 'available' state/ },
];
