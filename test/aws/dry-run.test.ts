import {
  AttachVolumeCommand,
  DescribeInstancesCommand,
  EC2Client,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { AutoScalingClient, UpdateAutoScalingGroupCommand } from '@aws-sdk/client-auto-scaling';
import { describe, expect, it } from 'vitest';

import { given } from '../support/given.ts';

const givenBlog = async () => {
  const { world, instance, volume } = await given({ blog: { data: true } });
  const settings = (accessKeyId: string) => ({
    region: 'us-east-1',
    credentials: { accessKeyId, secretAccessKey: 'any' },
    requestHandler: world.requestHandler,
    maxAttempts: 1,
  });
  return { world, instance, volume, settings };
};

describe('a dry run', () => {
  it('of EC2 changes nothing, and says that it would have succeeded', async () => {
    const { instance, settings } = await givenBlog();
    const ec2 = new EC2Client(settings('owner'));
    const { instanceId } = instance('blog');
    const succeeds = { name: 'DryRunOperation', $metadata: { httpStatusCode: 412 } };
    const terminate = new TerminateInstancesCommand({ InstanceIds: [instanceId], DryRun: true });
    await expect(ec2.send(terminate)).rejects.toMatchObject(succeeds);
    await expect(ec2.send(new DescribeInstancesCommand({ DryRun: true }))).rejects.toMatchObject(succeeds);
    expect(instance('blog').state).toBe('running');
  });

  it('of EC2 says to a role that may not that it may not', async () => {
    const { instance, volume, settings } = await givenBlog();
    const input = { VolumeId: volume('blog').volumeId, InstanceId: instance('blog').instanceId, Device: '/dev/sdg' };
    const attach = new AttachVolumeCommand({ ...input, DryRun: true });
    await expect(new EC2Client(settings('ReconcileRole')).send(attach)).rejects.toMatchObject({
      name: 'DryRunOperation',
    });
    await expect(new EC2Client(settings('EmergencyShutdownRole')).send(attach)).rejects.toMatchObject({
      name: 'UnauthorizedOperation',
    });
  });

  it('of Lambda runs no function', async () => {
    const { world, settings } = await givenBlog();
    const invoke = new InvokeCommand({ FunctionName: 'hostkeeper-prod-reconcile', InvocationType: 'DryRun' });
    await expect(new LambdaClient(settings('owner')).send(invoke)).resolves.toMatchObject({ StatusCode: 204 });
    expect(world.invocations).toEqual([]);
  });
});

describe('a text where a number belongs', () => {
  it('is refused, and the group keeps its sizes', async () => {
    const { world, settings } = await givenBlog();
    const client = new AutoScalingClient(settings('owner'));
    const input = { AutoScalingGroupName: 'blog-group', MinSize: Number.NaN };
    await expect(client.send(new UpdateAutoScalingGroupCommand(input))).rejects.toMatchObject({
      name: 'ValidationError',
    });
    expect(world.autoScaling().groups.get('blog-group')?.sizes).toEqual({ min: 0, desired: 1, max: 1 });
  });
});
