import { createHash } from 'node:crypto';

import type * as sdk from '@aws-sdk/client-auto-scaling';

import { subnetIn } from '../ec2/subnets.ts';
import type { LaunchSource } from '../ec2/launch-templates.ts';
import { AwsError } from '../operation.ts';
import { constraintError, validationError } from './errors.ts';
import { LIMITS } from './quotas.ts';
import type { Group, GroupInstance } from './state.ts';

const toSdkSource = ({ id, version }: LaunchSource): sdk.LaunchTemplateSpecification => ({
  LaunchTemplateId: id,
  Version: version,
});

/** An instance as its group lists it. */
const toSdkInstance = (instance: GroupInstance): sdk.Instance => ({
  InstanceId: instance.instanceId,
  AvailabilityZone: instance.zone,
  LifecycleState: instance.lifecycleState,
  HealthStatus: instance.isHealthy ? 'Healthy' : 'Unhealthy',
  ProtectedFromScaleIn: instance.protectedFromScaleIn,
  ...(instance.launchSource && { LaunchTemplate: toSdkSource(instance.launchSource) }),
});

/** A group as AWS describes it: a copy, so that a caller cannot change the simulated state. */
const toSdkGroup = (group: Group, includeInstances: boolean): sdk.AutoScalingGroup => ({
  AutoScalingGroupName: group.name,
  AutoScalingGroupARN: group.arn,
  MinSize: group.sizes.min,
  DesiredCapacity: group.sizes.desired,
  MaxSize: group.sizes.max,
  DefaultCooldown: 300,
  AvailabilityZones: [...group.zones],
  VPCZoneIdentifier: (group.subnets ?? group.zones.map(subnetIn)).join(','),
  CapacityRebalance: group.capacityRebalance,
  NewInstancesProtectedFromScaleIn: group.protectNewInstances,
  ...(group.maintenance && {
    InstanceMaintenancePolicy: {
      MinHealthyPercentage: group.maintenance.min,
      MaxHealthyPercentage: group.maintenance.max,
    },
  }),
  // Beside a policy for Spot, a group has no launch template of its own.
  ...(group.launchSource &&
    (group.spot
      ? {
          MixedInstancesPolicy: {
            LaunchTemplate: { LaunchTemplateSpecification: toSdkSource(group.launchSource) },
          },
        }
      : { LaunchTemplate: toSdkSource(group.launchSource) })),
  HealthCheckType: 'EC2',
  CreatedTime: new Date(group.createdAt),
  Instances: (includeInstances ? group.instances : []).map(toSdkInstance),
  SuspendedProcesses: [...group.suspendedProcesses].map((ProcessName) => ({
    ProcessName,
    SuspensionReason: 'User suspended',
  })),
  Tags: [...group.tags].map(([Key, Value]) => ({
    ResourceId: group.name,
    ResourceType: 'auto-scaling-group',
    Key,
    Value,
    PropagateAtLaunch: group.propagatedTags.has(Key),
  })),
  ...(group.retain && { InstanceLifecyclePolicy: { RetentionTriggers: { TerminateHookAbandon: 'retain' as const } } }),
  ...(group.warmPool && { WarmPoolConfiguration: { MinSize: 0, PoolState: 'Stopped' } }),
});

/** A group matches all filters; a filter matches any of its values. https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_Filter.html */
const matches = ({ tags }: Group, { Name = '', Values = [] }: sdk.Filter): boolean => {
  if (Name === 'tag-key') return Values.some((key) => tags.has(key));
  if (Name === 'tag-value') return Values.some((value) => [...tags.values()].includes(value));
  if (Name.startsWith('tag:')) {
    const value = tags.get(Name.slice('tag:'.length));
    return value !== undefined && Values.includes(value);
  }
  throw validationError(`Invalid filter name: ${Name}`);
};

/**
 * A token names the last group of the previous page. It is valid for the same names and filters only: AWS refuses it
 * without them. https://github.com/boto/boto3/issues/3458
 */
const tokenOf = (last: string, { AutoScalingGroupNames, Filters }: sdk.AutoScalingGroupNamesType): string => {
  const queryHash = createHash('sha256')
    .update(JSON.stringify([AutoScalingGroupNames, Filters]))
    .digest('base64');
  return Buffer.from(`${queryHash} ${last}`).toString('base64');
};

const lastOfPreviousPage = (token: string, input: sdk.AutoScalingGroupNamesType): string => {
  const [, last = ''] = /^\S+ (.+)$/s.exec(Buffer.from(token, 'base64').toString()) ?? [];
  if (last === '' || tokenOf(last, input) !== token) {
    throw new AwsError('InvalidNextToken', `The token '${token}' was invalid`);
  }
  return last;
};

/** One page of `groups`, which are in the order of their names. Throws for a token or a limit that AWS refuses. */
export const describeAutoScalingGroups = (
  groups: readonly Group[],
  input: sdk.AutoScalingGroupNamesType,
): sdk.AutoScalingGroupsType => {
  const { AutoScalingGroupNames: names = [], Filters = [], NextToken } = input;
  const { MaxRecords = LIMITS.groupsPerPage.default, IncludeInstances = true } = input;
  // By default 50, and as many as a page holds where the call says so.
  if (names.length > MaxRecords)
    throw validationError(`The number of group names that may be passed in is limited to ${MaxRecords}`);
  if (MaxRecords > LIMITS.groupsPerPage.max)
    throw constraintError(MaxRecords, 'maxRecords', `value less than or equal to ${LIMITS.groupsPerPage.max}`);
  const after = NextToken === undefined ? '' : lastOfPreviousPage(NextToken, input);
  const remaining = groups
    .filter((group) => group.name > after)
    .filter((group) => names.length === 0 || names.includes(group.name))
    .filter((group) => Filters.every((filter) => matches(group, filter)));
  const page = remaining.slice(0, MaxRecords);
  const last = page.at(-1);
  return {
    AutoScalingGroups: page.map((group) => toSdkGroup(group, IncludeInstances)),
    ...(last && remaining.length > page.length && { NextToken: tokenOf(last.name, input) }),
  };
};
