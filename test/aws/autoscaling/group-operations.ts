import type * as sdk from '@aws-sdk/client-auto-scaling';

import { AwsError, type Operation } from '../operation.ts';
import { describeAutoScalingGroups } from './describe.ts';
import { validationError } from './errors.ts';
import type { Groups } from './groups.ts';
import type { Lookup } from './lookup.ts';

/** Operations on groups: describe, resize, resume processes, delete. */
export const groupOperations = (groups: Groups, { findGroup, authorizationOf, namedAuthorization }: Lookup) => {
  const DescribeAutoScalingGroups: Operation<sdk.AutoScalingGroupNamesType, sdk.AutoScalingGroupsType> = {
    authorization: () => [{ resource: '*' }],
    handle: (input) => describeAutoScalingGroups(groups.all(), input),
  };

  const UpdateAutoScalingGroup: Operation<sdk.UpdateAutoScalingGroupType, void> = {
    authorization: ({ AutoScalingGroupName, MinSize, MaxSize }) =>
      authorizationOf(groups.get(AutoScalingGroupName ?? ''), {
        ...(MinSize !== undefined && { 'autoscaling:MinSize': `${MinSize}` }),
        ...(MaxSize !== undefined && { 'autoscaling:MaxSize': `${MaxSize}` }),
      }),
    handle: ({ AutoScalingGroupName, MinSize, MaxSize, DesiredCapacity }) => {
      const group = findGroup(AutoScalingGroupName);
      const min = MinSize ?? group.sizes.min;
      const max = MaxSize ?? group.sizes.max;
      if (min > max) throw validationError(`Max bound, ${max}, must be greater than or equal to min bound, ${min}`);
      if (DesiredCapacity !== undefined && (DesiredCapacity < min || DesiredCapacity > max)) {
        const between = `between the specified min size:${min} and max size:${max}`;
        throw validationError(`Desired capacity:${DesiredCapacity} must be ${between}`);
      }
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
    authorization: namedAuthorization,
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
