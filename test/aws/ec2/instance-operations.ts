import type * as sdk from '@aws-sdk/client-ec2';

import { ACCOUNT, type Operation } from '../operation.ts';
import { matches, paginate, toSdkInstance } from './describe.ts';
import type { Lookup } from './lookup.ts';
import { LIMITS } from './quotas.ts';
import type { Ec2State } from './state.ts';

/** Operations on instances. */
export const instanceOperations = ({ instances, volumes }: Ec2State, lookup: Lookup) => {
  const DescribeInstances: Operation<sdk.DescribeInstancesRequest, sdk.DescribeInstancesResult> = {
    handle: ({ Filters, InstanceIds, MaxResults, NextToken }) => {
      for (const instanceId of InstanceIds ?? []) lookup.findInstance(instanceId);
      const isMatch = matches(Filters);
      const selected = instances
        .all()
        .filter(({ instanceId }) => InstanceIds === undefined || InstanceIds.includes(instanceId))
        .filter(({ tags, instanceId, state }) =>
          isMatch(tags, { 'instance-id': [instanceId], 'instance-state-name': [state] }),
        );
      const page = paginate(selected, { MaxResults, NextToken }, LIMITS.instancesPerPage);
      return {
        Reservations: page.items.map((instance) => ({
          ReservationId: `r-${instance.instanceId.slice(2)}`,
          OwnerId: ACCOUNT,
          Instances: [toSdkInstance(instance, volumes.attachedTo(instance.instanceId))],
        })),
        NextToken: page.NextToken,
      };
    },
  };

  const DescribeInstanceStatus: Operation<sdk.DescribeInstanceStatusRequest, sdk.DescribeInstanceStatusResult> = {
    handle: ({ Filters, MaxResults, NextToken }) => {
      const isMatch = matches(Filters);
      const selected = instances
        .all()
        .filter(({ state }) => state === 'running')
        .filter(({ tags, retiredAt, scheduledCode = 'instance-retirement' }) =>
          isMatch(tags, { 'event.code': [retiredAt && scheduledCode] }),
        );
      const page = paginate(selected, { MaxResults, NextToken }, LIMITS.instancesPerPage);
      return {
        InstanceStatuses: page.items.map(
          ({ instanceId, zone, retiredAt, scheduledCode = 'instance-retirement' as const }) => ({
            InstanceId: instanceId,
            AvailabilityZone: zone,
            InstanceState: { Name: 'running' as const },
            Events: retiredAt
              ? [
                  {
                    Code: scheduledCode,
                    Description: 'The instance is running on degraded hardware',
                    NotBefore: retiredAt,
                  },
                ]
              : [],
          }),
        ),
        NextToken: page.NextToken,
      };
    },
  };

  const TerminateInstances: Operation<sdk.TerminateInstancesRequest, sdk.TerminateInstancesResult> = {
    authorization: ({ InstanceIds = [] }) => InstanceIds.map(lookup.instanceAuthorization),
    handle: ({ InstanceIds = [] }) => ({
      TerminatingInstances: InstanceIds.map((instanceId) => {
        const { state: previousState } = lookup.findInstance(instanceId);
        instances.terminate(instanceId);
        return {
          InstanceId: instanceId,
          PreviousState: { Name: previousState },
          CurrentState: { Name: lookup.findInstance(instanceId).state },
        };
      }),
    }),
  };

  return { DescribeInstances, DescribeInstanceStatus, TerminateInstances };
};
