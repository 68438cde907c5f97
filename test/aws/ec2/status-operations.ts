import type * as sdk from '@aws-sdk/client-ec2';

import type { Operation } from '../operation.ts';
import { toSdkState } from './describe.ts';
import { matches } from './filters.ts';
import type { Ec2Instance } from './instances.ts';
import type { Lookup } from './lookup.ts';
import { paginate } from './pages.ts';
import { LIMITS } from './quotas.ts';
import type { Ec2State } from './state.ts';

const toSdkStatus = ({
  instanceId,
  zone,
  state,
  retiredAt,
  scheduledCode = 'instance-retirement',
}: Ec2Instance): sdk.InstanceStatus => {
  const check = { Status: state === 'running' ? ('ok' as const) : ('not-applicable' as const) };
  return {
    InstanceId: instanceId,
    AvailabilityZone: zone,
    InstanceState: toSdkState(state),
    InstanceStatus: check,
    SystemStatus: check,
    ...(retiredAt && {
      Events: [
        { Code: scheduledCode, Description: 'The instance is running on degraded hardware', NotBefore: retiredAt },
      ],
    }),
  };
};

/** The operation that tells of the status of instances, and of what AWS has scheduled for them. */
export const statusOperations = ({ instances }: Ec2State, lookup: Lookup) => {
  /** Only running instances, unless all are wanted. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceStatus.html */
  const DescribeInstanceStatus: Operation<sdk.DescribeInstanceStatusRequest, sdk.DescribeInstanceStatusResult> = {
    handle: ({ Filters, InstanceIds = [], IncludeAllInstances = false, MaxResults, NextToken }) => {
      for (const instanceId of InstanceIds) lookup.findInstance(instanceId);
      const isMatch = matches(Filters);
      const selected = instances
        .all()
        .filter(({ state }) => IncludeAllInstances || state === 'running')
        .filter(({ instanceId }) => InstanceIds.length === 0 || InstanceIds.includes(instanceId))
        .filter(({ tags, zone, state, retiredAt, scheduledCode = 'instance-retirement' }) =>
          isMatch(tags, {
            'availability-zone': [zone],
            'event.code': [retiredAt && scheduledCode],
            'instance-state-name': [state],
          }),
        );
      const page = paginate(selected, { MaxResults, NextToken, ids: InstanceIds }, LIMITS.instancesPerPage);
      return { InstanceStatuses: page.items.map(toSdkStatus), NextToken: page.NextToken };
    },
  };

  return { DescribeInstanceStatus };
};
