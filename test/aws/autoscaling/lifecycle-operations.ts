import type * as sdk from '@aws-sdk/client-auto-scaling';

import type { AwsError, Operation } from '../operation.ts';
import { describeActivities } from './activities.ts';
import { validationError } from './errors.ts';
import type { Groups } from './groups.ts';
import type { ActionName } from './hooks.ts';
import type { Lookup } from './lookup.ts';

const noAction = ({ instanceId, token }: ActionName): AwsError =>
  validationError(
    `No active Lifecycle Action found with ${token === undefined ? `instance ID ${instanceId}` : `token ${token}`}`,
  );

/** Operations on the lifecycle of instances: the actions at hooks, and the scaling activities of a group. */
export const lifecycleOperations = (groups: Groups, { findGroup, namedAuthorization }: Lookup) => {
  /** The action that a call names. Throws `ValidationError` where it names neither an instance nor a token. */
  const actionNamed = (input: sdk.RecordLifecycleActionHeartbeatType): ActionName => {
    const { InstanceId: instanceId, LifecycleActionToken: token, LifecycleHookName: hook = '' } = input;
    const { name: group } = findGroup(input.AutoScalingGroupName);
    if (instanceId === undefined && token === undefined)
      throw validationError('Either InstanceId or LifecycleActionToken must be specified.');
    return { group, hook, instanceId, token };
  };
  const CompleteLifecycleAction: Operation<sdk.CompleteLifecycleActionType, object> = {
    authorization: namedAuthorization,
    handle: (input) => {
      const { LifecycleActionResult: result } = input;
      if (result !== 'CONTINUE' && result !== 'ABANDON')
        throw validationError(`Lifecycle Action Result ${result} is not supported.`);
      const name = actionNamed(input);
      if (!groups.actions.complete(name, result)) throw noAction(name);
      return {};
    },
  };

  const RecordLifecycleActionHeartbeat: Operation<sdk.RecordLifecycleActionHeartbeatType, object> = {
    authorization: namedAuthorization,
    handle: (input) => {
      const name = actionNamed(input);
      if (!groups.actions.recordHeartbeat(name)) throw noAction(name);
      return {};
    },
  };

  const DescribeScalingActivities: Operation<sdk.DescribeScalingActivitiesType, sdk.ActivitiesType> = {
    handle: (input) =>
      describeActivities(
        input.AutoScalingGroupName === undefined ? groups.all() : [findGroup(input.AutoScalingGroupName)],
        input,
      ),
  };

  return { CompleteLifecycleAction, RecordLifecycleActionHeartbeat, DescribeScalingActivities };
};
