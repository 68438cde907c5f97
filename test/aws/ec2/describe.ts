import type * as sdk from '@aws-sdk/client-ec2';

import { AwsError } from '../operation.ts';
import type { Ec2Instance } from './instances.ts';
import type { Volume } from './volumes.ts';

/** An Elastic IP address. */
export interface ElasticIp {
  readonly allocationId: string;
  readonly ip: string;
  readonly tags: Map<string, string>;
  instanceId?: string;
}

const tagsOf = (tags: ReadonlyMap<string, string>): sdk.Tag[] => [...tags].map(([Key, Value]) => ({ Key, Value }));

export const toSdkInstance = (machine: Ec2Instance, attached: readonly Volume[]): sdk.Instance => ({
  InstanceId: machine.instanceId,
  InstanceType: 't3a.micro',
  LaunchTime: machine.launchTime,
  Placement: { AvailabilityZone: machine.zone },
  PrivateIpAddress: machine.privateIp,
  ...(machine.ip !== undefined && { PublicIpAddress: machine.ip }),
  ...(machine.ipv6 !== undefined && { Ipv6Address: machine.ipv6 }),
  State: { Name: machine.state },
  StateTransitionReason: machine.reason ?? '',
  Tags: tagsOf(machine.tags),
  BlockDeviceMappings: attached.map(({ volumeId, attachment }) => ({
    DeviceName: attachment?.device,
    Ebs: { VolumeId: volumeId, AttachTime: attachment?.attachTime },
  })),
  ...(machine.spot && { InstanceLifecycle: 'spot' as const }),
});

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

export const toSdkAddress = ({ allocationId, ip, instanceId, tags }: ElasticIp): sdk.Address => ({
  AllocationId: allocationId,
  PublicIp: ip,
  Domain: 'vpc',
  Tags: tagsOf(tags),
  ...(instanceId !== undefined && { InstanceId: instanceId, AssociationId: `eipassoc-${allocationId.slice(9)}` }),
});

/** What a filter may ask of a thing, besides its tags. */
type FilterValues = Readonly<Record<string, readonly (string | undefined)[]>>;

/** Filters are joined by AND, the values of one by OR. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html */
export const matches =
  (filters: readonly sdk.Filter[] = []) =>
  (tags: ReadonlyMap<string, string>, filterValues: FilterValues): boolean =>
    filters.every(({ Name = '', Values = [] }) => {
      if (Values.length > 200)
        throw new AwsError(
          'FilterLimitExceeded',
          'The maximum number of filter values specified on a single call is 200',
        );
      if (Name === 'tag-key') return Values.some((key) => tags.has(key));
      const candidates = Name.startsWith('tag:') ? [tags.get(Name.slice('tag:'.length))] : filterValues[Name];
      if (!candidates) throw new AwsError('InvalidParameterValue', `The filter '${Name}' is invalid`);
      return candidates.some((value) => value !== undefined && Values.includes(value));
    });

/** One page of what is described; a token is the place at which the next one begins. */
export const paginate = <T>(
  all: readonly T[],
  { MaxResults, NextToken }: { readonly MaxResults?: number | undefined; readonly NextToken?: string | undefined },
  maxPageSize: number,
): { readonly items: readonly T[]; readonly NextToken?: string } => {
  if (MaxResults !== undefined && (MaxResults < 5 || MaxResults > maxPageSize))
    throw new AwsError('InvalidParameterValue', `Value ( ${MaxResults} ) for parameter maxResults is invalid.`);
  const begin = Number(NextToken ?? 0);
  const end = begin + (MaxResults ?? all.length);
  return { items: all.slice(begin, end), ...(end < all.length && { NextToken: `${end}` }) };
};
