import type * as sdk from '@aws-sdk/client-auto-scaling';

import type { Operation } from '../operation.ts';
import { describeActivities } from './activities.ts';
import { validationError } from './errors.ts';
import type { Groups } from './groups.ts';
import type { Transition } from './hooks.ts';
import type { Lookup } from './lookup.ts';
import { LIMITS } from './quotas.ts';

const TRANSITIONS: readonly string[] = [
  'autoscaling:EC2_INSTANCE_LAUNCHING',
  'autoscaling:EC2_INSTANCE_TERMINATING',
] satisfies readonly Transition[];
const isTransition = (text: string | undefined): text is Transition => TRANSITIONS.includes(text ?? '');

/** Operations on the lifecycle of instances: hooks, and the scaling activities of a group. */
export const lifecycleOperations = (groups: Groups, { findGroup, namedAuthorization }: Lookup) => {
  const DescribeLifecycleHooks: Operation<sdk.DescribeLifecycleHooksType, sdk.DescribeLifecycleHooksAnswer> = {
    handle: ({ AutoScalingGroupName, LifecycleHookNames }) => ({
      LifecycleHooks: [...findGroup(AutoScalingGroupName).hooks.values()]
        .filter(({ name }) => LifecycleHookNames === undefined || LifecycleHookNames.includes(name))
        .map(({ name, transition, heartbeatSeconds, defaultResult, metadata }) => ({
          LifecycleHookName: name,
          AutoScalingGroupName,
          LifecycleTransition: transition,
          HeartbeatTimeout: heartbeatSeconds,
          GlobalTimeout: 172_800,
          DefaultResult: defaultResult,
          NotificationMetadata: metadata,
        })),
    }),
  };

  const PutLifecycleHook: Operation<sdk.PutLifecycleHookType, object> = {
    authorization: namedAuthorization,
    handle: ({ AutoScalingGroupName, LifecycleHookName: name = '', ...input }) => {
      const group = findGroup(AutoScalingGroupName);
      const existing = group.hooks.get(name);
      const { min, max, default: defaultSeconds } = LIMITS.heartbeat;
      const transition = input.LifecycleTransition ?? existing?.transition;
      const heartbeatSeconds = input.HeartbeatTimeout ?? existing?.heartbeatSeconds ?? defaultSeconds;
      const defaultResult = input.DefaultResult ?? existing?.defaultResult ?? 'ABANDON';
      if (!isTransition(transition)) throw validationError(`Lifecycle Transition ${transition} is not supported.`);
      if (heartbeatSeconds < min || heartbeatSeconds > max)
        throw validationError(`HeartbeatTimeout must be between ${min} and ${max} seconds`);
      if (defaultResult !== 'CONTINUE' && defaultResult !== 'ABANDON')
        throw validationError(`Default Result ${defaultResult} is not supported.`);
      const metadata = input.NotificationMetadata ?? existing?.metadata;
      if (metadata !== undefined && !/^[\t\n\r -~]{1,4000}$/.test(metadata))
        throw validationError(
          `1 validation error detected: Value '${metadata}' at 'notificationMetadata' failed to satisfy constraint: ` +
            'Member must satisfy regular expression pattern: [\\u0009\\u000A\\u000D\\u0020-\\u007e]+',
        );
      group.hooks.set(name, { name, transition, heartbeatSeconds, defaultResult, metadata });
      return {};
    },
  };

  const DeleteLifecycleHook: Operation<sdk.DeleteLifecycleHookType, object> = {
    authorization: namedAuthorization,
    handle: ({ AutoScalingGroupName, LifecycleHookName = '' }) => {
      if (!findGroup(AutoScalingGroupName).hooks.delete(LifecycleHookName))
        throw validationError(`No Lifecycle Hook found with name: ${LifecycleHookName}`);
      return {};
    },
  };

  const CompleteLifecycleAction: Operation<sdk.CompleteLifecycleActionType, object> = {
    authorization: namedAuthorization,
    handle: ({ AutoScalingGroupName, InstanceId = '', LifecycleHookName = '', LifecycleActionResult = '' }) => {
      findGroup(AutoScalingGroupName);
      groups.complete(InstanceId, LifecycleHookName, LifecycleActionResult);
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

  return {
    DescribeLifecycleHooks,
    PutLifecycleHook,
    DeleteLifecycleHook,
    CompleteLifecycleAction,
    DescribeScalingActivities,
  };
};
