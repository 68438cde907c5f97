import type * as sdk from '@aws-sdk/client-ec2';

import type { Clock } from './clock.ts';
import {
  type Address,
  describedAddress,
  describedAttachment,
  describedMachine,
  describedVolume,
  matches,
  pageOf,
} from './ec2/describe.ts';
import { createMachines, type Machine, type Neighbours } from './ec2/machines.ts';
import { createVolumes } from './ec2/volumes.ts';
import { drawId } from './ids.ts';
import { type Access, ACCOUNT, AwsError, type Operation, type Service } from './service.ts';

/** EC2 of one region: its instances and what runs on them, its volumes, its Elastic IP addresses. */
export const createEc2 = (deps: {
  readonly clock: Clock;
  readonly region: string;
  /** What else happens when a machine starts, and when it is gone. */
  readonly neighbours?: Partial<Neighbours>;
}) => {
  const { clock, region, neighbours = {} } = deps;
  const addresses = new Map<string, Address>();
  const volumes = createVolumes({ clock, machines: () => machines });
  const machines = createMachines({
    clock,
    neighbours: {
      started: (machine) => neighbours.started?.(machine),
      shutDown: (machine) => {
        if (machine.obeys) volumes.unmount(machine.instanceId);
        neighbours.shutDown?.(machine);
      },
      terminated: (machine) => {
        volumes.release(machine.instanceId);
        for (const address of addresses.values())
          if (address.instanceId === machine.instanceId) delete address.instanceId;
        neighbours.terminated?.(machine);
      },
    },
  });

  const machine = (instanceId = ''): Machine => {
    const known = machines.get(instanceId);
    if (!known) throw new AwsError('InvalidInstanceID.NotFound', `The instance ID '${instanceId}' does not exist`);
    return known;
  };
  const address = (allocationId = ''): Address => {
    const known = addresses.get(allocationId);
    if (!known)
      throw new AwsError('InvalidAllocationID.NotFound', `The allocation ID '${allocationId}' does not exist`);
    return known;
  };

  /** What IAM is asked of a call on a thing: its ARN, and its tags. */
  const on = (kind: string, id: string, tags: ReadonlyMap<string, string> = new Map()): Access => ({
    resource: `arn:aws:ec2:${region}:${ACCOUNT}:${kind}/${id}`,
    context: Object.fromEntries(
      [...tags].flatMap(([key, value]) => [
        [`aws:ResourceTag/${key}`, value],
        [`ec2:ResourceTag/${key}`, value],
      ]),
    ),
  });
  const onVolume = (volumeId = ''): Access =>
    on('volume', volumeId, volumes.all().find((one) => one.volumeId === volumeId)?.tags);
  const onInstance = (instanceId = ''): Access => on('instance', instanceId, machines.get(instanceId)?.tags);

  const DescribeInstances: Operation<sdk.DescribeInstancesRequest, sdk.DescribeInstancesResult> = {
    answer: ({ Filters, InstanceIds, MaxResults, NextToken }) => {
      for (const instanceId of InstanceIds ?? []) machine(instanceId);
      const chosen = matches(Filters);
      const found = machines
        .all()
        .filter(({ instanceId }) => InstanceIds === undefined || InstanceIds.includes(instanceId))
        .filter((one) => chosen(one.tags, { 'instance-id': [one.instanceId], 'instance-state-name': [one.state] }));
      const page = pageOf(found, { MaxResults, NextToken }, 1000);
      return {
        Reservations: page.items.map((one) => ({
          ReservationId: `r-${one.instanceId.slice(2)}`,
          OwnerId: ACCOUNT,
          Instances: [
            describedMachine(
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
    answer: ({ Filters, MaxResults, NextToken }) => {
      const chosen = matches(Filters);
      const found = machines
        .all()
        .filter(({ state }) => state === 'running')
        .filter((one) => chosen(one.tags, { 'event.code': [one.retiredAt && 'instance-retirement'] }));
      const page = pageOf(found, { MaxResults, NextToken }, 1000);
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
    answer: ({ Filters, VolumeIds, MaxResults, NextToken }) => {
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
      const most = MaxResults === undefined ? undefined : Math.min(MaxResults, 500);
      const page = pageOf(found, { MaxResults: most, NextToken }, 500);
      return { Volumes: page.items.map(describedVolume), NextToken: page.NextToken };
    },
  };

  const DescribeAddresses: Operation<sdk.DescribeAddressesRequest, sdk.DescribeAddressesResult> = {
    answer: ({ Filters, AllocationIds }) => {
      for (const allocationId of AllocationIds ?? []) address(allocationId);
      const chosen = matches(Filters);
      const found = [...addresses.values()]
        .filter(({ allocationId }) => AllocationIds === undefined || AllocationIds.includes(allocationId))
        .filter((one) => chosen(one.tags, { 'allocation-id': [one.allocationId], 'instance-id': [one.instanceId] }));
      return { Addresses: found.map(describedAddress) };
    },
  };

  const AttachVolume: Operation<sdk.AttachVolumeRequest, sdk.VolumeAttachment> = {
    access: ({ VolumeId, InstanceId }) => [onVolume(VolumeId), onInstance(InstanceId)],
    answer: ({ VolumeId = '', InstanceId, Device = '' }) => {
      volumes.attach(VolumeId, machine(InstanceId), Device);
      return describedAttachment(volumes.find(VolumeId))[0] ?? {};
    },
  };

  const DetachVolume: Operation<sdk.DetachVolumeRequest, sdk.VolumeAttachment> = {
    access: ({ VolumeId, InstanceId }) => [
      onVolume(VolumeId),
      ...(InstanceId === undefined ? [] : [onInstance(InstanceId)]),
    ],
    answer: ({ VolumeId = '', InstanceId, Force = false }) => {
      volumes.detach(VolumeId, InstanceId, Force);
      return describedAttachment(volumes.find(VolumeId))[0] ?? {};
    },
  };

  /** Gives an instance an address; the one that it had, and the instance that had it, go without. */
  const associate = (chosen: Address, { instanceId }: Machine): void => {
    const earlier = machines.get(chosen.instanceId ?? '');
    if (earlier) earlier.ip = machines.nextAddress();
    chosen.instanceId = instanceId;
    machine(instanceId).ip = chosen.ip;
  };

  const AssociateAddress: Operation<sdk.AssociateAddressRequest, sdk.AssociateAddressResult> = {
    access: ({ AllocationId = '', InstanceId }) => [
      on('elastic-ip', AllocationId, addresses.get(AllocationId)?.tags),
      onInstance(InstanceId),
    ],
    answer: ({ AllocationId, InstanceId, AllowReassociation = true }) => {
      const chosen = address(AllocationId);
      const to = machine(InstanceId);
      if (to.state !== 'running' && to.state !== 'pending')
        throw new AwsError('IncorrectInstanceState', `The instance '${to.instanceId}' is not in a valid state`);
      if (chosen.instanceId !== undefined && chosen.instanceId !== InstanceId && !AllowReassociation)
        throw new AwsError('Resource.AlreadyAssociated', `resource ${AllocationId} is already associated`);
      associate(chosen, to);
      return { AssociationId: `eipassoc-${chosen.allocationId.slice(9)}` };
    },
  };

  const TerminateInstances: Operation<sdk.TerminateInstancesRequest, sdk.TerminateInstancesResult> = {
    access: ({ InstanceIds = [] }) => InstanceIds.map(onInstance),
    answer: ({ InstanceIds = [] }) => ({
      TerminatingInstances: InstanceIds.map((instanceId) => {
        const { state: before } = machine(instanceId);
        machines.terminate(instanceId);
        return {
          InstanceId: instanceId,
          PreviousState: { Name: before },
          CurrentState: { Name: machine(instanceId).state },
        };
      }),
    }),
  };

  const service = {
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
    machines,
    volumes,
    associate,
    /** Allocates an Elastic IP address. */
    allocate: (tags: Readonly<Record<string, string>>): Address => {
      const allocationId = `eipalloc-${drawId(clock)}`;
      const made: Address = { allocationId, ip: machines.nextAddress(), tags: new Map(Object.entries(tags)) };
      addresses.set(allocationId, made);
      return made;
    },
    /** Whether an address is this account's, at an instance or allocated. */
    holds: (ip: string): boolean =>
      machines.all().some((one) => one.ip === ip || one.ipv6 === ip) ||
      [...addresses.values()].some((one) => one.ip === ip),
  };
};

export type Ec2World = ReturnType<typeof createEc2>;
