import type { Change } from '@aws-sdk/client-route-53';
import { describe, expect, it } from 'vitest';

import { AwsError } from '../../aws/operation.ts';
import { given, type Given } from './given-endpoint.ts';

const command = {
  instanceId: 'i-1',
  comment: 'unmount vol-1',
  document: 'unmount',
  parameters: { VolumeId: 'vol-1', Device: '/dev/sdf' },
};
const hook = {
  name: 'hostkeeper-launch',
  transition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
  heartbeatSeconds: 900,
  defaultResult: 'CONTINUE',
  metadata: 'blog',
};
const upsert: Change = {
  Action: 'UPSERT',
  ResourceRecordSet: { Name: 'blog.example.com', Type: 'A', TTL: 60, ResourceRecords: [{ Value: '192.0.2.1' }] },
};

describe('a change', () => {
  it.each<[string, (aws: Given) => Promise<unknown>, string, object]>([
    [
      'of tags is of the group alone, and of no instance',
      ({ autoScaling }) => autoScaling.createOrUpdateTags('blog-group', { 'hostkeeper:state': 'running' }),
      'CreateOrUpdateTags',
      {
        Tags: [
          {
            ResourceId: 'blog-group',
            ResourceType: 'auto-scaling-group',
            PropagateAtLaunch: false,
            Key: 'hostkeeper:state',
            Value: 'running',
          },
        ],
      },
    ],
    [
      'of sizes sets all three',
      ({ autoScaling }) => autoScaling.updateAutoScalingGroup('blog-group', { min: 0, desired: 1, max: 2 }),
      'UpdateAutoScalingGroup',
      { AutoScalingGroupName: 'blog-group', MinSize: 0, DesiredCapacity: 1, MaxSize: 2 },
    ],
    [
      'of processes resumes those that are named: without a name, AWS would resume all',
      ({ autoScaling }) => autoScaling.resumeProcesses('blog-group', ['Terminate']),
      'ResumeProcesses',
      { AutoScalingGroupName: 'blog-group', ScalingProcesses: ['Terminate'] },
    ],
    [
      'of scale-in protection takes it away',
      ({ autoScaling }) => autoScaling.clearInstanceProtection('blog-group', ['i-1', 'i-2']),
      'SetInstanceProtection',
      { AutoScalingGroupName: 'blog-group', InstanceIds: ['i-1', 'i-2'], ProtectedFromScaleIn: false },
    ],
    [
      'that terminates an instance keeps the desired capacity, so that its group replaces it',
      ({ autoScaling }) => autoScaling.terminateInstance('i-1'),
      'TerminateInstanceInAutoScalingGroup',
      { InstanceId: 'i-1', ShouldDecrementDesiredCapacity: false },
    ],
    [
      'of a hook is the hook as a whole',
      ({ hooks }) => hooks.putLifecycleHook('blog-group', hook),
      'PutLifecycleHook',
      {
        AutoScalingGroupName: 'blog-group',
        LifecycleHookName: 'hostkeeper-launch',
        LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
        HeartbeatTimeout: 900,
        DefaultResult: 'CONTINUE',
        NotificationMetadata: 'blog',
      },
    ],
    [
      'that completes a hook names the instance and the result',
      ({ hooks }) => hooks.completeLifecycleAction('blog-group', 'i-1', 'hostkeeper-launch', 'ABANDON'),
      'CompleteLifecycleAction',
      {
        AutoScalingGroupName: 'blog-group',
        InstanceId: 'i-1',
        LifecycleHookName: 'hostkeeper-launch',
        LifecycleActionResult: 'ABANDON',
      },
    ],
    [
      'that attaches a volume names the device',
      ({ ec2 }) => ec2.attachVolume('vol-1', 'i-1', '/dev/sdf'),
      'AttachVolume',
      { VolumeId: 'vol-1', InstanceId: 'i-1', Device: '/dev/sdf' },
    ],
    [
      'that detaches a volume uses force only where it says so',
      ({ ec2 }) => ec2.detachVolume('vol-1', 'i-1', false),
      'DetachVolume',
      { VolumeId: 'vol-1', InstanceId: 'i-1', Force: false },
    ],
    [
      'that detaches a volume by force says so',
      ({ ec2 }) => ec2.detachVolume('vol-1', 'i-1', true),
      'DetachVolume',
      { VolumeId: 'vol-1', InstanceId: 'i-1', Force: true },
    ],
    [
      'of an address takes it from wherever it was, to the instance',
      ({ ec2 }) => ec2.associateAddress('eipalloc-1', { instanceId: 'i-1' }),
      'AssociateAddress',
      { AllocationId: 'eipalloc-1', InstanceId: 'i-1', AllowReassociation: true },
    ],
    [
      'of an address takes it to the network interface of an instance that has several',
      ({ ec2 }) => ec2.associateAddress('eipalloc-1', { interfaceId: 'eni-1' }),
      'AssociateAddress',
      { AllocationId: 'eipalloc-1', NetworkInterfaceId: 'eni-1', AllowReassociation: true },
    ],
    [
      'of a container instance drains it',
      ({ ecs }) => ecs.updateContainerInstancesState('web', 'arn:1'),
      'UpdateContainerInstancesState',
      { cluster: 'web', containerInstances: ['arn:1'], status: 'DRAINING' },
    ],
    [
      'of records is of one zone',
      ({ route53 }) => route53.changeResourceRecordSets('Z1', [upsert]),
      'ChangeResourceRecordSets',
      { HostedZoneId: 'Z1', ChangeBatch: { Changes: [upsert] } },
    ],
    [
      'that runs a command names the instance, the first version of the document, and what identifies it',
      ({ ssm }) => ssm.sendCommand(command),
      'SendCommand',
      {
        InstanceIds: ['i-1'],
        DocumentName: 'unmount',
        DocumentVersion: '1',
        Comment: 'unmount vol-1',
        TimeoutSeconds: 30,
        Parameters: { VolumeId: ['vol-1'], Device: ['/dev/sdf'] },
      },
    ],
    [
      'that notifies is a message with a subject',
      ({ sns }) => sns.publish('arn:topic', 'stopped', 'blog'),
      'Publish',
      { TopicArn: 'arn:topic', Subject: 'stopped', Message: 'blog' },
    ],
  ])('%s', async (_, change, operation, input) => {
    const aws = given();
    await change(aws);
    expect(aws.requests).toEqual([[operation, input]]);
  });

  it('of the protection of many instances takes several calls: AWS accepts 50 in one', async () => {
    const { autoScaling, requests } = given();
    const ids = Array.from({ length: 51 }, (_, index) => `i-${index}`);
    await autoScaling.clearInstanceProtection('blog-group', ids);
    expect(requests.map(([, input]) => input)).toMatchObject([
      { InstanceIds: ids.slice(0, 50) },
      { InstanceIds: ['i-50'] },
    ]);
  });
});

