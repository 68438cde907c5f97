import type * as sdk from '@aws-sdk/client-auto-scaling';

import { notSimulated } from '../not-simulated.ts';
import { AwsError, type Operation } from '../operation.ts';
import { describeAutoScalingGroups } from './describe.ts';
import { constraintError, validationError } from './errors.ts';
import type { Subnets } from '../ec2/subnets.ts';
import { inSubnets, subnetIdsOf } from './place.ts';
import type { Groups } from './groups.ts';
import type { Lookup } from './lookup.ts';
import type { Group } from './state.ts';

/** Sizes that a call gives, by the names of AWS's errors. */
const checkSizes = (sizes: Readonly<Record<string, number | undefined>>): void => {
  for (const [member, size] of Object.entries(sizes))
    if (size !== undefined && !(size >= 0)) throw constraintError(size, member, 'value greater than or equal to 0');
};

/** The settings of a group that a call can change, besides its sizes. */
type Settings = Omit<
  sdk.UpdateAutoScalingGroupType,
  'AutoScalingGroupName' | 'MinSize' | 'MaxSize' | 'DesiredCapacity' | 'VPCZoneIdentifier'
>;
const SETTINGS = [
  'AvailabilityZones',
  'CapacityRebalance',
  'InstanceMaintenancePolicy',
  'NewInstancesProtectedFromScaleIn',
] as const satisfies readonly (keyof Settings)[];

/** Throws `NotSimulated` for another setting, so that none is taken and dropped. */
const checkSettings = (settings: Settings): void => {
  const unknown = Object.keys(settings).find((name) => !SETTINGS.some((known) => known === name));
  if (unknown !== undefined) throw notSimulated(`${unknown} of UpdateAutoScalingGroup`, SETTINGS);
};

const change = (group: Group, settings: Settings): void => {
  const { AvailabilityZones, CapacityRebalance, InstanceMaintenancePolicy: policy } = settings;
  const { NewInstancesProtectedFromScaleIn: protectNewInstances } = settings;
  if (AvailabilityZones) group.zones = AvailabilityZones;
  if (CapacityRebalance !== undefined) group.capacityRebalance = CapacityRebalance;
  if (policy) group.maintenance = { min: policy.MinHealthyPercentage ?? 0, max: policy.MaxHealthyPercentage ?? 100 };
  if (protectNewInstances !== undefined) group.protectNewInstances = protectNewInstances;
};

/** Operations on groups: describe, resize, resume processes, delete. */
export const groupOperations = (
  groups: Groups,
  { findGroup, authorizationOf, namedAuthorization }: Lookup,
  subnets: Pick<Subnets, 'find'>,
) => {
  const DescribeAutoScalingGroups: Operation<sdk.AutoScalingGroupNamesType, sdk.AutoScalingGroupsType> = {
    authorization: () => [{ resource: '*' }],
    handle: (input) => describeAutoScalingGroups(groups.all(), input),
  };

  const UpdateAutoScalingGroup: Operation<sdk.UpdateAutoScalingGroupType, void> = {
    authorization: ({ AutoScalingGroupName, MinSize, MaxSize, VPCZoneIdentifier }) =>
      authorizationOf(groups.get(AutoScalingGroupName ?? ''), {
        ...(MinSize !== undefined && { 'autoscaling:MinSize': `${MinSize}` }),
        ...(MaxSize !== undefined && { 'autoscaling:MaxSize': `${MaxSize}` }),
        ...(VPCZoneIdentifier !== undefined && {
          'autoscaling:VPCZoneIdentifiers': subnetIdsOf(VPCZoneIdentifier),
        }),
      }),
    handle: ({ AutoScalingGroupName, MinSize, MaxSize, DesiredCapacity, VPCZoneIdentifier, ...settings }) => {
      const group = findGroup(AutoScalingGroupName);
      checkSettings(settings);
      checkSizes({ minSize: MinSize, maxSize: MaxSize, desiredCapacity: DesiredCapacity });
      const min = MinSize ?? group.sizes.min;
      const max = MaxSize ?? group.sizes.max;
      if (min > max) throw validationError(`Max bound, ${max}, must be greater than or equal to min bound, ${min}`);
      if (DesiredCapacity !== undefined && (DesiredCapacity < min || DesiredCapacity > max)) {
        const between = `between the specified min size:${min} and max size:${max}`;
        throw validationError(`Desired capacity:${DesiredCapacity} must be ${between}`);
      }
      if (VPCZoneIdentifier !== undefined) Object.assign(group, inSubnets(VPCZoneIdentifier, subnets));
      change(group, settings);
      groups.resize(group, { min, max, ...(DesiredCapacity !== undefined && { desired: DesiredCapacity }) });
    },
  };

  const ResumeProcesses: Operation<sdk.ScalingProcessQuery, void> = {
    authorization: namedAuthorization,
    handle: ({ AutoScalingGroupName, ScalingProcesses }) => {
      const group = findGroup(AutoScalingGroupName);
      for (const process of ScalingProcesses ?? [...group.suspendedProcesses]) group.suspendedProcesses.delete(process);
      groups.evaluateSoon(group);
    },
  };

  const DeleteAutoScalingGroup: Operation<sdk.DeleteAutoScalingGroupType, void> = {
    authorization: ({ AutoScalingGroupName, ForceDelete = false }) =>
      authorizationOf(groups.get(AutoScalingGroupName ?? ''), { 'autoscaling:ForceDelete': `${ForceDelete}` }),
    handle: ({ AutoScalingGroupName, ForceDelete = false }) => {
      const group = findGroup(AutoScalingGroupName);
      if (group.instances.length > 0 && !ForceDelete) {
        const reason = 'there are instances or pending Spot instance request(s) still in the group.';
        throw new AwsError('ResourceInUse', `You cannot delete an AutoScalingGroup while ${reason}`);
      }
      groups.remove(group);
    },
  };

  return { DescribeAutoScalingGroups, UpdateAutoScalingGroup, ResumeProcesses, DeleteAutoScalingGroup };
};
