import type * as sdk from '@aws-sdk/client-auto-scaling';

import type { Clock } from '../clock.ts';
import { drawUuid } from '../ids.ts';
import { AwsError, type Operation } from '../operation.ts';
import { validationError } from './errors.ts';
import type { Groups } from './groups.ts';
import type { Lookup } from './lookup.ts';
import type { Group } from './state.ts';

/** https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-suspend-resume-processes.html */
const PROCESSES: readonly string[] = [
  'Launch',
  'Terminate',
  'AddToLoadBalancer',
  'AlarmNotification',
  'AZRebalance',
  'HealthCheck',
  'InstanceRefresh',
  'ReplaceUnhealthy',
  'ScheduledActions',
];

/** An instance refresh: it is over once none of the instances that it began with is left. */
interface Refresh {
  readonly id: string;
  readonly group: Group;
  readonly startedAt: Date;
  readonly replaced: readonly string[];
}

/** The operations by which a person changes a group beside hostkeeper: capacity, processes, instance refreshes. */
export const scalingOperations = (groups: Groups, { findGroup, namedAuthorization }: Lookup, clock: Clock) => {
  const refreshes: Refresh[] = [];

  const isOver = ({ group, replaced }: Refresh): boolean => {
    const inService = group.instances.filter(({ lifecycleState }) => lifecycleState === 'InService');
    return (
      inService.length >= group.sizes.desired &&
      !group.instances.some(({ instanceId }) => replaced.includes(instanceId))
    );
  };

  const SetDesiredCapacity: Operation<sdk.SetDesiredCapacityType, void> = {
    authorization: namedAuthorization,
    handle: ({ AutoScalingGroupName, DesiredCapacity = 0 }) =>
      groups.resize(findGroup(AutoScalingGroupName), { desired: DesiredCapacity }),
  };

  const SuspendProcesses: Operation<sdk.ScalingProcessQuery, void> = {
    authorization: namedAuthorization,
    handle: ({ AutoScalingGroupName, ScalingProcesses = PROCESSES }) => {
      const group = findGroup(AutoScalingGroupName);
      const unknown = ScalingProcesses.find((process) => !PROCESSES.includes(process));
      if (unknown !== undefined)
        throw validationError(`Encountered an unknown process: ${unknown}. The processes are: ${PROCESSES.join(', ')}`);
      for (const process of ScalingProcesses) group.suspendedProcesses.add(process);
    },
  };

  const StartInstanceRefresh: Operation<sdk.StartInstanceRefreshType, sdk.StartInstanceRefreshAnswer> = {
    authorization: namedAuthorization,
    handle: ({ AutoScalingGroupName }) => {
      const group = findGroup(AutoScalingGroupName);
      if (refreshes.some((refresh) => refresh.group === group && !isOver(refresh)))
        throw new AwsError(
          'InstanceRefreshInProgress',
          'An Instance Refresh is already in progress and blocks the execution of this Instance Refresh.',
        );
      const cause = `At ${clock.now().toISOString()} an instance was taken out of service in response to an instance refresh.`;
      const replaced = group.instances.map(({ instanceId }) => instanceId);
      const refresh = { id: drawUuid(clock), group, startedAt: clock.now(), replaced };
      refreshes.unshift(refresh);
      for (const instance of group.instances) groups.terminate(group, instance, cause);
      return { InstanceRefreshId: refresh.id };
    },
  };

  const DescribeInstanceRefreshes: Operation<sdk.DescribeInstanceRefreshesType, sdk.DescribeInstanceRefreshesAnswer> = {
    handle: ({ AutoScalingGroupName }) => {
      const group = findGroup(AutoScalingGroupName);
      return {
        InstanceRefreshes: refreshes
          .filter((refresh) => refresh.group === group)
          .map((refresh) => ({
            InstanceRefreshId: refresh.id,
            AutoScalingGroupName: group.name,
            Status: isOver(refresh) ? ('Successful' as const) : ('InProgress' as const),
            PercentageComplete: isOver(refresh) ? 100 : 0,
            StartTime: refresh.startedAt,
          })),
      };
    },
  };

  return { SetDesiredCapacity, SuspendProcesses, StartInstanceRefresh, DescribeInstanceRefreshes };
};
