import {
  type AutoScalingClient,
  CompleteLifecycleActionCommand,
  DescribeLifecycleHooksCommand,
  type LifecycleHook,
  PutLifecycleHookCommand,
} from '@aws-sdk/client-auto-scaling';

import { type ErrorMatch, ignoreErrors } from './errors.ts';
import {
  type DescribeLatestActivities,
  describeLatestActivities,
  type DescribeScalingActivities,
  describeScalingActivities,
} from './scaling-activities.ts';

/** A lifecycle hook. https://docs.aws.amazon.com/autoscaling/ec2/userguide/lifecycle-hooks.html */
export interface Hook {
  readonly name: string;
  /** `autoscaling:EC2_INSTANCE_LAUNCHING` or `autoscaling:EC2_INSTANCE_TERMINATING`. */
  readonly transition: string;
  readonly heartbeatSeconds: number;
  /** What happens when the timeout passes: `CONTINUE` or `ABANDON`. */
  readonly defaultResult: string;
  /** Included in every event of the hook. */
  readonly metadata?: string;
}

/**
 * The result of a lifecycle action. `ABANDON` ends a launch: the instance is terminated, and replaced where the sizes of
 * its group allow. https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CompleteLifecycleAction.html
 */
export type HookResult = 'CONTINUE' | 'ABANDON';

/**
 * EC2 Auto Scaling's lifecycle hooks and activities in one region; separate from its groups, to keep them out of the
 * bundle of the kill switch. Every call is safe to repeat; throws the SDK's errors.
 */
export interface LifecycleHooks {
  /** The hooks of a group; AWS returns one page. */
  readonly describeLifecycleHooks: (group: string) => Promise<readonly LifecycleHook[]>;
  readonly describeScalingActivities: DescribeScalingActivities;
  readonly describeLatestActivities: DescribeLatestActivities;
  /** Creates or updates a hook. */
  readonly putLifecycleHook: (group: string, hook: Hook) => Promise<void>;
  /** Completes a hook of an instance; another hook may still hold it. No error if the hook is already completed. */
  readonly completeLifecycleAction: (
    group: string,
    instanceId: string,
    hook: string,
    result: HookResult,
  ) => Promise<void>;
}

export const createLifecycleHooks = (client: AutoScalingClient): LifecycleHooks => ({
  describeLifecycleHooks: async (AutoScalingGroupName) => {
    const { LifecycleHooks = [] } = await client.send(new DescribeLifecycleHooksCommand({ AutoScalingGroupName }));
    return LifecycleHooks;
  },
  describeScalingActivities: describeScalingActivities(client),
  describeLatestActivities: describeLatestActivities(client),
  putLifecycleHook: async (AutoScalingGroupName, { name, transition, heartbeatSeconds, defaultResult, metadata }) => {
    await client.send(
      new PutLifecycleHookCommand({
        AutoScalingGroupName,
        LifecycleHookName: name,
        LifecycleTransition: transition,
        HeartbeatTimeout: heartbeatSeconds,
        DefaultResult: defaultResult,
        NotificationMetadata: metadata,
      }),
    );
  },
  completeLifecycleAction: async (AutoScalingGroupName, InstanceId, LifecycleHookName, LifecycleActionResult) => {
    await ignoreErrors([ALREADY_COMPLETED], () =>
      client.send(
        new CompleteLifecycleActionCommand({
          AutoScalingGroupName,
          InstanceId,
          LifecycleHookName,
          LifecycleActionResult,
        }),
      ),
    );
  },
});

/** The code `ValidationError` has several causes, which only the message distinguishes. */
const ALREADY_COMPLETED: ErrorMatch = { code: 'ValidationError', message: /No active Lifecycle Action found/ };
