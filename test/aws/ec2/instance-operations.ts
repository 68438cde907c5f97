import type * as sdk from '@aws-sdk/client-ec2';

import { ACCOUNT, AwsError, type Operation } from '../operation.ts';
import { INSTANCE_TYPE, toSdkInstance, toSdkState } from './describe.ts';
import { matches } from './filters.ts';
import type { Lookup } from './lookup.ts';
import { paginate } from './pages.ts';
import { LIMITS } from './quotas.ts';
import type { Ec2State } from './state.ts';

/** Operations on instances. */
export const instanceOperations = ({ instances, volumes }: Ec2State, lookup: Lookup) => {
  const DescribeInstances: Operation<sdk.DescribeInstancesRequest, sdk.DescribeInstancesResult> = {
    handle: ({ Filters, InstanceIds = [], MaxResults, NextToken }) => {
      for (const instanceId of InstanceIds) lookup.findInstance(instanceId);
      const isMatch = matches(Filters);
      const selected = instances
        .all()
        .filter(({ instanceId }) => InstanceIds.length === 0 || InstanceIds.includes(instanceId))
        .filter(({ tags, instanceId, zone, spot, state, ip, privateIp }) =>
          isMatch(tags, {
            'availability-zone': [zone],
            'instance-id': [instanceId],
            'instance-lifecycle': [spot ? 'spot' : undefined],
            'instance-state-code': [`${toSdkState(state).Code}`],
            'instance-state-name': [state],
            'instance-type': [INSTANCE_TYPE],
            'ip-address': [ip],
            'private-ip-address': [state === 'terminated' ? undefined : privateIp],
          }),
        );
      const page = paginate(selected, { MaxResults, NextToken, ids: InstanceIds }, LIMITS.instancesPerPage);
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

  /** All of them or none. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TerminateInstances.html */
  const TerminateInstances: Operation<sdk.TerminateInstancesRequest, sdk.TerminateInstancesResult> = {
    authorization: ({ InstanceIds = [] }) => InstanceIds.map(lookup.instanceAuthorization),
    handle: ({ InstanceIds = [] }) => {
      if (InstanceIds.length === 0) throw new AwsError('InvalidParameterCombination', 'No instances specified');
      const found = InstanceIds.map((instanceId) => lookup.findInstance(instanceId));
      return {
        TerminatingInstances: found.map((instance) => {
          const PreviousState = toSdkState(instance.state);
          instances.terminate(instance.instanceId);
          return { InstanceId: instance.instanceId, PreviousState, CurrentState: toSdkState(instance.state) };
        }),
      };
    },
  };

  return { DescribeInstances, TerminateInstances };
};
