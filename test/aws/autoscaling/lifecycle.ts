import type * as sdk from '@aws-sdk/client-auto-scaling';

import type { createGroups, Group } from './groups.ts';
import { type AuthorizationRequest, AwsError, type Operation } from '../operation.ts';
import type { Transition } from './hooks.ts';

const invalid = (message: string): AwsError => new AwsError('ValidationError', message);

const TRANSITIONS: readonly string[] = [
  'autoscaling:EC2_INSTANCE_LAUNCHING',
  'autoscaling:EC2_INSTANCE_TERMINATING',
] satisfies readonly Transition[];
const isTransition = (text: string | undefined): text is Transition => TRANSITIONS.includes(text ?? '');

/** EC2 Auto Scaling's operations on the ways of instances: hooks, and what the group did. */
export const lifecycleOperations = (deps: {
  readonly groups: ReturnType<typeof createGroups>;
  readonly find: (name: string | undefined) => Group;
  readonly named: (input: { AutoScalingGroupName?: string | undefined }) => readonly AuthorizationRequest[];
}) => {
  const { groups, find, named } = deps;

  const DescribeLifecycleHooks: Operation<sdk.DescribeLifecycleHooksType, sdk.DescribeLifecycleHooksAnswer> = {
    handle: ({ AutoScalingGroupName, LifecycleHookNames }) => ({
      LifecycleHooks: [...find(AutoScalingGroupName).hooks.values()]
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
    authorization: named,
    handle: ({ AutoScalingGroupName, LifecycleHookName: name = '', ...input }) => {
      const group = find(AutoScalingGroupName);
      const existing = group.hooks.get(name);
      const transition = input.LifecycleTransition ?? existing?.transition;
      const heartbeatSeconds = input.HeartbeatTimeout ?? existing?.heartbeatSeconds ?? 3600;
      const defaultResult = input.DefaultResult ?? existing?.defaultResult ?? 'ABANDON';
      if (!isTransition(transition)) throw invalid(`Lifecycle Transition ${transition} is not supported.`);
      if (heartbeatSeconds < 30 || heartbeatSeconds > 7200)
        throw invalid('HeartbeatTimeout must be between 30 and 7200 seconds');
      if (defaultResult !== 'CONTINUE' && defaultResult !== 'ABANDON')
        throw invalid(`Default Result ${defaultResult} is not supported.`);
      const metadata = input.NotificationMetadata ?? existing?.metadata;
      group.hooks.set(name, { name, transition, heartbeatSeconds, defaultResult, metadata });
      return {};
    },
  };

  const DeleteLifecycleHook: Operation<sdk.DeleteLifecycleHookType, object> = {
    authorization: named,
    handle: ({ AutoScalingGroupName, LifecycleHookName = '' }) => {
      if (!find(AutoScalingGroupName).hooks.delete(LifecycleHookName))
        throw invalid(`No Lifecycle Hook found with name: ${LifecycleHookName}`);
      return {};
    },
  };

  const CompleteLifecycleAction: Operation<sdk.CompleteLifecycleActionType, object> = {
    authorization: named,
    handle: ({ AutoScalingGroupName, InstanceId = '', LifecycleHookName = '', LifecycleActionResult = '' }) => {
      find(AutoScalingGroupName);
      groups.complete(InstanceId, LifecycleHookName, LifecycleActionResult);
      return {};
    },
  };

  const DescribeScalingActivities: Operation<sdk.DescribeScalingActivitiesType, sdk.ActivitiesType> = {
    handle: ({ AutoScalingGroupName, MaxRecords = 100 }) => ({
      Activities: find(AutoScalingGroupName)
        .activities.slice(0, MaxRecords)
        .map(({ description, cause, startedAt }, index) => ({
          ActivityId: `${AutoScalingGroupName}-${startedAt.getTime()}-${index}`,
          AutoScalingGroupName,
          Description: description,
          Cause: cause,
          StartTime: startedAt,
          StatusCode: 'InProgress' as const,
        })),
    }),
  };

  return {
    DescribeLifecycleHooks,
    PutLifecycleHook,
    DeleteLifecycleHook,
    CompleteLifecycleAction,
    DescribeScalingActivities,
  };
};
