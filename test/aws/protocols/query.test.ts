import * as autoscaling from '@aws-sdk/client-auto-scaling';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { describe, expect, it } from 'vitest';

import { regionOf } from '../autoscaling/fixtures.ts';
import { createClock } from '../clock.ts';
import { createEndpoint, type ApiRequest } from '../http/endpoint.ts';
import { AwsError } from '../operation.ts';

const credentials = { accessKeyId: 'SomeRole', secretAccessKey: 'secret' };

/** Clients of an endpoint with a given response, and the calls that it received. */
const endpoint = (response: (request: ApiRequest) => unknown) => {
  const received: ApiRequest[] = [];
  const { requestHandler } = createEndpoint(
    async (request) => {
      received.push(request);
      return response(request);
    },
    () => new Date(0),
  );
  const region = 'eu-central-1';
  return {
    received,
    client: new autoscaling.AutoScalingClient({ region, credentials, requestHandler }),
    sns: new SNSClient({ region, credentials, requestHandler }),
  };
};

/** Each operation of EC2 Auto Scaling that is simulated, with every member that hostkeeper uses. */
const blog = { AutoScalingGroupName: 'blog <&> group' };
const inputs = {
  DescribeAutoScalingGroups: {
    AutoScalingGroupNames: ['a', 'b'],
    Filters: [{ Name: 'tag:k', Values: ['x y', 'ä'] }],
    MaxRecords: 100,
    NextToken: 't=1',
  },
  UpdateAutoScalingGroup: {
    ...blog,
    MinSize: 0,
    MaxSize: 1,
    DesiredCapacity: 1,
    VPCZoneIdentifier: 'subnet-0a,subnet-0b',
  },
  CreateOrUpdateTags: {
    Tags: [{ ResourceId: 'a', ResourceType: 'auto-scaling-group', Key: 'k', Value: 'v', PropagateAtLaunch: false }],
  },
  ResumeProcesses: { ...blog, ScalingProcesses: ['Terminate'] },
  SetInstanceProtection: { ...blog, InstanceIds: ['i-1', 'i-2'], ProtectedFromScaleIn: false },
  TerminateInstanceInAutoScalingGroup: { InstanceId: 'i-1', ShouldDecrementDesiredCapacity: false },
  DeleteAutoScalingGroup: { ...blog, ForceDelete: true },
  DeleteTags: { Tags: [{ ResourceId: 'a', ResourceType: 'auto-scaling-group', Key: 'k' }] },
  DescribeLifecycleHooks: blog,
  PutLifecycleHook: {
    ...blog,
    LifecycleHookName: 'hook',
    LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
    HeartbeatTimeout: 900,
    DefaultResult: 'CONTINUE',
  },
  DeleteLifecycleHook: { ...blog, LifecycleHookName: 'hook' },
  RecordLifecycleActionHeartbeat: { ...blog, InstanceId: 'i-1', LifecycleHookName: 'hook' },
  CompleteLifecycleAction: {
    ...blog,
    InstanceId: 'i-1',
    LifecycleHookName: 'hook',
    LifecycleActionResult: 'CONTINUE',
  },
  DescribeScalingActivities: { ...blog, MaxRecords: 100 },
  CreateAutoScalingGroup: {
    ...blog,
    MinSize: 0,
    MaxSize: 1,
    LaunchTemplate: { LaunchTemplateName: 'blog', Version: '$Latest' },
    VPCZoneIdentifier: 'subnet-1',
    Tags: [{ Key: 'k', Value: 'v', PropagateAtLaunch: true }],
  },
  AttachInstances: { ...blog, InstanceIds: ['i-1'] },
  SetDesiredCapacity: { ...blog, DesiredCapacity: 1, HonorCooldown: false },
  SuspendProcesses: { ...blog, ScalingProcesses: ['Launch'] },
  StartInstanceRefresh: { ...blog, Strategy: 'Rolling' as const },
  DescribeInstanceRefreshes: { ...blog, MaxRecords: 10 },
};

