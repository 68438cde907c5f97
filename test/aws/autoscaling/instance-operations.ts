import type * as sdk from '@aws-sdk/client-auto-scaling';

import { notSimulated } from '../not-simulated.ts';
import type { Operation } from '../operation.ts';
import { scalingActivityInProgress, validationError } from './errors.ts';
import type { Groups } from './groups.ts';
import type { Lookup } from './lookup.ts';
import { LIMITS } from './quotas.ts';
import { isLaunching } from './state.ts';

const PROTECTABLE: ReadonlySet<string | undefined> = new Set(['InService', 'EnteringStandby', 'Standby']);

/** Operations on the instances of a group: protect, terminate. */
export const instanceOperations = (groups: Groups, lookup: Lookup) => {
  const SetInstanceProtection: Operation<sdk.SetInstanceProtectionQuery, void> = {
    authorization: lookup.namedAuthorization,
    handle: ({ AutoScalingGroupName, InstanceIds = [], ProtectedFromScaleIn = false }) => {
      const group = lookup.findGroup(AutoScalingGroupName);
      if (InstanceIds.length > LIMITS.protectedInstances.max) throw validationError('Too many instances');
      const instances = InstanceIds.map((instanceId) => {
        const instance = group.instances.find((candidate) => candidate.instanceId === instanceId);
        if (!instance)
          throw validationError(`The instance ${instanceId} is not part of Auto Scaling group ${group.name}.`);
        if (!PROTECTABLE.has(instance.lifecycleState))
          throw validationError(`The instance ${instanceId} is not in InService or EnteringStandby or Standby.`);
        return instance;
      });
      for (const instance of instances) instance.protectedFromScaleIn = ProtectedFromScaleIn;
      groups.evaluateSoon(group);
    },
  };

  const TerminateInstanceInAutoScalingGroup: Operation<sdk.TerminateInstanceInAutoScalingGroupType, sdk.ActivityType> =
    {
      authorization: ({ InstanceId }) =>
        lookup.authorizationOf(
          groups.all().find(({ instances }) => instances.some(({ instanceId }) => instanceId === InstanceId)),
        ),
      handle: ({ InstanceId, InstanceIds, ShouldDecrementDesiredCapacity = false }, { at }) => {
        if (InstanceIds) throw notSimulated('InstanceIds of TerminateInstanceInAutoScalingGroup', ['InstanceId']);
        const [group, instance] = lookup.findInstance(InstanceId);
        if (isLaunching(instance)) throw scalingActivityInProgress(instance.instanceId);
        const { min, desired } = group.sizes;
        if (ShouldDecrementDesiredCapacity) {
          if (desired === min) {
            throw validationError(
              `Currently, desiredSize equals minSize (${min}). Terminating instance without replacement will violate group's min size constraint. Either set shouldDecrementDesiredCapacity flag to false or lower group's min size.`,
            );
          }
          groups.resize(group, { desired: desired - 1 });
        }
        groups.terminate(group, instance, 'an instance was taken out of service in response to a user request');
        const Activity: sdk.Activity = {
          ActivityId: `${instance.instanceId}-${at.getTime()}`,
          AutoScalingGroupName: group.name,
          Description: `Terminating EC2 instance: ${instance.instanceId}`,
          Cause: `At ${at.toISOString().slice(0, 19)}Z instance ${instance.instanceId} was taken out of service in response to a user request.`,
          StartTime: at,
          StatusCode: 'InProgress',
          Progress: 0,
        };
        return { Activity };
      },
    };

  return { SetInstanceProtection, TerminateInstanceInAutoScalingGroup };
};
