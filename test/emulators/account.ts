import {
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  DescribeAutoScalingGroupsCommand,
  DescribeLifecycleHooksCommand,
  type AutoScalingGroup,
} from '@aws-sdk/client-auto-scaling';
import {
  CloudFormationClient,
  DescribeStackResourceCommand,
  DescribeStacksCommand,
  ListChangeSetsCommand,
  ValidateTemplateCommand,
} from '@aws-sdk/client-cloudformation';
import { CreateLaunchTemplateCommand, DescribeLaunchTemplateVersionsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { DisableRuleCommand, EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';

import { STAGE } from './project.ts';

/** What the stories do and see in the emulator, through the SDK. */
export interface Account {
  /** Disables the rules that have a schedule, so that no function runs but those of a story. */
  readonly restSchedules: () => Promise<void>;
  /** Makes an enrolled group of a maximum of 1, whose host has no data volume. */
  readonly enroll: (host: string, desired: 0 | 1) => Promise<void>;
  readonly group: (host: string) => Promise<AutoScalingGroup>;
  /** The names of the hooks of a host's group. */
  readonly hooks: (host: string) => Promise<readonly (string | undefined)[]>;
  /** The type of the instances that the newest version of the stack's launch template launches. */
  readonly launchTemplate: (stack: string) => Promise<string | undefined>;
  /** The names of the change sets of a stack. */
  readonly changeSets: (stack: string) => Promise<readonly (string | undefined)[]>;
  /** Each stack with its status. */
  readonly stacks: () => Promise<Readonly<Record<string, string>>>;
  /** What CloudFormation says of a template with one resource of a type; `undefined` where it accepts it. */
  readonly refusal: (type: string) => Promise<string | undefined>;
}

/** Opens the emulator at an endpoint. */
export const openAccount = (endpoint: string): Account => {
  const settings = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  const autoScaling = new AutoScalingClient(settings);
  const cloudFormation = new CloudFormationClient(settings);
  const ec2 = new EC2Client(settings);
  const eventBridge = new EventBridgeClient(settings);
  const findGroup: Account['group'] = async (host) => {
    const { AutoScalingGroups = [] } = await autoScaling.send(new DescribeAutoScalingGroupsCommand({}));
    const group = AutoScalingGroups.find(({ Tags = [] }) =>
      Tags.some(({ Key, Value }) => Key === 'hostkeeper:host' && Value === host),
    );
    if (!group) throw new Error(`There is no group of the host ${host}.`);
    return group;
  };
  return {
    restSchedules: async () => {
      const { Rules = [] } = await eventBridge.send(new ListRulesCommand({}));
      for (const { Name, ScheduleExpression } of Rules)
        if (ScheduleExpression) await eventBridge.send(new DisableRuleCommand({ Name }));
    },
    enroll: async (host, DesiredCapacity) => {
      const LaunchTemplateName = host;
      const LaunchTemplateData = { ImageId: 'ami-12345678', InstanceType: 't3.micro' } as const;
      await ec2.send(new CreateLaunchTemplateCommand({ LaunchTemplateName, LaunchTemplateData }));
      const tags = { 'hostkeeper:host': host, 'hostkeeper:stage': STAGE, 'hostkeeper:device': 'none' };
      await autoScaling.send(
        new CreateAutoScalingGroupCommand({
          AutoScalingGroupName: `${host}-group`,
          MinSize: 0,
          DesiredCapacity,
          MaxSize: 1,
          AvailabilityZones: ['us-east-1a'],
          LaunchTemplate: { LaunchTemplateName, Version: '$Latest' },
          Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value, PropagateAtLaunch: false })),
        }),
      );
    },
    group: findGroup,
    hooks: async (host) => {
      const { AutoScalingGroupName } = await findGroup(host);
      const answer = await autoScaling.send(new DescribeLifecycleHooksCommand({ AutoScalingGroupName }));
      return (answer.LifecycleHooks ?? []).map(({ LifecycleHookName }) => LifecycleHookName);
    },
    launchTemplate: async (StackName) => {
      const { PhysicalResourceId } =
        (
          await cloudFormation.send(
            new DescribeStackResourceCommand({ StackName, LogicalResourceId: 'LaunchTemplate' }),
          )
        ).StackResourceDetail ?? {};
      const answer = await ec2.send(
        new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId: PhysicalResourceId, Versions: ['$Latest'] }),
      );
      return answer.LaunchTemplateVersions?.[0]?.LaunchTemplateData?.InstanceType;
    },
    changeSets: async (StackName) => {
      const { Summaries = [] } = await cloudFormation.send(new ListChangeSetsCommand({ StackName }));
      return Summaries.map(({ ChangeSetName }) => ChangeSetName);
    },
    stacks: async () => {
      const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({}));
      return Object.fromEntries(Stacks.map(({ StackName = '', StackStatus = '' }) => [StackName, StackStatus]));
    },
    refusal: (Type) => {
      const TemplateBody = JSON.stringify({ Resources: { Only: { Type } } });
      return cloudFormation.send(new ValidateTemplateCommand({ TemplateBody })).then(
        () => undefined,
        ({ message }: Error) => message,
      );
    },
  };
};
