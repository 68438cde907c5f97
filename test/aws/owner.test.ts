import {
  AttachInstancesCommand,
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  DescribeAutoScalingGroupsCommand,
  DescribeInstanceRefreshesCommand,
  SetDesiredCapacityCommand,
  StartInstanceRefreshCommand,
  SuspendProcessesCommand,
} from '@aws-sdk/client-auto-scaling';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  CreateImageCommand,
  CreateLaunchTemplateCommand,
  CreateVolumeCommand,
  DescribeLaunchTemplatesCommand,
  DescribeSubnetsCommand,
  DescribeVolumesCommand,
  EC2Client,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import {
  AddRoleToInstanceProfileCommand,
  AttachRolePolicyCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  IAMClient,
  ListRolesCommand,
} from '@aws-sdk/client-iam';
import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ConfirmSubscriptionCommand, ListSubscriptionsCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { describe, expect, it } from 'vitest';

import { given } from '../support/given.ts';

/** An account with one host, and the clients of its owner. */
const owned = async () => {
  const env = await given({ blog: {} });
  const settings = {
    region: 'us-east-1',
    credentials: { accessKeyId: 'owner', secretAccessKey: 'any' },
    requestHandler: env.world.requestHandler,
    maxAttempts: 1,
  };
  return {
    ...env,
    autoScaling: new AutoScalingClient(settings),
    cloudFormation: new CloudFormationClient(settings),
    ec2: new EC2Client(settings),
    iam: new IAMClient(settings),
    lambda: new LambdaClient(settings),
    logs: new CloudWatchLogsClient(settings),
    sns: new SNSClient(settings),
  };
};

const AutoScalingGroupName = 'blog-group';

