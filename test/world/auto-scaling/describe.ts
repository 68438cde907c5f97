import { createHash } from 'node:crypto';

import type * as sdk from '@aws-sdk/client-auto-scaling';

import { LIMITS } from '../aws.ts';
import type { Group } from '../groups.ts';
import { AwsError } from '../service.ts';

const invalid = (message: string): AwsError => new AwsError('ValidationError', message);

/** The group as AWS describes it: a copy, which nobody can change the world by. */
const described = (group: Group): sdk.AutoScalingGroup => ({
  AutoScalingGroupName: group.name,
  AutoScalingGroupARN: group.arn,
  MinSize: group.sizes.min,
  DesiredCapacity: group.sizes.desired,
  MaxSize: group.sizes.max,
  DefaultCooldown: 300,
  AvailabilityZones: [...group.zones],
  CapacityRebalance: group.capacityRebalance,
  HealthCheckType: 'EC2',
  CreatedTime: new Date(group.createdAt),
  Instances: group.instances.map((instance) => ({
    InstanceId: instance.instanceId,
    AvailabilityZone: instance.zone,
    LifecycleState: instance.lifecycleState,
    HealthStatus: 'Healthy',
    ProtectedFromScaleIn: instance.protectedFromScaleIn,
  })),
  SuspendedProcesses: [...group.suspendedProcesses].map((ProcessName) => ({
    ProcessName,
    SuspensionReason: 'User suspended',
  })),
  Tags: [...group.tags].map(([Key, Value]) => ({
    ResourceId: group.name,
    ResourceType: 'auto-scaling-group',
    Key,
    Value,
    PropagateAtLaunch: false,
  })),
  ...(group.warmPool && { WarmPoolConfiguration: { MinSize: 0, PoolState: 'Stopped' } }),
});

/** Filters are joined by AND, the values of one by OR. https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_Filter.html */
const matches = ({ tags }: Group, { Name = '', Values = [] }: sdk.Filter): boolean => {
  if (Name === 'tag-key') return Values.some((key) => tags.has(key));
  if (Name === 'tag-value') return Values.some((value) => [...tags.values()].includes(value));
  if (Name.startsWith('tag:')) {
    const value = tags.get(Name.slice('tag:'.length));
    return value !== undefined && Values.includes(value);
  }
  throw invalid(`Invalid filter name: ${Name}`);
};

/**
 * A token names the last group of the page before, and holds only for the question that it was given to: AWS calls it
 * invalid when it comes back without the filters. https://github.com/boto/boto3/issues/3458
 */
const tokenOf = (last: string, { AutoScalingGroupNames, Filters }: sdk.AutoScalingGroupNamesType): string => {
  const question = createHash('sha256')
    .update(JSON.stringify([AutoScalingGroupNames, Filters]))
    .digest('base64');
  return Buffer.from(`${question} ${last}`).toString('base64');
};

const lastBefore = (token: string, input: sdk.AutoScalingGroupNamesType): string => {
  const [, last = ''] = /^\S+ (.+)$/s.exec(Buffer.from(token, 'base64').toString()) ?? [];
  if (last === '' || tokenOf(last, input) !== token) {
    throw new AwsError('InvalidNextToken', `The token '${token}' was invalid`);
  }
  return last;
};

/** One page of the groups, which come in the order of their names. */
export const describeAutoScalingGroups = (
  groups: readonly Group[],
  input: sdk.AutoScalingGroupNamesType,
): sdk.AutoScalingGroupsType => {
  const { AutoScalingGroupNames: names = [], Filters = [], NextToken } = input;
  const { MaxRecords = LIMITS.groupsAPage.unasked } = input;
  if (names.length > LIMITS.namesAsked.most) {
    throw invalid(`The number of group names that may be passed in is limited to ${LIMITS.namesAsked.most}`);
  }
  if (MaxRecords > LIMITS.groupsAPage.most) {
    const limit = `Member must have value less than or equal to ${LIMITS.groupsAPage.most}`;
    throw invalid(
      `1 validation error detected: Value '${MaxRecords}' at 'maxRecords' failed to satisfy constraint: ${limit}`,
    );
  }
  const after = NextToken === undefined ? '' : lastBefore(NextToken, input);
  const left = groups
    .filter((group) => group.name > after)
    .filter((group) => names.length === 0 || names.includes(group.name))
    .filter((group) => Filters.every((filter) => matches(group, filter)));
  const page = left.slice(0, MaxRecords);
  const last = page.at(-1);
  return {
    AutoScalingGroups: page.map(described),
    ...(last && left.length > page.length && { NextToken: tokenOf(last.name, input) }),
  };
};
