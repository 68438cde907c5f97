import type { Activity, LifecycleHook } from '@aws-sdk/client-auto-scaling';
import type * as ec2 from '@aws-sdk/client-ec2';
import type * as ecs from '@aws-sdk/client-ecs';
import type { CommandInvocation } from '@aws-sdk/client-ssm';
import type { Change, ResourceRecordSet } from '@aws-sdk/client-route-53';

import type { Hook } from '../../aws/lifecycle-hooks.ts';
import {
  type ElasticIp,
  type Attachment,
  type ContainerInstance,
  type UnmountRequest,
  type Ec2Instance,
  type GroupActivity,
  type NameRecord,
  RECORD_TYPES,
  type RecordChange,
  type Volume,
} from '../model.ts';
import { normalName } from '../../hosts/record-names.ts';
import { tagOf } from '../../hosts/resource-tags.ts';

/** When EC2 began to shut an instance down, from the time in its reason: `User initiated (2026-11-14 12:00:00 GMT)`. */
const endedAt = (reason = ''): Date | undefined => {
  const [, day, time] = /\((\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) (?:GMT|UTC)\)/.exec(reason) ?? [];
  return day === undefined ? undefined : new Date(`${day}T${time}Z`);
};

/**
 * The primary network interface. EC2 lists the interfaces of an instance in any order, and an instance type with several
 * network cards has a device index 0 on each.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceNetworkInterfaceAttachment.html
 */
const isPrimaryInterface = ({ Attachment }: ec2.InstanceNetworkInterface): boolean =>
  Attachment?.DeviceIndex === 0 && (Attachment.NetworkCardIndex ?? 0) === 0;

/** The network interface of an instance that has several, and the IPv6 address of its primary one. */
const networkOf = ({
  NetworkInterfaces = [],
  Ipv6Address,
}: ec2.Instance): Pick<Ec2Instance, 'interfaceId' | 'ipv6'> => {
  const primary = NetworkInterfaces.find(isPrimaryInterface);
  const addresses = primary ? (primary.Ipv6Addresses ?? []) : [{ Ipv6Address }];
  const ipv6 = addresses.find((address: ec2.InstanceIpv6Address) => address.IsPrimaryIpv6) ?? addresses[0];
  return {
    ...(NetworkInterfaces.length > 1 && primary?.NetworkInterfaceId && { interfaceId: primary.NetworkInterfaceId }),
    ...(ipv6?.Ipv6Address && { ipv6: ipv6.Ipv6Address }),
  };
};

export const toEc2Instance = (instance: ec2.Instance): Ec2Instance => {
  const group = tagOf(instance, 'aws:autoscaling:groupName');
  const ended = endedAt(instance.StateTransitionReason);
  return {
    instanceId: instance.InstanceId ?? '',
    state: instance.State?.Name ?? 'unknown',
    launchTime: instance.LaunchTime ?? new Date(0),
    ...(group !== undefined && { group }),
    // EC2 returns an empty text for an address that was released.
    ...(instance.PublicIpAddress && { ip: instance.PublicIpAddress }),
    ...networkOf(instance),
    spot: instance.InstanceLifecycle === 'spot',
    ...(ended && { endedAt: ended }),
  };
};

export const toAttachment = (attachment: ec2.VolumeAttachment): Attachment => ({
  instanceId: attachment.InstanceId ?? '',
  state: attachment.State ?? 'unknown',
  attachTime: attachment.AttachTime ?? new Date(0),
});

export const toVolume = (volume: ec2.Volume): Volume => ({
  volumeId: volume.VolumeId ?? '',
  zone: volume.AvailabilityZone ?? 'unknown',
  state: volume.State ?? 'unknown',
  attachments: (volume.Attachments ?? []).filter(({ State }) => State !== 'detached').map(toAttachment),
});

export const toElasticIp = ({ AllocationId = '', PublicIp = '', InstanceId = '' }: ec2.Address): ElasticIp => ({
  allocationId: AllocationId,
  ip: PublicIp,
  ...(InstanceId !== '' && { instanceId: InstanceId }),
});

/** Maps a record set of one of the RECORD_TYPES; others say nothing about where a name leads. */
export const toRecords = (set: ResourceRecordSet): readonly NameRecord[] => {
  const { Name = '', Type, TTL = 0, ResourceRecords = [], AliasTarget, SetIdentifier } = set;
  const type = RECORD_TYPES.find((recordType) => recordType === Type);
  if (!type) return [];
  const specials = [
    AliasTarget && 'an alias',
    SetIdentifier !== undefined && 'part of a routing policy',
    type === 'CNAME' && 'a CNAME',
  ];
  const special = specials.find((description) => typeof description === 'string');
  return [
    {
      name: normalName(Name),
      type,
      ttlSeconds: TTL,
      values: ResourceRecords.flatMap(({ Value }) => Value ?? []),
      ...(special !== undefined && { special }),
    },
  ];
};

const toRecordSet = ({ name, type, ttlSeconds, values }: NameRecord): ResourceRecordSet => ({
  Name: name,
  Type: type,
  TTL: ttlSeconds,
  ResourceRecords: values.map((Value) => ({ Value })),
});

/**
 * A change as Route 53 makes it. It deletes a record only with its exact values, and creates one only where there is none:
 * so a record that somebody has changed since it was read is not overwritten, which an UPSERT would do.
 */
export const fromRecordChange = ({ before, after }: RecordChange): readonly Change[] => [
  ...(before ? [{ Action: 'DELETE', ResourceRecordSet: toRecordSet(before) } as const] : []),
  ...(after ? [{ Action: 'CREATE', ResourceRecordSet: toRecordSet(after) } as const] : []),
];

export const toHook = (hook: LifecycleHook): Hook => ({
  name: hook.LifecycleHookName ?? '',
  transition: hook.LifecycleTransition ?? '',
  heartbeatSeconds: hook.HeartbeatTimeout ?? 0,
  defaultResult: hook.DefaultResult ?? '',
  ...(hook.NotificationMetadata !== undefined && { metadata: hook.NotificationMetadata }),
});

/** https://docs.aws.amazon.com/cli/latest/reference/autoscaling/describe-scaling-activities.html */
const WANTED = /At (\d{4}-\d\d-\d\dT[\d:.]+Z) [^.]*changing the desired capacity from 0 to [1-9]/;

export const toActivity = ({
  Description = '',
  Cause = '',
  StatusCode = 'InProgress',
  StatusMessage = '',
  StartTime = new Date(0),
  EndTime,
}: Activity): GroupActivity => {
  const [, wantedSince] = WANTED.exec(Cause) ?? [];
  return {
    isLaunch: Description.startsWith('Launching'),
    status: StatusCode,
    ...(StatusMessage.trim() !== '' && { message: StatusMessage.trim() }),
    startedAt: StartTime,
    ...(EndTime && { endedAt: EndTime }),
    ...(wantedSince !== undefined && { wantedSince: new Date(wantedSince) }),
  };
};

export const toContainerInstance = (instance: ecs.ContainerInstance): ContainerInstance => ({
  arn: instance.containerInstanceArn ?? '',
  status: instance.status ?? 'unknown',
  runningTasks: instance.runningTasksCount ?? 0,
});

export const toUnmountRequest = ({
  Status,
  RequestedDateTime,
}: Pick<CommandInvocation, 'Status' | 'RequestedDateTime'>): UnmountRequest => ({
  status: Status ?? 'unknown',
  requestedAt: RequestedDateTime ?? new Date(0),
});