describe('the owner of an account', () => {
  it('makes a group by hand, of a launch template in a subnet, and it launches', async () => {
    const { world, ec2, autoScaling } = await owned();
    const filters = [{ Name: 'default-for-az', Values: ['true'] }];
    const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({ Filters: filters }));
    expect(Subnets.map(({ AvailabilityZone }) => AvailabilityZone)).toEqual(['us-east-1a', 'us-east-1b', 'us-east-1c']);
    const subnet = Subnets[1]?.SubnetId ?? '';
    const create = new CreateAutoScalingGroupCommand({
      AutoScalingGroupName: 'my-group',
      LaunchTemplate: { LaunchTemplateName: 'my-template', Version: '$Latest' },
      MinSize: 0,
      MaxSize: 1,
      DesiredCapacity: 1,
      VPCZoneIdentifier: subnet,
    });
    await expect(autoScaling.send(create)).rejects.toThrow('with template name my-template, does not exist');
    const template = { LaunchTemplateName: 'my-template', LaunchTemplateData: { InstanceType: 't3.micro' } } as const;
    await ec2.send(new CreateLaunchTemplateCommand(template));
    await expect(ec2.send(new CreateLaunchTemplateCommand(template))).rejects.toThrow('already in use');
    const named = { LaunchTemplateNames: ['my-template'] };
    const { LaunchTemplates } = await ec2.send(new DescribeLaunchTemplatesCommand(named));
    expect(LaunchTemplates).toMatchObject([{ LaunchTemplateName: 'my-template' }]);
    await autoScaling.send(create);
    await expect(autoScaling.send(create)).rejects.toThrow('already exists');
    await world.advance({ minutes: 5 });
    const { AutoScalingGroups } = await autoScaling.send(
      new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: ['my-group'] }),
    );
    const instance = { LifecycleState: 'InService', AvailabilityZone: 'us-east-1b' };
    expect(AutoScalingGroups).toMatchObject([{ AvailabilityZones: ['us-east-1b'], Instances: [instance] }]);
  });

  it.each([
    ['an unknown subnet', { VPCZoneIdentifier: 'subnet-1' }, "The subnet ID 'subnet-1' does not exist"],
    ['no subnet', {}, 'At least one Availability Zone'],
    ['no template', { LaunchTemplate: undefined, AvailabilityZones: ['us-east-1a'] }, 'must contain either'],
    ['sizes that contradict', { MinSize: 2, AvailabilityZones: ['us-east-1a'] }, 'Max bound, 1'],
    ['a capacity out of them', { DesiredCapacity: 2, AvailabilityZones: ['us-east-1a'] }, 'Desired capacity:2'],
    ['what is not simulated', { InstanceId: 'i-1' }, 'not simulated: the parameter InstanceId'],
  ])('is refused a group with %s', async (_, change, words) => {
    const { ec2, autoScaling } = await owned();
    const template = { LaunchTemplateName: 'my-template', LaunchTemplateData: {} };
    await ec2.send(new CreateLaunchTemplateCommand(template));
    const LaunchTemplate = { LaunchTemplateName: 'my-template' };
    const input = { AutoScalingGroupName: 'my-group', MinSize: 0, MaxSize: 1, LaunchTemplate, ...change };
    await expect(autoScaling.send(new CreateAutoScalingGroupCommand(input))).rejects.toThrow(words);
  });

  it('attaches an instance that runs to a group, whose capacity grows', async () => {
    const { world, ec2, autoScaling, group, resize } = await owned();
    const { Instances = [] } = await ec2.send(
      new RunInstancesCommand({ ImageId: 'ami-0123456789abcdef0', MinCount: 1, MaxCount: 1 }),
    );
    const InstanceIds = [Instances[0]?.InstanceId ?? ''];
    const attach = new AttachInstancesCommand({ AutoScalingGroupName, InstanceIds });
    await expect(autoScaling.send(attach)).rejects.toThrow('not in the running state');
    await world.advance({ minutes: 1 });
    await expect(autoScaling.send(attach)).rejects.toThrow('max-size exceeded');
    expect(await ec2.send(new CreateImageCommand({ InstanceId: InstanceIds[0], Name: 'blog' }))).toMatchObject({
      ImageId: expect.stringMatching(/^ami-/),
    });
    resize('blog', { min: 0, desired: 0, max: 1 });
    await world.advance({ minutes: 10 });
    await autoScaling.send(attach);
    await world.advance({ minutes: 2 });
    expect(group('blog')).toMatchObject({
      sizes: '0/1/1',
      instances: [{ instanceId: InstanceIds[0], lifecycleState: 'InService' }],
    });
    await expect(autoScaling.send(attach)).rejects.toThrow('already part of an AutoScalingGroup');
  });

  it('creates a volume, which becomes available, and none in a zone that does not exist', async () => {
    const { world, ec2 } = await owned();
    const Tags = [{ Key: 'Name', Value: 'data' }];
    const TagSpecifications = [{ ResourceType: 'volume' as const, Tags }];
    const input = { AvailabilityZone: 'us-east-1a', Size: 8, TagSpecifications };
    expect(await ec2.send(new CreateVolumeCommand(input))).toMatchObject({ State: 'creating', Tags });
    await world.advance({ minutes: 1 });
    const { Volumes } = await ec2.send(new DescribeVolumesCommand({}));
    expect(Volumes).toMatchObject([{ State: 'available', AvailabilityZone: 'us-east-1a' }]);
    const elsewhere = new CreateVolumeCommand({ ...input, AvailabilityZone: 'us-east-1z' });
    await expect(ec2.send(elsewhere)).rejects.toThrow("The zone 'us-east-1z' does not exist");
  });

  it('sets the capacity within the sizes, and suspends processes that there are', async () => {
    const { world, autoScaling, group } = await owned();
    const set = (DesiredCapacity: number) =>
      autoScaling.send(new SetDesiredCapacityCommand({ AutoScalingGroupName, DesiredCapacity }));
    await expect(set(2)).rejects.toThrow('New SetDesiredCapacity value 2 is above max value 1');
    await set(0);
    await world.advance({ minutes: 10 });
    expect(group('blog')).toMatchObject({ sizes: '0/0/1', instances: [] });
    const suspend = (...ScalingProcesses: string[]) =>
      autoScaling.send(new SuspendProcessesCommand({ AutoScalingGroupName, ScalingProcesses }));
    await expect(suspend('Lunch')).rejects.toThrow('unknown process: Lunch. The processes are: Launch, ');
    await suspend('Launch');
    await set(1);
    await world.advance({ minutes: 10 });
    expect(group('blog')).toMatchObject({ suspendedProcesses: ['Launch'], instances: [] });
  });

  it('refreshes a group, one refresh at a time, until its instances are others', async () => {
    const { world, autoScaling, group } = await owned();
    const [before] = group('blog').instances;
    const start = new StartInstanceRefreshCommand({ AutoScalingGroupName });
    const statuses = async () => {
      const { InstanceRefreshes = [] } = await autoScaling.send(
        new DescribeInstanceRefreshesCommand({ AutoScalingGroupName }),
      );
      return InstanceRefreshes.map(({ Status }) => Status);
    };
    await autoScaling.send(start);
    await expect(autoScaling.send(start)).rejects.toThrow('already in progress');
    expect(await statuses()).toEqual(['InProgress']);
    await world.advance({ minutes: 15 });
    expect(await statuses()).toEqual(['Successful']);
    expect(group('blog').instances).toMatchObject([{ lifecycleState: 'InService' }]);
    expect(group('blog').instances[0]?.instanceId).not.toBe(before?.instanceId);
  });

  it('subscribes an address, which receives how to confirm, and then the notifications', async () => {
    const { world, sns } = await owned();
    const TopicArn = world.names.topics['NotificationTopic'] ?? '';
    const subscribe = (Protocol: string, Endpoint: string) =>
      sns.send(new SubscribeCommand({ TopicArn, Protocol, Endpoint }));
    await expect(subscribe('sqs', 'arn')).rejects.toThrow('not simulated: the protocol sqs of sns:Subscribe');
    await expect(subscribe('email', 'me')).rejects.toThrow('Invalid parameter: Email address');
    expect(await subscribe('email', 'me@example.com')).toMatchObject({ SubscriptionArn: 'pending confirmation' });
    world.publish(TopicArn, 'news', 'before');
    const [, Token] = /--token (\S+)/.exec(world.mails.find(({ to }) => to === 'me@example.com')?.body ?? '') ?? [];
    await expect(sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token: 'another' }))).rejects.toThrow('Token');
    await sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token }));
    world.publish(TopicArn, 'news', 'after');
    const bodies = world.mails.filter(({ to, subject }) => to === 'me@example.com' && subject === 'news');
    expect(bodies.map(({ body }) => body)).toEqual(['after']);
    const { Subscriptions = [] } = await sns.send(new ListSubscriptionsCommand({}));
    expect(Subscriptions.map(({ Endpoint }) => Endpoint)).toContain('me@example.com');
  });

  it('makes the role of an instance', async () => {
    const { iam } = await owned();
    const role = { RoleName: 'blog', AssumeRolePolicyDocument: '{}' };
    await iam.send(new CreateRoleCommand(role));
    await expect(iam.send(new CreateRoleCommand(role))).rejects.toMatchObject({ name: 'EntityAlreadyExistsException' });
    const attach = (RoleName: string) =>
      iam.send(
        new AttachRolePolicyCommand({ RoleName, PolicyArn: 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore' }),
      );
    await attach('blog');
    await expect(attach('blob')).rejects.toThrow('The role with name blob cannot be found.');
    await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: 'blog' }));
    await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: 'blog', RoleName: 'blog' }));
    const { Roles = [] } = await iam.send(new ListRolesCommand({}));
    expect(Roles.map(({ RoleName }) => RoleName)).toEqual(expect.arrayContaining(['ReconcileRole', 'blog']));
  });

  it('finds the stack with its outputs, a function of it, and its log', async () => {
    const { world, cloudFormation, lambda, logs } = await owned();
    await world.invoke('emergency-shutdown', { reason: 'a story', dryRun: true });
    const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: 'hostkeeper-prod' }));
    expect(Stacks[0]?.Outputs).toContainEqual(
      expect.objectContaining({
        OutputKey: 'NotificationTopicArn',
        OutputValue: world.names.topics['NotificationTopic'],
      }),
    );
    const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: 'hostkeeper-prod-reconcile' }));
    expect(Configuration?.Runtime).toBe('nodejs24.x');
    const { logGroups = [] } = await logs.send(
      new DescribeLogGroupsCommand({ logGroupNamePrefix: '/aws/lambda/hostkeeper-prod-emergency-shutdown' }),
    );
    const { events = [] } = await logs.send(
      new FilterLogEventsCommand({ logGroupIdentifier: logGroups[0]?.arn ?? '' }),
    );
    expect(events.length).toBeGreaterThan(0);
  });
});
