import type * as sdk from '@aws-sdk/client-ec2';

import type { Clock } from '../clock.ts';
import {
  type ElasticIp,
  toSdkAddress,
  toSdkAttachments,
  toSdkInstance,
  toSdkVolume,
  matches,
  paginate,
} from './describe.ts';
import { createTagsOperation } from './tags.ts';
import { createInstances, type Ec2Instance, type InstanceListeners } from './instances.ts';
import { createVolumes } from './volumes.ts';
import { drawId } from '../ids.ts';
import { type AuthorizationRequest, ACCOUNT, AwsError, type Operation, type Service } from '../operation.ts';

/** EC2 of one region: its instances and what runs on them, its volumes, its Elastic IP addresses. */
export const createEc2 = (deps: {
  readonly clock: Clock;
  readonly region: string;
  /** What else happens when a machine starts, and when it is gone. */
  readonly listeners?: Partial<InstanceListeners>;
}) => {
  const { clock, region, listeners = {} } = deps;
  const addresses = new Map<string, ElasticIp>();
  const volumes = createVolumes({ clock, instances: () => instances });
  const instances = createInstances({
    clock,
    listeners: {
      started: (machine) => listeners.started?.(machine),
      shutDown: (machine) => {
        if (machine.responsive) volumes.unmount(machine.instanceId);
        listeners.shutDown?.(machine);
      },
      terminated: (machine) => {
        volumes.detachTerminated(machine.instanceId);
        for (const address of addresses.values())
          if (address.instanceId === machine.instanceId) delete address.instanceId;
        listeners.terminated?.(machine);
      },
    },
  });

  const machine = (instanceId = ''): Ec2Instance => {
    const known = instances.get(instanceId);
    if (!known) throw new AwsError('InvalidInstanceID.NotFound', `The instance ID '${instanceId}' does not exist`);
    return known;
  };
  const address = (allocationId = ''): ElasticIp => {
    const known = addresses.get(allocationId);
    if (!known)
      throw new AwsError('InvalidAllocationID.NotFound', `The allocation ID '${allocationId}' does not exist`);
    return known;
  };

  /** What IAM is asked of a call on a thing: its ARN, and its tags. */
  const authorizationOf = (
    kind: string,
    id: string,
    tags: ReadonlyMap<string, string> = new Map(),
  ): AuthorizationRequest => ({
    resource: `arn:aws:ec2:${region}:${ACCOUNT}:${kind}/${id}`,
    context: Object.fromEntries(
      [...tags].flatMap(([key, value]) => [
        [`aws:ResourceTag/${key}`, value],
        [`ec2:ResourceTag/${key}`, value],
      ]),
    ),
  });
  const volumeAuthorization = (volumeId = ''): AuthorizationRequest =>
    authorizationOf('volume', volumeId, volumes.all().find((one) => one.volumeId === volumeId)?.tags);
  const instanceAuthorization = (instanceId = ''): AuthorizationRequest =>
    authorizationOf('instance', instanceId, instances.get(instanceId)?.tags);

  const DescribeInstances: Operation<sdk.DescribeInstancesRequest, sdk.DescribeInstancesResult> = {
    handle: ({ Filters, InstanceIds, MaxResults, NextToken }) => {
      for (const instanceId of InstanceIds ?? []) machine(instanceId);
      const chosen = matches(Filters);
      const found = instances
        .all()
        .filter(({ instanceId }) => InstanceIds === undefined || InstanceIds.includes(instanceId))
        .filter((one) => chosen(one.tags, { 'instance-id': [one.instanceId], 'instance-state-name': [one.state] }));
      const page = paginate(found, { MaxResults, NextToken }, 1000);
      return {
        Reservations: page.items.map((one) => ({
          ReservationId: `r-${one.instanceId.slice(2)}`,
          OwnerId: ACCOUNT,
          Instances: [
            toSdkInstance(
              one,
              volumes.all().filter(({ attachment }) => attachment?.instanceId === one.instanceId),
            ),
          ],
        })),
        NextToken: page.NextToken,
      };
    },
  };

  const DescribeInstanceStatus: Operation<sdk.DescribeInstanceStatusRequest, sdk.DescribeInstanceStatusResult> = {
    handle: ({ Filters, MaxResults, NextToken }) => {
      const chosen = matches(Filters);
      const found = instances
        .all()
        .filter(({ state }) => state === 'running')
        .filter((one) => chosen(one.tags, { 'event.code': [one.retiredAt && 'instance-retirement'] }));
      const page = paginate(found, { MaxResults, NextToken }, 1000);
      return {
        InstanceStatuses: page.items.map(({ instanceId, zone, retiredAt }) => ({
          InstanceId: instanceId,
          AvailabilityZone: zone,
          InstanceState: { Name: 'running' as const },
          Events: retiredAt
            ? [
                {
                  Code: 'instance-retirement' as const,
                  Description: 'The instance is running on degraded hardware',
                  NotBefore: retiredAt,
                },
              ]
            : [],
        })),
        NextToken: page.NextToken,
      };
    },
  };

  const DescribeVolumes: Operation<sdk.DescribeVolumesRequest, sdk.DescribeVolumesResult> = {
    handle: ({ Filters, VolumeIds, MaxResults, NextToken }) => {
      for (const volumeId of VolumeIds ?? []) volumes.find(volumeId);
      const chosen = matches(Filters);
      const found = volumes
        .all()
        .filter(({ volumeId }) => VolumeIds === undefined || VolumeIds.includes(volumeId))
        .filter((one) =>
          chosen(one.tags, {
            'volume-id': [one.volumeId],
            status: [one.state],
            'attachment.instance-id': [one.attachment?.instanceId],
            'attachment.status': [one.attachment?.state],
          }),
        );
      // Of volumes more may be asked for than are answered, and the AWS CLI does so.
      const cappedMaxResults = MaxResults === undefined ? undefined : Math.min(MaxResults, 500);
      const page = paginate(found, { MaxResults: cappedMaxResults, NextToken }, 500);
      return { Volumes: page.items.map(toSdkVolume), NextToken: page.NextToken };
    },
  };

  const DescribeAddresses: Operation<sdk.DescribeAddressesRequest, sdk.DescribeAddressesResult> = {
    handle: ({ Filters, AllocationIds }) => {
      for (const allocationId of AllocationIds ?? []) address(allocationId);
      const chosen = matches(Filters);
      const found = [...addresses.values()]
        .filter(({ allocationId }) => AllocationIds === undefined || AllocationIds.includes(allocationId))
        .filter((one) => chosen(one.tags, { 'allocation-id': [one.allocationId], 'instance-id': [one.instanceId] }));
      return { Addresses: found.map(toSdkAddress) };
    },
  };

  const AttachVolume: Operation<sdk.AttachVolumeRequest, sdk.VolumeAttachment> = {
    authorization: ({ VolumeId, InstanceId }) => [volumeAuthorization(VolumeId), instanceAuthorization(InstanceId)],
    handle: ({ VolumeId = '', InstanceId, Device = '' }) => {
      volumes.attach(VolumeId, machine(InstanceId), Device);
      return toSdkAttachments(volumes.find(VolumeId))[0] ?? {};
    },
  };

  const DetachVolume: Operation<sdk.DetachVolumeRequest, sdk.VolumeAttachment> = {
    authorization: ({ VolumeId, InstanceId }) => [
      volumeAuthorization(VolumeId),
      ...(InstanceId === undefined ? [] : [instanceAuthorization(InstanceId)]),
    ],
    handle: ({ VolumeId = '', InstanceId, Force = false }) => {
      volumes.detach(VolumeId, InstanceId, Force);
      return toSdkAttachments(volumes.find(VolumeId))[0] ?? {};
    },
  };

  /** Gives an instance an address; the one that it had, and the instance that had it, go without. */
  const associateAddress = (chosen: ElasticIp, { instanceId }: Ec2Instance): void => {
    const previousInstance = instances.get(chosen.instanceId ?? '');
    if (previousInstance) previousInstance.ip = instances.nextAddress();
    chosen.instanceId = instanceId;
    machine(instanceId).ip = chosen.ip;
  };

  const AssociateAddress: Operation<sdk.AssociateAddressRequest, sdk.AssociateAddressResult> = {
    authorization: ({ AllocationId = '', InstanceId }) => [
      authorizationOf('elastic-ip', AllocationId, addresses.get(AllocationId)?.tags),
      instanceAuthorization(InstanceId),
    ],
    handle: ({ AllocationId, InstanceId, AllowReassociation = true }) => {
      const chosen = address(AllocationId);
      const target = machine(InstanceId);
      if (target.state !== 'running' && target.state !== 'pending')
        throw new AwsError('IncorrectInstanceState', `The instance '${target.instanceId}' is not in a valid state`);
      if (chosen.instanceId !== undefined && chosen.instanceId !== InstanceId && !AllowReassociation)
        throw new AwsError('Resource.AlreadyAssociated', `resource ${AllocationId} is already associated`);
      associateAddress(chosen, target);
      return { AssociationId: `eipassoc-${chosen.allocationId.slice(9)}` };
    },
  };

  const TerminateInstances: Operation<sdk.TerminateInstancesRequest, sdk.TerminateInstancesResult> = {
    authorization: ({ InstanceIds = [] }) => InstanceIds.map(instanceAuthorization),
    handle: ({ InstanceIds = [] }) => ({
      TerminatingInstances: InstanceIds.map((instanceId) => {
        const { state: before } = machine(instanceId);
        instances.terminate(instanceId);
        return {
          InstanceId: instanceId,
          PreviousState: { Name: before },
          CurrentState: { Name: machine(instanceId).state },
        };
      }),
    }),
  };

  const CreateTags = createTagsOperation(
    (id) => volumes.all().find(({ volumeId }) => volumeId === id) ?? instances.get(id) ?? addresses.get(id),
    (id) => {
      if (id.startsWith('vol-')) return volumeAuthorization(id);
      return id.startsWith('i-')
        ? instanceAuthorization(id)
        : authorizationOf('elastic-ip', id, addresses.get(id)?.tags);
    },
  );

  const service = {
    CreateTags,
    DescribeInstances,
    DescribeInstanceStatus,
    DescribeVolumes,
    DescribeAddresses,
    AttachVolume,
    DetachVolume,
    AssociateAddress,
    TerminateInstances,
  } satisfies Service;

  return {
    service,
    instances,
    volumes,
    associateAddress,
    /** Allocates an Elastic IP address. */
    allocateAddress: (tags: Readonly<Record<string, string>>): ElasticIp => {
      const allocationId = `eipalloc-${drawId(clock)}`;
      const made: ElasticIp = { allocationId, ip: instances.nextAddress(), tags: new Map(Object.entries(tags)) };
      addresses.set(allocationId, made);
      return made;
    },
    /** Whether an address is this account's, at an instance or allocated. */
    ownsAddress: (ip: string): boolean =>
      instances.all().some((one) => one.ip === ip || one.ipv6 === ip) ||
      [...addresses.values()].some((one) => one.ip === ip),
  };
};

export type SimulatedEc2 = ReturnType<typeof createEc2>;
