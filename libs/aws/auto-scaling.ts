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

/** What hostkeeper asks of EC2 Auto Scaling's groups in one region; every verb is safe to repeat and throws what AWS says otherwise. */
export interface AutoScaling {
  /** All groups that match every filter, page by page (100 a page, the most there is). */
  readonly describeAutoScalingGroups: (filters: Filter[]) => Promise<readonly AutoScalingGroup[]>;
  /** Writes tags of a group, each whole or not at all; they are not handed on to instances. */
  readonly createOrUpdateTags: (group: string, tags: Readonly<Record<string, string>>) => Promise<void>;
  /** Sets min, desired and max together. */
  readonly updateAutoScalingGroup: (group: string, sizes: Sizes) => Promise<void>;
  readonly resumeProcesses: (group: string, processes: readonly string[]) => Promise<void>;
  /** Takes the scale-in protection off; an instance that is on its way out already needs none. */
  readonly clearInstanceProtection: (group: string, instanceIds: readonly string[]) => Promise<void>;
  /** Ends an instance and leaves the desired capacity as it is; one that is gone already is well gone. */
  readonly terminateInstance: (instanceId: string) => Promise<void>;
}

/** How many instances one SetInstanceProtection takes. https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_SetInstanceProtection.html */
const MAX_INSTANCES_PER_CALL = 50;

export const createAutoScaling = (client: AutoScalingClient): AutoScaling => ({
  describeAutoScalingGroups: async (Filters) => {
    const answers = await paginate(
      (NextToken: string | undefined) =>
        client.send(new DescribeAutoScalingGroupsCommand({ Filters, MaxRecords: 100, NextToken })),
      ({ NextToken }) => NextToken,
    );
    return answers.flatMap(({ AutoScalingGroups = [] }) => AutoScalingGroups);
  },
  createOrUpdateTags: async (group, tags) => {
    const Tags = Object.entries(tags).map(([Key, Value]) => ({
      ResourceId: group,
      ResourceType: 'auto-scaling-group',
      PropagateAtLaunch: false,
      Key,
      Value,
    }));
    await client.send(new CreateOrUpdateTagsCommand({ Tags }));
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
    for (const piece of chunk(instanceIds, MAX_INSTANCES_PER_CALL)) {
      const InstanceIds = [...piece];
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

/** AWS answers both with the one code `ValidationError`: its words are all there is to tell them by. */
const NOT_IN_SERVICE: ErrorMatch = { code: 'ValidationError', message: /is not in InService/ };
const UNKNOWN_INSTANCE: ErrorMatch = { code: 'ValidationError', message: /Instance Id not found|not found/i };
