import {
  type AutoScalingClient,
  type AutoScalingGroup,
  CreateOrUpdateTagsCommand,
  DescribeAutoScalingGroupsCommand,
  type Filter,
  ResumeProcessesCommand,
  SetInstanceProtectionCommand,
  TerminateInstanceInAutoScalingGroupCommand,
  UpdateAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling';

import { type ErrorMatch, ignoreErrors } from './errors.ts';
import { paginate, chunk } from './pagination.ts';
import type { Sizes } from './sizes.ts';

/** EC2 Auto Scaling's groups in one region. Every call is safe to repeat; throws the SDK's errors. */
export interface AutoScaling {
  /**
   * All groups that match every filter, each mapped as its page arrives: of many thousands this keeps only what is needed. A
   * page holds 100, AWS's maximum.
   */
  readonly describeAutoScalingGroups: <T>(
    filters: Filter[],
    map: (group: AutoScalingGroup) => T,
  ) => Promise<readonly T[]>;
  /** Writes tags of a group, each atomically; instances do not inherit them. No attempt begins once `signal` is aborted. */
  readonly createOrUpdateTags: (
    group: string,
    tags: Readonly<Record<string, string>>,
    signal?: AbortSignal,
  ) => Promise<void>;
  /** Sets min, desired and max in one call. */
  readonly updateAutoScalingGroup: (group: string, sizes: Sizes) => Promise<void>;
  readonly resumeProcesses: (group: string, processes: readonly string[]) => Promise<void>;
  /** Removes the scale-in protection of instances. No error if an instance is no longer in service. */
  readonly clearInstanceProtection: (group: string, instanceIds: readonly string[]) => Promise<void>;
  /** Terminates an instance and keeps the desired capacity. No error if the instance no longer exists. */
  readonly terminateInstance: (instanceId: string) => Promise<void>;
}

/** Maximum of SetInstanceProtection. https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_SetInstanceProtection.html */
const MAX_INSTANCES_PER_CALL = 50;

export const createAutoScaling = (client: AutoScalingClient): AutoScaling => ({
  describeAutoScalingGroups: async (Filters, map) => {
    const pages = await paginate(
      async (token: string | undefined) => {
        const { AutoScalingGroups = [], NextToken } = await client.send(
          new DescribeAutoScalingGroupsCommand({ Filters, MaxRecords: 100, NextToken: token }),
        );
        return { items: AutoScalingGroups.map(map), NextToken };
      },
      ({ NextToken }) => NextToken,
    );
    return pages.flatMap(({ items }) => items);
  },
  createOrUpdateTags: async (group, tags, abortSignal) => {
    const Tags = Object.entries(tags).map(([Key, Value]) => ({
      ResourceId: group,
      ResourceType: 'auto-scaling-group',
      PropagateAtLaunch: false,
      Key,
      Value,
    }));
    await client.send(new CreateOrUpdateTagsCommand({ Tags }), abortSignal && { abortSignal });
  },
  updateAutoScalingGroup: async (AutoScalingGroupName, { min, desired, max }) => {
    await client.send(
      new UpdateAutoScalingGroupCommand({ AutoScalingGroupName, MinSize: min, DesiredCapacity: desired, MaxSize: max }),
    );
  },
  resumeProcesses: async (AutoScalingGroupName, processes) => {
    await client.send(new ResumeProcessesCommand({ AutoScalingGroupName, ScalingProcesses: [...processes] }));
  },
  clearInstanceProtection: async (AutoScalingGroupName, instanceIds) => {
    for (const ids of chunk(instanceIds, MAX_INSTANCES_PER_CALL)) {
      const InstanceIds = [...ids];
      await ignoreErrors([NOT_IN_SERVICE], () =>
        client.send(
          new SetInstanceProtectionCommand({ AutoScalingGroupName, InstanceIds, ProtectedFromScaleIn: false }),
        ),
      );
    }
  },
  terminateInstance: async (InstanceId) => {
    await ignoreErrors([UNKNOWN_INSTANCE], () =>
      client.send(
        new TerminateInstanceInAutoScalingGroupCommand({ InstanceId, ShouldDecrementDesiredCapacity: false }),
      ),
    );
  },
});

/** Both have the code `ValidationError`, which only the message distinguishes. */
const NOT_IN_SERVICE: ErrorMatch = { code: 'ValidationError', message: /is not in InService/ };
const UNKNOWN_INSTANCE: ErrorMatch = { code: 'ValidationError', message: /Instance Id not found|not found/i };
