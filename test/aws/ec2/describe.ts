import type * as sdk from '@aws-sdk/client-ec2';

import { ACCOUNT } from '../operation.ts';
import type { ElasticIp } from './addresses.ts';
import type { Ec2Instance } from './instances.ts';
import type { Snapshot } from './snapshot.ts';
import { subnetIn } from './subnets.ts';
import type { Volume } from './volumes.ts';

/** Every instance is of this type. */
export const INSTANCE_TYPE = 't3a.micro';

const tagsOf = (tags: ReadonlyMap<string, string>): sdk.Tag[] => [...tags].map(([Key, Value]) => ({ Key, Value }));

/** The id of a network interface of an instance, by its device index. */
export const interfaceIdOf = (instanceId: string, deviceIndex = 0): string =>
  `eni-${deviceIndex}${instanceId.slice(2)}`;

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceState.html */
const STATE_CODES = { pending: 0, running: 16, 'shutting-down': 32, terminated: 48 } as const;

/** The state of an instance as EC2 describes it. */
export const toSdkState = (Name: Ec2Instance['state']): sdk.InstanceState => ({ Code: STATE_CODES[Name], Name });

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
  InstanceType: instance.type ?? INSTANCE_TYPE,
  Architecture: instance.type?.startsWith('t4g.') === true ? 'arm64' : 'x86_64',
  ...(instance.imageId !== undefined && { ImageId: instance.imageId }),
  LaunchTime: instance.launchTime,
  Placement: { AvailabilityZone: instance.zone },
  ...(instance.state !== 'terminated' && {
    SubnetId: subnetIn(instance.zone),
    PrivateIpAddress: instance.privateIp,
  }),
  ...(instance.ip !== undefined && { PublicIpAddress: instance.ip }),
  ...(instance.ipv6 !== undefined && { Ipv6Address: instance.ipv6 }),
  NetworkInterfaces: instance.state === 'terminated' ? [] : toSdkInterfaces(instance),
  State: toSdkState(instance.state),
  StateTransitionReason: instance.reason ?? '',
  ...(instance.stateReason !== undefined && {
    StateReason: { Code: instance.stateReason.split(':')[0], Message: instance.stateReason },
  }),
  Tags: tagsOf(instance.tags),
  BlockDeviceMappings: attached.map(({ volumeId, attachment }) => ({
    DeviceName: attachment?.device,
    Ebs: { VolumeId: volumeId, AttachTime: attachment?.attachTime },
  })),
  ...(instance.profile !== undefined && {
    IamInstanceProfile: { Arn: `arn:aws:iam::${ACCOUNT}:instance-profile/${instance.profile}` },
  }),
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
          DeleteOnTermination: attachment.deleteOnTermination ?? false,
        },
      ]
    : [];

/** A volume as EC2 describes it. */
export const toSdkVolume = (volume: Volume): sdk.Volume => ({
  VolumeId: volume.volumeId,
  AvailabilityZone: volume.zone,
  State: volume.state,
  CreateTime: volume.createdAt,
  Size: volume.gigabytes,
  VolumeType: volume.type,
  ...(volume.iops !== undefined && { Iops: volume.iops }),
  ...(volume.throughput !== undefined && { Throughput: volume.throughput }),
  SnapshotId: volume.snapshotId ?? '',
  ...(volume.sourceVolumeId !== undefined && { SourceVolumeId: volume.sourceVolumeId }),
  ...(volume.initializationRate !== undefined && { VolumeInitializationRate: volume.initializationRate }),
  Encrypted: volume.kmsKeyId !== undefined,
  ...(volume.kmsKeyId !== undefined && { KmsKeyId: volume.kmsKeyId }),
  Tags: tagsOf(volume.tags),
  Attachments: toSdkAttachments(volume),
});

/** How much of a snapshot is complete. */
export const progressOf = ({ state, startedAt, endsAt }: Snapshot, now: Date): string => {
  if (state !== 'pending') return '100%';
  const share = (now.getTime() - startedAt.getTime()) / (endsAt.getTime() - startedAt.getTime());
  return `${Math.min(99, Math.floor(100 * share))}%`;
};

/** A snapshot as EC2 describes it. */
export const toSdkSnapshot = (snapshot: Snapshot, now: Date): sdk.Snapshot => ({
  SnapshotId: snapshot.snapshotId,
  VolumeId: snapshot.volumeId,
  VolumeSize: snapshot.gigabytes,
  Description: snapshot.description,
  OwnerId: ACCOUNT,
  StartTime: snapshot.startedAt,
  State: snapshot.state,
  Progress: progressOf(snapshot, now),
  StorageTier: 'standard',
  Encrypted: snapshot.kmsKeyId !== undefined,
  ...(snapshot.kmsKeyId !== undefined && { KmsKeyId: snapshot.kmsKeyId }),
  ...(snapshot.state === 'completed' && { CompletionTime: snapshot.endsAt }),
  ...(snapshot.problem !== undefined && { StateMessage: snapshot.problem }),
  Tags: tagsOf(snapshot.tags),
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