describe('a change of tags', () => {
  it('is not begun once the time for it is over', async () => {
    const { autoScaling, requests } = given();
    const late = autoScaling.createOrUpdateTags('blog-group', { 'hostkeeper:state': 'running' }, AbortSignal.abort());
    await expect(late).rejects.toThrow('abort');
    expect(requests).toEqual([]);
  });
});

const refused = (code: string, message: string): AwsError => new AwsError(code, message);

describe('a change that was made already', () => {
  it.each<[string, AwsError, (aws: Given) => Promise<unknown>]>([
    [
      'the instance is not in service any more',
      refused('ValidationError', 'The instance i-1 is not in InService or EnteringStandby.'),
      ({ autoScaling }) => autoScaling.clearInstanceProtection('blog-group', ['i-1']),
    ],
    [
      'the instance no longer exists',
      refused('ValidationError', 'Instance Id not found - No managed instance found for instance ID: i-1'),
      ({ autoScaling }) => autoScaling.terminateInstance('i-1'),
    ],
    [
      'the hook was completed',
      refused('ValidationError', 'No active Lifecycle Action found with instance ID i-1'),
      ({ hooks }) => hooks.completeLifecycleAction('blog-group', 'i-1', 'hostkeeper-launch', 'CONTINUE'),
    ],
    [
      'the volume is in use',
      refused('VolumeInUse', 'in use'),
      ({ ec2 }) => ec2.attachVolume('vol-1', 'i-1', '/dev/sdf'),
    ],
    [
      'the volume is not attached',
      refused('InvalidAttachment.NotFound', 'none'),
      ({ ec2 }) => ec2.detachVolume('vol-1', 'i-1', false),
    ],
    [
      'the volume is available',
      refused('IncorrectState', "Volume 'vol-1' is in the 'available' state."),
      ({ ec2 }) => ec2.detachVolume('vol-1', 'i-1', false),
    ],
  ])('is no error: %s', async (_, error, change) => {
    await expect(change(given(error))).resolves.toBeUndefined();
  });

  it.each<[string, AwsError, (aws: Given) => Promise<unknown>]>([
    [
      'a scaling activity is in progress',
      refused('ScalingActivityInProgress', 'in progress'),
      ({ autoScaling }) => autoScaling.terminateInstance('i-1'),
    ],
    [
      'the group is being deleted',
      refused('ValidationError', 'the group is being deleted'),
      ({ autoScaling }) => autoScaling.clearInstanceProtection('blog-group', ['i-1']),
    ],
    [
      'the volume is in another state than was believed',
      refused('IncorrectState', "Volume 'vol-1' is in the 'error' state."),
      ({ ec2 }) => ec2.detachVolume('vol-1', 'i-1', false),
    ],
    [
      'one of the deleted records has other values',
      refused(
        'InvalidChangeBatch',
        "[Tried to delete resource record set [name='a.', type='A'] but it was not found, Tried to delete resource record set [name='a.', type='AAAA'] but the values provided do not match the current values]",
      ),
      ({ route53 }) => route53.changeResourceRecordSets('Z1', [{ ...upsert, Action: 'DELETE' }]),
    ],
    [
      'a record was to be written as well',
      refused('InvalidChangeBatch', "[Tried to delete resource record set [name='a.', type='A'] but it was not found]"),
      ({ route53 }) => route53.changeResourceRecordSets('Z1', [{ ...upsert, Action: 'DELETE' }, upsert]),
    ],
  ])('is an error where it says something else: %s', async (_, error, change) => {
    await expect(change(given(error))).rejects.toThrow(error.message);
  });
});
