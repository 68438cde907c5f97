import type * as sdk from '@aws-sdk/client-auto-scaling';

import { LIMITS } from './aws.ts';
import type { Clock } from './clock.ts';
import { createGroups, type Group, type Instance } from './groups.ts';
import { type Access, AwsError, type Call, type Operation, type Service } from './service.ts';

const invalid = (message: string): AwsError => new AwsError('ValidationError', message);

/** The group as AWS describes it: a copy, which nobody can change the world by. */
const described = (group: Group): sdk.AutoScalingGroup => ({
  AutoScalingGroupName: group.name,
  AutoScalingGroupARN: group.arn,
  MinSize: group.sizes.min,
  DesiredCapacity: group.sizes.desired,
  MaxSize: group.sizes.max,
  DefaultCooldown: 300,
  AvailabilityZones: [`${group.region}a`],
  HealthCheckType: 'EC2',
  CreatedTime: group.createdAt,
  Instances: group.instances.map((instance) => ({
    InstanceId: instance.instanceId,
    AvailabilityZone: `${group.region}a`,
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
  if (Name.startsWith('tag:')) return Values.includes(tags.get(Name.slice(4)) ?? '\0');
  throw invalid(`Invalid filter name: ${Name}`);
};

const operation = <I, O>(
  access: (input: I) => readonly Access[],
  answer: (input: I, call: Call) => O,
): Operation<I, O> => ({
  access,
  answer,
});

/** EC2 Auto Scaling of one region. */
export const createAutoScaling = ({ clock, region }: { readonly clock: Clock; readonly region: string }) => {
  const groups = createGroups({ clock, region });

  const find = (name: string | undefined): Group => {
    const group = groups.get(name ?? '');
    if (!group) throw invalid(`AutoScalingGroup name not found - AutoScalingGroup ${name} not found`);
    return group;
  };
  const holding = (instanceId: string | undefined): [Group, Instance] => {
    for (const group of groups.all()) {
      const instance = group.instances.find((one) => one.instanceId === instanceId);
      if (instance) return [group, instance];
    }
    throw invalid(`Instance Id not found - No managed instance found for instance ID: ${instanceId}`);
  };

  /** What IAM is asked of a call on a group: its ARN, its tags, and what the call brings. */
  const onGroup = (group: Group | undefined, more: Access['context'] = {}): readonly Access[] => [
    {
      resource:
        group?.arn ?? `arn:aws:autoscaling:${region}:123456789012:autoScalingGroup:*:autoScalingGroupName/unknown`,
      context: {
        ...Object.fromEntries([...(group?.tags ?? [])].map(([key, value]) => [`aws:ResourceTag/${key}`, value])),
        ...more,
      },
    },
  ];

  const named = ({ AutoScalingGroupName }: { AutoScalingGroupName?: string | undefined }) =>
    onGroup(groups.get(AutoScalingGroupName ?? ''));

  const DescribeAutoScalingGroups: Operation<sdk.AutoScalingGroupNamesType, sdk.AutoScalingGroupsType> = {
    answer: ({ AutoScalingGroupNames, Filters = [], MaxRecords = LIMITS.groupsAPage.unasked, NextToken }) => {
      if (MaxRecords > LIMITS.groupsAPage.most) throw invalid(`MaxRecords must be at most ${LIMITS.groupsAPage.most}`);
      const found = groups
        .all()
        .filter((group) => AutoScalingGroupNames === undefined || AutoScalingGroupNames.includes(group.name))
        .filter((group) => Filters.every((filter) => matches(group, filter)));
      // A token is opaque: it names the last group of the page before.
      const last = NextToken === undefined ? undefined : Buffer.from(NextToken, 'base64').toString();
      const at = last === undefined ? 0 : found.findIndex(({ name }) => name > last);
      if (last !== undefined && !groups.get(last)) throw new AwsError('InvalidNextToken', 'The token is not valid.');
      const page = at === -1 ? [] : found.slice(at, at + MaxRecords);
      const more = at !== -1 && at + MaxRecords < found.length;
      const token = Buffer.from(page.at(-1)?.name ?? '').toString('base64');
      return { AutoScalingGroups: page.map(described), ...(more && { NextToken: token }) };
    },
  };

  const UpdateAutoScalingGroup = operation<sdk.UpdateAutoScalingGroupType, void>(
    ({ AutoScalingGroupName, MinSize, MaxSize }) =>
      onGroup(groups.get(AutoScalingGroupName ?? ''), {
        ...(MinSize !== undefined && { 'autoscaling:MinSize': `${MinSize}` }),
        ...(MaxSize !== undefined && { 'autoscaling:MaxSize': `${MaxSize}` }),
      }),
    ({ AutoScalingGroupName, MinSize, MaxSize, DesiredCapacity }) => {
      const group = find(AutoScalingGroupName);
      groups.resize(group, {
        ...(MinSize !== undefined && { min: MinSize }),
        ...(MaxSize !== undefined && { max: MaxSize }),
        ...(DesiredCapacity !== undefined && { desired: DesiredCapacity }),
      });
    },
  );

  const CreateOrUpdateTags = operation<sdk.CreateOrUpdateTagsType, void>(
    ({ Tags = [] }) =>
      Tags.flatMap(({ ResourceId }) =>
        onGroup(groups.get(ResourceId ?? ''), {
          'aws:TagKeys': Tags.map(({ Key }) => Key ?? ''),
          ...Object.fromEntries(Tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value ?? ''])),
        }),
      ),
    ({ Tags = [] }) => {
      for (const { ResourceId, Key = '', Value = '' } of Tags) {
        const group = find(ResourceId);
        if (Key.length > LIMITS.tagKey.most || Value.length > LIMITS.tagValue.most)
          throw invalid(`Tag ${Key} is too long`);
        if (!/^[\p{L}\p{N}\s_.:/=+\-@]*$/u.test(Value))
          throw invalid(`Tag value contains invalid characters: ${Value}`);
        group.tags.set(Key, Value);
      }
    },
  );

  const ResumeProcesses = operation<sdk.ScalingProcessQuery, void>(
    named,
    ({ AutoScalingGroupName, ScalingProcesses }) => {
      const group = find(AutoScalingGroupName);
      for (const process of ScalingProcesses ?? [...group.suspendedProcesses]) group.suspendedProcesses.delete(process);
      groups.evaluateSoon(group);
    },
  );

  const SetInstanceProtection = operation<sdk.SetInstanceProtectionQuery, void>(
    named,
    ({ AutoScalingGroupName, InstanceIds = [], ProtectedFromScaleIn = false }) => {
      const group = find(AutoScalingGroupName);
      if (InstanceIds.length > LIMITS.protectedInstances.most) throw invalid('Too many instances');
      for (const instanceId of InstanceIds) {
        const instance = group.instances.find((one) => one.instanceId === instanceId);
        if (!instance) throw invalid(`The instance ${instanceId} is not part of Auto Scaling group ${group.name}.`);
        if (!['InService', 'EnteringStandby', 'Standby'].includes(instance.lifecycleState)) {
          throw invalid(`The instance ${instanceId} is not in InService or EnteringStandby or Standby.`);
        }
        instance.protectedFromScaleIn = ProtectedFromScaleIn;
      }
      groups.evaluateSoon(group);
    },
  );

  const TerminateInstanceInAutoScalingGroup = operation<sdk.TerminateInstanceInAutoScalingGroupType, sdk.ActivityType>(
    ({ InstanceId }) =>
      onGroup(groups.all().find((group) => group.instances.some((one) => one.instanceId === InstanceId))),
    ({ InstanceId, ShouldDecrementDesiredCapacity = false }) => {
      const [group, instance] = holding(InstanceId);
      if (ShouldDecrementDesiredCapacity) groups.resize(group, { desired: group.sizes.desired - 1 });
      groups.end(group, instance);
      return {};
    },
  );

  const DeleteAutoScalingGroup = operation<sdk.DeleteAutoScalingGroupType, void>(named, ({ AutoScalingGroupName }) => {
    groups.remove(find(AutoScalingGroupName));
  });

  const service = {
    DescribeAutoScalingGroups,
    UpdateAutoScalingGroup,
    CreateOrUpdateTags,
    ResumeProcesses,
    SetInstanceProtection,
    TerminateInstanceInAutoScalingGroup,
    DeleteAutoScalingGroup,
  } satisfies Service;

  return { service, groups };
};
