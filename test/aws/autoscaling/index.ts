import type * as sdk from '@aws-sdk/client-auto-scaling';

import { describeAutoScalingGroups } from './describe.ts';
import { checkTag } from './tags.ts';
import { LIMITS } from '../quotas.ts';
import { lifecycleOperations } from './lifecycle.ts';
import type { Clock } from '../clock.ts';
import { createEc2, type SimulatedEc2 } from '../ec2/index.ts';
import { createGroups, type Group, type GroupInstance } from './groups.ts';
import {
  type AuthorizationRequest,
  ACCOUNT,
  AwsError,
  type CallContext,
  type Operation,
  type Service,
} from '../operation.ts';

const invalid = (message: string): AwsError => new AwsError('ValidationError', message);

const operation = <I, O>(
  authorization: (input: I) => readonly AuthorizationRequest[],
  handle: (input: I, call: CallContext) => O,
): Operation<I, O> => ({
  authorization,
  handle,
});

/** EC2 Auto Scaling of one region; with an EC2 of its own, and no bus, where none is given. */
export const createAutoScaling = (deps: {
  readonly clock: Clock;
  readonly region: string;
  readonly ec2?: Pick<SimulatedEc2, 'instances'>;
  readonly emit?: (event: object) => void;
}) => {
  const { clock, region, ec2 = createEc2({ clock, region }), emit = () => {} } = deps;
  const groups = createGroups({ clock, region, ec2, emit });

  const findGroup = (name: string | undefined): Group => {
    const group = groups.get(name ?? '');
    if (!group) throw invalid(`AutoScalingGroup name not found - AutoScalingGroup ${name} not found`);
    return group;
  };
  /** The operations on tags have words of their own. https://github.com/cloud-custodian/cloud-custodian/issues/380 */
  const findGroupForTags = (name: string | undefined): Group => {
    const group = groups.get(name ?? '');
    if (!group) throw invalid(`AutoScalingGroup not found - AutoScaling Group ${name} not found`);
    return group;
  };
  const findManagedInstance = (instanceId: string | undefined): [Group, GroupInstance] => {
    for (const group of groups.all()) {
      const instance = group.instances.find((one) => one.instanceId === instanceId);
      if (instance) return [group, instance];
    }
    throw invalid(`Instance Id not found - No managed instance found for instance ID: ${instanceId}`);
  };

  /** What IAM is asked of a call on a group: its ARN, its tags, and what the call brings. */
  const groupAuthorization = (
    group: Group | undefined,
    callContext: AuthorizationRequest['context'] = {},
  ): readonly AuthorizationRequest[] => {
    const unknown = `arn:aws:autoscaling:${region}:${ACCOUNT}:autoScalingGroup:*:autoScalingGroupName/unknown`;
    const tags = [...(group?.tags ?? [])].flatMap(([key, value]) => [
      [`aws:ResourceTag/${key}`, value],
      [`autoscaling:ResourceTag/${key}`, value],
    ]);
    return [{ resource: group?.arn ?? unknown, context: { ...Object.fromEntries(tags), ...callContext } }];
  };
  const namedGroupAuthorization = ({ AutoScalingGroupName }: { AutoScalingGroupName?: string | undefined }) =>
    groupAuthorization(groups.get(AutoScalingGroupName ?? ''));
  const tagsAuthorization = ({
    Tags = [],
  }: sdk.CreateOrUpdateTagsType | sdk.DeleteTagsType): readonly AuthorizationRequest[] =>
    Tags.flatMap(({ ResourceId }) =>
      groupAuthorization(groups.get(ResourceId ?? ''), {
        'aws:TagKeys': Tags.map(({ Key }) => Key ?? ''),
        ...Object.fromEntries(Tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value ?? ''])),
      }),
    );

  const DescribeAutoScalingGroups = operation<sdk.AutoScalingGroupNamesType, sdk.AutoScalingGroupsType>(
    () => [{ resource: '*' }],
    (input) => describeAutoScalingGroups(groups.all(), input),
  );

  const UpdateAutoScalingGroup = operation<sdk.UpdateAutoScalingGroupType, void>(
    ({ AutoScalingGroupName, MinSize, MaxSize }) =>
      groupAuthorization(groups.get(AutoScalingGroupName ?? ''), {
        ...(MinSize !== undefined && { 'autoscaling:MinSize': `${MinSize}` }),
        ...(MaxSize !== undefined && { 'autoscaling:MaxSize': `${MaxSize}` }),
      }),
    ({ AutoScalingGroupName, MinSize, MaxSize, DesiredCapacity }) => {
      const group = findGroup(AutoScalingGroupName);
      const min = MinSize ?? group.sizes.min;
      const max = MaxSize ?? group.sizes.max;
      if (min > max) throw invalid(`Max bound, ${max}, must be greater than or equal to min bound, ${min}`);
      if (DesiredCapacity !== undefined && (DesiredCapacity < min || DesiredCapacity > max)) {
        const between = `between the specified min size:${min} and max size:${max}`;
        throw invalid(`Desired capacity:${DesiredCapacity} must be ${between}`);
      }
      groups.resize(group, { min, max, ...(DesiredCapacity !== undefined && { desired: DesiredCapacity }) });
    },
  );

  const CreateOrUpdateTags = operation<sdk.CreateOrUpdateTagsType, void>(tagsAuthorization, ({ Tags = [] }) => {
    for (const [index, tag] of Tags.entries()) {
      findGroupForTags(tag.ResourceId);
      checkTag(tag, index + 1);
    }
    for (const { ResourceId, Key = '', Value = '' } of Tags) findGroupForTags(ResourceId).tags.set(Key, Value);
  });

  const ResumeProcesses = operation<sdk.ScalingProcessQuery, void>(
    namedGroupAuthorization,
    ({ AutoScalingGroupName, ScalingProcesses }) => {
      const group = findGroup(AutoScalingGroupName);
      for (const process of ScalingProcesses ?? [...group.suspendedProcesses]) group.suspendedProcesses.delete(process);
      groups.evaluateSoon(group);
    },
  );

  const SetInstanceProtection = operation<sdk.SetInstanceProtectionQuery, void>(
    namedGroupAuthorization,
    ({ AutoScalingGroupName, InstanceIds = [], ProtectedFromScaleIn = false }) => {
      const group = findGroup(AutoScalingGroupName);
      if (InstanceIds.length > LIMITS.protectedInstances.max) throw invalid('Too many instances');
      const instances = InstanceIds.map((instanceId) => {
        const instance = group.instances.find((one) => one.instanceId === instanceId);
        if (!instance) throw invalid(`The instance ${instanceId} is not part of Auto Scaling group ${group.name}.`);
        if (!['InService', 'EnteringStandby', 'Standby'].includes(instance.lifecycleState)) {
          throw invalid(`The instance ${instanceId} is not in InService or EnteringStandby or Standby.`);
        }
        return instance;
      });
      for (const instance of instances) instance.protectedFromScaleIn = ProtectedFromScaleIn;
      groups.evaluateSoon(group);
    },
  );

  const TerminateInstanceInAutoScalingGroup = operation<sdk.TerminateInstanceInAutoScalingGroupType, sdk.ActivityType>(
    ({ InstanceId }) =>
      groupAuthorization(groups.all().find((group) => group.instances.some((one) => one.instanceId === InstanceId))),
    ({ InstanceId, ShouldDecrementDesiredCapacity = false }, { at }) => {
      const [group, instance] = findManagedInstance(InstanceId);
      const { min, desired } = group.sizes;
      if (ShouldDecrementDesiredCapacity) {
        if (desired === min) {
          throw invalid(
            `Currently, desiredSize equals minSize (${min}). Terminating instance without replacement will violate group's min size constraint. Either set shouldDecrementDesiredCapacity flag to false or lower group's min size.`,
          );
        }
        groups.resize(group, { desired: desired - 1 });
      }
      groups.terminate(group, instance, 'an instance was taken out of service in response to a user request');
      const Activity: sdk.Activity = {
        ActivityId: `${instance.instanceId}-${at.getTime()}`,
        AutoScalingGroupName: group.name,
        Description: `Terminating EC2 instance: ${instance.instanceId}`,
        Cause: `At ${at.toISOString().slice(0, 19)}Z instance ${instance.instanceId} was taken out of service in response to a user request.`,
        StartTime: at,
        StatusCode: 'InProgress',
        Progress: 0,
      };
      return { Activity };
    },
  );

  const DeleteTags = operation<sdk.DeleteTagsType, void>(tagsAuthorization, ({ Tags = [] }) => {
    for (const { ResourceId, Key = '' } of Tags) findGroupForTags(ResourceId).tags.delete(Key);
  });

  const DeleteAutoScalingGroup = operation<sdk.DeleteAutoScalingGroupType, void>(
    namedGroupAuthorization,
    ({ AutoScalingGroupName, ForceDelete = false }) => {
      const group = findGroup(AutoScalingGroupName);
      if (group.instances.length > 0 && !ForceDelete) {
        const what = 'there are instances or pending Spot instance request(s) still in the group.';
        throw new AwsError('ResourceInUse', `You cannot delete an AutoScalingGroup while ${what}`);
      }
      groups.remove(group);
    },
  );

  const service = {
    DescribeAutoScalingGroups,
    UpdateAutoScalingGroup,
    CreateOrUpdateTags,
    ResumeProcesses,
    SetInstanceProtection,
    TerminateInstanceInAutoScalingGroup,
    DeleteTags,
    DeleteAutoScalingGroup,
    ...lifecycleOperations({ groups, find: findGroup, named: namedGroupAuthorization }),
  } satisfies Service;

  return { service, groups };
};