describe('the query protocol', () => {
  const { client, received } = endpoint(() => ({}));

  it.each([
    [
      'DescribeAutoScalingGroups',
      () => client.send(new autoscaling.DescribeAutoScalingGroupsCommand(inputs.DescribeAutoScalingGroups)),
    ],
    [
      'UpdateAutoScalingGroup',
      () => client.send(new autoscaling.UpdateAutoScalingGroupCommand(inputs.UpdateAutoScalingGroup)),
    ],
    ['CreateOrUpdateTags', () => client.send(new autoscaling.CreateOrUpdateTagsCommand(inputs.CreateOrUpdateTags))],
    ['ResumeProcesses', () => client.send(new autoscaling.ResumeProcessesCommand(inputs.ResumeProcesses))],
    [
      'SetInstanceProtection',
      () => client.send(new autoscaling.SetInstanceProtectionCommand(inputs.SetInstanceProtection)),
    ],
    [
      'TerminateInstanceInAutoScalingGroup',
      () =>
        client.send(
          new autoscaling.TerminateInstanceInAutoScalingGroupCommand(inputs.TerminateInstanceInAutoScalingGroup),
        ),
    ],
    [
      'DeleteAutoScalingGroup',
      () => client.send(new autoscaling.DeleteAutoScalingGroupCommand(inputs.DeleteAutoScalingGroup)),
    ],
    ['DeleteTags', () => client.send(new autoscaling.DeleteTagsCommand(inputs.DeleteTags))],
    [
      'DescribeLifecycleHooks',
      () => client.send(new autoscaling.DescribeLifecycleHooksCommand(inputs.DescribeLifecycleHooks)),
    ],
    ['PutLifecycleHook', () => client.send(new autoscaling.PutLifecycleHookCommand(inputs.PutLifecycleHook))],
    [
      'RecordLifecycleActionHeartbeat',
      () => client.send(new autoscaling.RecordLifecycleActionHeartbeatCommand(inputs.RecordLifecycleActionHeartbeat)),
    ],
    ['DeleteLifecycleHook', () => client.send(new autoscaling.DeleteLifecycleHookCommand(inputs.DeleteLifecycleHook))],
    [
      'CompleteLifecycleAction',
      () => client.send(new autoscaling.CompleteLifecycleActionCommand(inputs.CompleteLifecycleAction)),
    ],
    [
      'DescribeScalingActivities',
      () => client.send(new autoscaling.DescribeScalingActivitiesCommand(inputs.DescribeScalingActivities)),
    ],
    [
      'CreateAutoScalingGroup',
      () => client.send(new autoscaling.CreateAutoScalingGroupCommand(inputs.CreateAutoScalingGroup)),
    ],
    ['AttachInstances', () => client.send(new autoscaling.AttachInstancesCommand(inputs.AttachInstances))],
    ['SetDesiredCapacity', () => client.send(new autoscaling.SetDesiredCapacityCommand(inputs.SetDesiredCapacity))],
    ['SuspendProcesses', () => client.send(new autoscaling.SuspendProcessesCommand(inputs.SuspendProcesses))],
    [
      'StartInstanceRefresh',
      () => client.send(new autoscaling.StartInstanceRefreshCommand(inputs.StartInstanceRefresh)),
    ],
    [
      'DescribeInstanceRefreshes',
      () => client.send(new autoscaling.DescribeInstanceRefreshesCommand(inputs.DescribeInstanceRefreshes)),
    ],
  ] as const)('carries the input of %s, and the caller', async (operation, send) => {
    await send();
    expect(received.at(-1)).toEqual({
      service: 'autoscaling',
      operation,
      input: inputs[operation],
      caller: 'SomeRole',
      region: 'eu-central-1',
      at: new Date(0),
    });
  });

  it('is tested with every simulated operation', () => {
    const clock = createClock({ start: new Date(0), seed: 1 });
    const { service } = regionOf(clock, 'eu-central-1');
    expect(Object.keys(inputs).toSorted()).toEqual(Object.keys(service).toSorted());
  });

  it('carries a message with its line breaks and special characters', async () => {
    const { sns, received: published } = endpoint(() => ({ MessageId: 'm-1' }));
    const message = { TopicArn: 'arn:aws:sns:eu-central-1:1:t', Subject: 'a & b', Message: 'line\n<b>"ü"</b>' };
    await expect(sns.send(new PublishCommand(message))).resolves.toMatchObject({ MessageId: 'm-1' });
    expect(published.at(-1)).toMatchObject({ service: 'sns', input: message });
  });

  it('carries a response: lists, times, numbers, Booleans, and no absent members', async () => {
    const group = {
      AutoScalingGroupName: 'blog <&> group',
      MinSize: 0,
      MaxSize: 1,
      DesiredCapacity: 1,
      DefaultCooldown: 300,
      AvailabilityZones: ['a', 'b'],
      HealthCheckType: 'EC2',
      CreatedTime: new Date('2026-11-01T00:00:00Z'),
      Instances: [
        {
          InstanceId: 'i-1',
          AvailabilityZone: 'a',
          LifecycleState: 'InService' as const,
          HealthStatus: 'Healthy',
          ProtectedFromScaleIn: true,
        },
      ],
    };
    const { client: answering } = endpoint(() => ({ AutoScalingGroups: [group], NextToken: 'more' }));
    const response = await answering.send(new autoscaling.DescribeAutoScalingGroupsCommand({}));
    expect(response).toMatchObject({ AutoScalingGroups: [group], NextToken: 'more' });
    expect(response.AutoScalingGroups?.[0]?.WarmPoolConfiguration).toBeUndefined();
  });

  it('carries an error with its code and message', async () => {
    const { client: refused } = endpoint(() => {
      throw new AwsError('ValidationError', 'name <not> found');
    });
    await expect(refused.send(new autoscaling.DeleteAutoScalingGroupCommand(blog))).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'name <not> found',
    });
  });

  it('refuses a request to a host outside AWS', async () => {
    const { requestHandler } = createEndpoint(
      async () => ({}),
      () => new Date(0),
    );
    await expect(requestHandler.handle({ hostname: 'example.com', headers: {} })).rejects.toThrow(
      'A request leaves the simulated AWS, for example.com.',
    );
  });
});
