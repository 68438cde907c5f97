import { casesOf, UNKNOWN } from '../case.ts';
import type { Names } from '../account.ts';

const groupC = { AutoScalingGroupName: 'c-group' };
const unknownGroup = { AutoScalingGroupName: 'nobody' };
const hook = { ...groupC, LifecycleHookName: 'up', LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING' };
const action = { ...groupC, LifecycleHookName: 'up', LifecycleActionResult: 'CONTINUE', InstanceId: UNKNOWN.instance };
const tag = (more: object) => ({
  Tags: [
    {
      ResourceId: 'a-group',
      ResourceType: 'auto-scaling-group',
      Key: 'colour',
      Value: 'red',
      PropagateAtLaunch: true,
      ...more,
    },
  ],
});
const filter = (Name: string, ...Values: string[]) => ({ Filters: [{ Name, Values }] });

const SIZES = ['MinSize', 'DesiredCapacity', 'MaxSize'].map((size) => `AutoScalingGroups[].${size}`);
const NAME = 'AutoScalingGroups[].AutoScalingGroupName';
const HOOK = ['LifecycleHookName', 'LifecycleTransition', 'HeartbeatTimeout', 'GlobalTimeout', 'DefaultResult'].map(
  (member) => `LifecycleHooks[].${member}`,
);
const protect =
  (instance: string, on = true) =>
  (names: Names) => ({
    AutoScalingGroupName: 'a-group',
    InstanceIds: [names[instance]],
    ProtectedFromScaleIn: on,
  });

/** Calls of EC2 Auto Scaling. */
export const autoScaling = casesOf(
  'autoscaling',
  ['all groups', 'DescribeAutoScalingGroups', {}, NAME, ...SIZES],
  ['a group by its name', 'DescribeAutoScalingGroups', { AutoScalingGroupNames: ['a-group', 'nobody'] }, NAME],
  ['two groups a page', 'DescribeAutoScalingGroups', { MaxRecords: 2 }, NAME],
  ['more groups a page than there may be', 'DescribeAutoScalingGroups', { MaxRecords: 101 }],
  ['the groups after nothing', 'DescribeAutoScalingGroups', { NextToken: 'garbage' }],
  [
    'a group without its instances',
    'DescribeAutoScalingGroups',
    { AutoScalingGroupNames: ['a-group'], IncludeInstances: false },
    'AutoScalingGroups[].Instances[].InstanceId',
  ],
  ['a filter that there is not', 'DescribeAutoScalingGroups', filter('colour', 'red')],
  ['a tag', 'CreateOrUpdateTags', tag({})],
  ['the groups by the value of a tag', 'DescribeAutoScalingGroups', filter('tag:colour', 'red', 'blue'), NAME],
  [
    'the groups by the key of a tag',
    'DescribeAutoScalingGroups',
    filter('tag-key', 'colour'),
    NAME,
    'AutoScalingGroups[].Tags[].PropagateAtLaunch',
  ],
  ['the tag of a group that there is not', 'CreateOrUpdateTags', tag({ ResourceId: 'nobody' })],
  ['a tag of AWS', 'CreateOrUpdateTags', tag({ Key: 'aws:thing' })],
  ['the key of a tag that is too long', 'CreateOrUpdateTags', tag({ Key: 'k'.repeat(129) })],
  ['the tag of another resource', 'CreateOrUpdateTags', tag({ ResourceType: 'ec2-instance' })],
  ['no tag', 'DeleteTags', tag({})],
  ['the groups by no tag', 'DescribeAutoScalingGroups', filter('tag-key', 'colour'), NAME],
  ['sizes', 'UpdateAutoScalingGroup', { ...groupC, MinSize: 0, MaxSize: 2, DesiredCapacity: 0 }],
  ['the group with its sizes', 'DescribeAutoScalingGroups', { AutoScalingGroupNames: ['c-group'] }, ...SIZES],
  ['a desired capacity over the maximum', 'UpdateAutoScalingGroup', { ...groupC, DesiredCapacity: 3 }],
  ['a minimum over the maximum', 'UpdateAutoScalingGroup', { ...groupC, MinSize: 3 }],
  ['a negative size', 'UpdateAutoScalingGroup', { ...groupC, MinSize: -1 }],
  ['a text for a size', 'UpdateAutoScalingGroup', { ...groupC, MinSize: Number.NaN }],
  ['the sizes of a group that there is not', 'UpdateAutoScalingGroup', { ...unknownGroup, MinSize: 0 }],
  ['protection of new instances', 'UpdateAutoScalingGroup', { ...groupC, NewInstancesProtectedFromScaleIn: true }],
  ['all processes', 'ResumeProcesses', { AutoScalingGroupName: 'a-group' }],
  ['the processes of a group that there is not', 'ResumeProcesses', unknownGroup],
  ['protection', 'SetInstanceProtection', protect('instance a')],
  [
    'the protected instance',
    'DescribeAutoScalingGroups',
    { AutoScalingGroupNames: ['a-group'] },
    'AutoScalingGroups[].Instances[].ProtectedFromScaleIn',
  ],
  ['no protection', 'SetInstanceProtection', protect('instance a', false)],
  ['protection of an instance of another group', 'SetInstanceProtection', protect('instance b')],
  ['no hooks', 'DescribeLifecycleHooks', groupC, ...HOOK],
  ['a hook', 'PutLifecycleHook', { ...hook, HeartbeatTimeout: 300, NotificationMetadata: 'blog' }],
  ['the hook', 'DescribeLifecycleHooks', groupC, ...HOOK, 'LifecycleHooks[].NotificationMetadata'],
  ['a hook at no transition', 'PutLifecycleHook', { ...hook, LifecycleTransition: 'sideways' }],
  ['a heartbeat that is too short', 'PutLifecycleHook', { ...hook, HeartbeatTimeout: 29 }],
  ['a name that no hook has', 'PutLifecycleHook', { ...hook, LifecycleHookName: 'a b!' }],
  ['the hooks of a group that there is not', 'DescribeLifecycleHooks', unknownGroup],
  ['the action of nobody', 'CompleteLifecycleAction', action],
  ['an action with no result', 'CompleteLifecycleAction', { ...action, LifecycleActionResult: 'MAYBE' }],
  [
    'the heartbeat of nobody',
    'RecordLifecycleActionHeartbeat',
    { ...groupC, LifecycleHookName: 'up', InstanceId: UNKNOWN.instance },
  ],
  ['no hook', 'DeleteLifecycleHook', { ...groupC, LifecycleHookName: 'up' }],
  ['no hook again', 'DeleteLifecycleHook', { ...groupC, LifecycleHookName: 'up' }],
  ['the activities of a group', 'DescribeScalingActivities', { AutoScalingGroupName: 'b-group' }],
  ['the activities of a group that there is not', 'DescribeScalingActivities', unknownGroup],
  [
    'more activities a page than there may be',
    'DescribeScalingActivities',
    { AutoScalingGroupName: 'b-group', MaxRecords: 101 },
  ],
  [
    'the end of an instance of no group',
    'TerminateInstanceInAutoScalingGroup',
    { InstanceId: UNKNOWN.instance, ShouldDecrementDesiredCapacity: false },
  ],
  [
    'the end of an instance below the minimum',
    'TerminateInstanceInAutoScalingGroup',
    (names: Names) => ({ InstanceId: names['instance b'], ShouldDecrementDesiredCapacity: true }),
  ],
  [
    'the end of an instance and its place',
    'TerminateInstanceInAutoScalingGroup',
    (names: Names) => ({ InstanceId: names['instance d'], ShouldDecrementDesiredCapacity: true }),
  ],
  ['the group without that place', 'DescribeAutoScalingGroups', { AutoScalingGroupNames: ['d-group'] }, ...SIZES],
  ['a group with instances is deleted', 'DeleteAutoScalingGroup', { AutoScalingGroupName: 'b-group' }],
  ['a group that there is not is deleted', 'DeleteAutoScalingGroup', unknownGroup],
  ['an empty group is deleted', 'DeleteAutoScalingGroup', groupC],
  ['a group is deleted by force', 'DeleteAutoScalingGroup', { AutoScalingGroupName: 'e-group', ForceDelete: true }],
  ['the groups that are left', 'DescribeAutoScalingGroups', {}, NAME],
);
