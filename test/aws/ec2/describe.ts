import type * as sdk from '@aws-sdk/client-ec2';

import { AwsError } from '../operation.ts';
import type { ElasticIp } from './addresses.ts';
import type { Ec2Instance } from './instances.ts';
import { LIMITS } from './quotas.ts';
import { subnetIn } from './subnets.ts';
import type { Volume } from './volumes.ts';

const tagsOf = (tags: ReadonlyMap<string, string>): sdk.Tag[] => [...tags].map(([Key, Value]) => ({ Key, Value }));

/** The id of a network interface of an instance, by its device index. */
export const interfaceIdOf = (instanceId: string, deviceIndex = 0): string =>
  `eni-${deviceIndex}${instanceId.slice(2)}`;

/** The network interfaces of an instance, in no order that means anything: here the primary one is the last. */
const toSdkInterfaces = ({ instanceId, ipv6, secondInterface }: Ec2Instance): sdk.InstanceNetworkInterface[] =>
  (secondInterface ? [1, 0] : [0]).map((deviceIndex) => ({
    NetworkInterfaceId: interfaceIdOf(instanceId, deviceIndex),
    Attachment: { DeviceIndex: deviceIndex, NetworkCardIndex: 0, Status: 'attached' as const },
    Ipv6Addresses: ipv6 === undefined ? [] : [{ Ipv6Address: deviceIndex === 0 ? ipv6 : `${ipv6}:1` }],
  }));

/** An instance as EC2 describes it, with the volumes attached to it. */
export const toSdkInstance = (instance: Ec2Instance, attached: readonly Volume[]): sdk.Instance => ({
  InstanceId: instance.instanceId,
  InstanceType: 't3a.micro',
  LaunchTime: instance.launchTime,
  Placement: { AvailabilityZone: instance.zone },
  SubnetId: subnetIn(instance.zone),
  PrivateIpAddress: instance.privateIp,
  ...(instance.ip !== undefined && { PublicIpAddress: instance.ip }),
  ...(instance.ipv6 !== undefined && { Ipv6Address: instance.ipv6 }),
  NetworkInterfaces: toSdkInterfaces(instance),
  State: { Name: instance.state },
  StateTransitionReason: instance.reason ?? '',
  Tags: tagsOf(instance.tags),
  BlockDeviceMappings: attached.map(({ volumeId, attachment }) => ({
    DeviceName: attachment?.device,
    Ebs: { VolumeId: volumeId, AttachTime: attachment?.attachTime },
  })),
  ...(instance.spot && { InstanceLifecycle: 'spot' as const }),
});

/** The attachment of a volume as EC2 describes it: a list of one or none. */
export const toSdkAttachments = ({ volumeId, attachment }: Volume): sdk.VolumeAttachment[] =>
  attachment
    ? [
        {
          VolumeId: volumeId,
          InstanceId: attachment.instanceId,
          Device: attachment.device,
          State: attachment.state,
          AttachTime: attachment.attachTime,
          DeleteOnTermination: false,
        },
      ]
    : [];

/** A volume as EC2 describes it. */
export const toSdkVolume = (volume: Volume): sdk.Volume => ({
  VolumeId: volume.volumeId,
  AvailabilityZone: volume.zone,
  State: volume.state,
  CreateTime: volume.createdAt,
  Size: 32,
  VolumeType: 'gp3',
  Tags: tagsOf(volume.tags),
  Attachments: toSdkAttachments(volume),
});

/** The id of an address's association with an instance. */
export const associationIdOf = ({ allocationId }: ElasticIp): string => `eipassoc-${allocationId.slice(9)}`;

/** An Elastic IP address as EC2 describes it. */
export const toSdkAddress = (address: ElasticIp): sdk.Address => ({
  AllocationId: address.allocationId,
  PublicIp: address.ip,
  Domain: 'vpc',
  Tags: tagsOf(address.tags),
  ...(address.instanceId !== undefined && {
    InstanceId: address.instanceId,
    AssociationId: associationIdOf(address),
  }),
});

/** The values of a resource by the names of filters; tags apart. */
type FilterValues = Readonly<Record<string, readonly (string | undefined)[]>>;

/**
 * A test of resources: each matches all filters, and a filter any of its values. Throws for a filter that is not simulated.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html
 */
export const matches =
  (filters: readonly sdk.Filter[] = []) =>
  (tags: ReadonlyMap<string, string>, filterValues: FilterValues): boolean =>
    filters.every(({ Name = '', Values = [] }) => {
      if (Values.length > LIMITS.filterValues.max)
        throw new AwsError(
          'FilterLimitExceeded',
          `The maximum number of filter values specified on a single call is ${LIMITS.filterValues.max}`,
        );
      if (Name === 'tag-key') return Values.some((key) => tags.has(key));
      const candidates = Name.startsWith('tag:') ? [tags.get(Name.slice('tag:'.length))] : filterValues[Name];
      if (!candidates) throw new AwsError('InvalidParameterValue', `The filter '${Name}' is invalid`);
      return candidates.some((value) => value !== undefined && Values.includes(value));
    });

/** One page of `all`; the token is the position at which the next page begins. Throws for a page size out of `limit`. */
export const paginate = <T>(
  all: readonly T[],
  { MaxResults, NextToken }: { readonly MaxResults?: number | undefined; readonly NextToken?: string | undefined },
  { min, max }: { readonly min: number; readonly max: number },
): { readonly items: readonly T[]; readonly NextToken?: string } => {
  if (MaxResults !== undefined && (MaxResults < min || MaxResults > max))
    throw new AwsError('InvalidParameterValue', `Value ( ${MaxResults} ) for parameter maxResults is invalid.`);
  const begin = Number(NextToken ?? 0);
  const end = begin + (MaxResults ?? all.length);
  return { items: all.slice(begin, end), ...(end < all.length && { NextToken: `${end}` }) };
};
