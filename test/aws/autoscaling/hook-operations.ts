import type * as sdk from '@aws-sdk/client-auto-scaling';

import type { Operation } from '../operation.ts';
import { constraintError, validationError } from './errors.ts';
import type { Groups } from './groups.ts';
import { globalTimeoutOf, type Transition } from './hooks.ts';
import type { Lookup } from './lookup.ts';
import { HOOK_TEXT, LIMITS } from './quotas.ts';

const TRANSITIONS: readonly string[] = [
  'autoscaling:EC2_INSTANCE_LAUNCHING',
  'autoscaling:EC2_INSTANCE_TERMINATING',
] satisfies readonly Transition[];
const isTransition = (text: string | undefined): text is Transition => TRANSITIONS.includes(text ?? '');

/** Throws `ValidationError` for a text that does not fit the pattern or the length of its member. */
const checkText = (
  text: string | undefined,
  member: string,
  { allowed, max, pattern }: (typeof HOOK_TEXT)[keyof typeof HOOK_TEXT],
): void => {
  if (text === undefined) return;
  if (text === '') throw constraintError(text, member, 'length greater than or equal to 1');
  if (text.length > max) throw constraintError(text, member, `length less than or equal to ${max}`);
  if (!allowed.test(text))
    throw validationError(
      `1 validation error detected: Value '${text}' at '${member}' failed to satisfy constraint: ` +
        `Member must satisfy regular expression pattern: ${pattern}`,
    );
};

/** Operations on the lifecycle hooks of a group. */
export const hookOperations = (groups: Groups, { findGroup, namedAuthorization }: Lookup) => {
  const DescribeLifecycleHooks: Operation<sdk.DescribeLifecycleHooksType, sdk.DescribeLifecycleHooksAnswer> = {
    handle: ({ AutoScalingGroupName, LifecycleHookNames = [] }) => ({
      LifecycleHooks: [...findGroup(AutoScalingGroupName).hooks.values()]
        .filter(({ name }) => LifecycleHookNames.length === 0 || LifecycleHookNames.includes(name))
        .map((hook) => ({
          LifecycleHookName: hook.name,
          AutoScalingGroupName,
          LifecycleTransition: hook.transition,
          HeartbeatTimeout: hook.heartbeatSeconds,
          GlobalTimeout: globalTimeoutOf(hook),
          DefaultResult: hook.defaultResult,
          NotificationMetadata: hook.metadata,
          NotificationTargetARN: hook.targetArn,
          RoleARN: hook.roleArn,
        })),
    }),
  };

  const PutLifecycleHook: Operation<sdk.PutLifecycleHookType, object> = {
    authorization: namedAuthorization,
    handle: ({ AutoScalingGroupName, LifecycleHookName: name = '', ...input }) => {
      const group = findGroup(AutoScalingGroupName);
      checkText(name, 'lifecycleHookName', HOOK_TEXT.name);
      checkText(input.NotificationMetadata, 'notificationMetadata', HOOK_TEXT.metadata);
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
      group.hooks.set(name, {
        name,
        transition,
        heartbeatSeconds,
        defaultResult,
        metadata: input.NotificationMetadata ?? existing?.metadata,
        targetArn: input.NotificationTargetARN ?? existing?.targetArn,
        roleArn: input.RoleARN ?? existing?.roleArn,
      });
      return {};
    },
  };

  /** It first completes what waits at the hook. https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DeleteLifecycleHook.html */
  const DeleteLifecycleHook: Operation<sdk.DeleteLifecycleHookType, object> = {
    authorization: namedAuthorization,
    handle: ({ AutoScalingGroupName, LifecycleHookName = '' }) => {
      const group = findGroup(AutoScalingGroupName);
      const hook = group.hooks.get(LifecycleHookName);
      if (!hook) throw validationError(`No Lifecycle Hook found with name: ${LifecycleHookName}`);
      group.hooks.delete(LifecycleHookName);
      groups.actions.endAt(group, hook);
      return {};
    },
  };

  return { DescribeLifecycleHooks, PutLifecycleHook, DeleteLifecycleHook };
};
