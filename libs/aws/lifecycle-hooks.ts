import {
  type Activity,
  type AutoScalingClient,
  CompleteLifecycleActionCommand,
  DescribeLifecycleHooksCommand,
  DescribeScalingActivitiesCommand,
  type LifecycleHook,
  PutLifecycleHookCommand,
} from '@aws-sdk/client-auto-scaling';

import { type ErrorMatch, ignoreErrors } from './errors.ts';

/** A lifecycle hook as hostkeeper sets it. https://docs.aws.amazon.com/autoscaling/ec2/userguide/lifecycle-hooks.html */
export interface Hook {
  readonly name: string;
  /** `autoscaling:EC2_INSTANCE_LAUNCHING` or `autoscaling:EC2_INSTANCE_TERMINATING`. */
  readonly transition: string;
  readonly heartbeatSeconds: number;
  /** What happens when nobody completes it in time: `CONTINUE` or `ABANDON`. */
  readonly defaultResult: string;
  /** What AWS hands on with every event of the hook. */
  readonly metadata?: string;
}

/**
 * What hostkeeper asks of EC2 Auto Scaling about the way instances come and go; apart from its groups, because the kill
 * switch does not need it. Every verb is safe to repeat and throws what AWS says otherwise.
 */
export interface LifecycleHooks {
  /** The hooks of a group; AWS answers in one page. */
  readonly describeLifecycleHooks: (group: string) => Promise<readonly LifecycleHook[]>;
  /** The newest activities of a group, at most 100; those before them are of no use to anybody here. */
  readonly describeScalingActivities: (group: string) => Promise<readonly Activity[]>;
  /** Makes a hook, or sets it right. */
  readonly putLifecycleHook: (group: string, hook: Hook) => Promise<void>;
  /** Lets an instance go on, as far as one hook goes; one that nobody waits at is well completed. */
  readonly completeLifecycleAction: (group: string, instanceId: string, hook: string) => Promise<void>;
}

export const createLifecycleHooks = (client: AutoScalingClient): LifecycleHooks => ({
  describeLifecycleHooks: async (AutoScalingGroupName) => {
    const { LifecycleHooks = [] } = await client.send(new DescribeLifecycleHooksCommand({ AutoScalingGroupName }));
    return LifecycleHooks;
  },
  describeScalingActivities: async (AutoScalingGroupName) => {
    const { Activities = [] } = await client.send(
      new DescribeScalingActivitiesCommand({ AutoScalingGroupName, MaxRecords: 100 }),
    );
    return Activities;
  },
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
  completeLifecycleAction: async (AutoScalingGroupName, InstanceId, LifecycleHookName) => {
    await ignoreErrors([ALREADY_COMPLETED], () =>
      client.send(
        new CompleteLifecycleActionCommand({
          AutoScalingGroupName,
          InstanceId,
          LifecycleHookName,
          LifecycleActionResult: 'CONTINUE',
        }),
      ),
    );
  },
});

/** One code says many things here: the words are all there is to tell them by. */
const ALREADY_COMPLETED: ErrorMatch = { code: 'ValidationError', message: /No active Lifecycle Action found/ };
