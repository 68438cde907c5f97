import type { Names } from '../account.ts';
import { casesOf, UNKNOWN } from '../case.ts';

const zone = { AvailabilityZones: ['us-east-1a'] };
const template = { LaunchTemplateName: 'made-by-hand', LaunchTemplateData: { ImageId: 'ami-12c6146b' } };
const group = (more: object = {}) => ({
  AutoScalingGroupName: 'made-by-hand',
  LaunchTemplate: { LaunchTemplateName: 'made-by-hand' },
  MinSize: 0,
  MaxSize: 1,
  DesiredCapacity: 0,
  ...more,
});
const named = (more: object = {}) => ({ AutoScalingGroupName: 'made-by-hand', ...more });
const nobody = (more: object = {}) => ({ AutoScalingGroupName: 'nobody', ...more });
const machine = (more: object = {}) => ({ ImageId: 'ami-12c6146b', MinCount: 1, MaxCount: 1, ...more });
const volume = (more: object = {}) => ({ AvailabilityZone: 'us-east-1a', Size: 32, VolumeType: 'gp3', ...more });
const subscribe = (more: object = {}) => ({
  TopicArn: 'arn:aws:sns:us-east-1:123456789012:news',
  Protocol: 'email',
  Endpoint: 'another@example.com',
  ...more,
});
const unknownTopic = 'arn:aws:sns:us-east-1:123456789012:nobody';
const role = { RoleName: 'host', AssumeRolePolicyDocument: '{"Version":"2012-10-17","Statement":[]}' };
const policy = 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore';
const tagged = (ResourceType: string) => ({
  TagSpecifications: [{ ResourceType, Tags: [{ Key: 'Name', Value: 'made-by-hand' }] }],
});
const ZONE = 'Subnets[].AvailabilityZone';
const offering = (type: string, place: string) => ({
  LocationType: 'availability-zone',
  Filters: [
    { Name: 'instance-type', Values: [type] },
    { Name: 'location', Values: [place] },
  ],
});
const deny = {
  PolicyName: 'deny',
  PolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"ssm:GetParameter","Resource":"*"}]}',
};

/** Calls by which an owner makes a host by hand. */
export const owner = [
  ...casesOf(
    'ec2',
    [
      'the default subnet of a zone',
      'DescribeSubnets',
      {
        Filters: [
          { Name: 'default-for-az', Values: ['true'] },
          { Name: 'availability-zone', Values: ['us-east-1a'] },
        ],
      },
      ZONE,
    ],
    ['a subnet that there is not', 'DescribeSubnets', { SubnetIds: ['subnet-0123456789abcdef0'] }],
    [
      'a zone',
      'DescribeAvailabilityZones',
      { ZoneNames: ['us-east-1a'], Filters: [{ Name: 'state', Values: ['available'] }] },
      'AvailabilityZones[].ZoneName',
      'AvailabilityZones[].ZoneType',
      'AvailabilityZones[].State',
    ],
    ['a zone that there is not', 'DescribeAvailabilityZones', { ZoneNames: ['us-east-1z'] }],
    [
      'the type of a host in a zone',
      'DescribeInstanceTypeOfferings',
      offering('t3.micro', 'us-east-1a'),
      'InstanceTypeOfferings[].Location',
      'InstanceTypeOfferings[].InstanceType',
    ],
    [
      'a type that there is not in a zone',
      'DescribeInstanceTypeOfferings',
      offering('t9.micro', 'us-east-1a'),
      'InstanceTypeOfferings[].Location',
    ],
    ['a type', 'DescribeInstanceTypes', { InstanceTypes: ['t3.micro'] }, 'InstanceTypes[].InstanceType'],
    ['a type that there is not', 'DescribeInstanceTypes', { InstanceTypes: ['t9.micro'] }],
    ['a template is made', 'CreateLaunchTemplate', template, 'LaunchTemplate.LaunchTemplateName'],
    ['a template is made again', 'CreateLaunchTemplate', template],
    ['the templates', 'DescribeLaunchTemplates', {}, 'LaunchTemplates[].LaunchTemplateName'],
    [
      'the latest versions of all templates',
      'DescribeLaunchTemplateVersions',
      { Versions: ['$Latest'] },
      'LaunchTemplateVersions[].LaunchTemplateName',
      'LaunchTemplateVersions[].VersionNumber',
    ],
    ['a version of all templates', 'DescribeLaunchTemplateVersions', { Versions: ['1'] }],
    ['a volume is made', 'CreateVolume', volume(tagged('volume')), 'AvailabilityZone'],
    ['a volume is made in a zone that there is not', 'CreateVolume', volume({ AvailabilityZone: 'us-east-1z' })],
    ['an instance is run', 'RunInstances', machine(tagged('instance')), 'Instances[].State.Name'],
    [
      'an instance is run in a subnet that there is not',
      'RunInstances',
      machine({ SubnetId: 'subnet-0123456789abcdef0' }),
    ],
    ['an image of an instance', 'CreateImage', (names: Names) => ({ InstanceId: names['instance b'], Name: 'image' })],
    ['an image of an instance that there is not', 'CreateImage', { InstanceId: UNKNOWN.instance, Name: 'image' }],
  ),
  ...casesOf(
    'autoscaling',
    [
      'a group of a template that there is not',
      'CreateAutoScalingGroup',
      group({ ...zone, LaunchTemplate: { LaunchTemplateName: 'nobody' } }),
    ],
    ['a group of no template', 'CreateAutoScalingGroup', group({ ...zone, LaunchTemplate: undefined })],
    ['a group in no zone', 'CreateAutoScalingGroup', group()],
    ['a group is made', 'CreateAutoScalingGroup', group(zone)],
    ['a group is made again', 'CreateAutoScalingGroup', group(zone)],
    [
      'an instance of a group is attached',
      'AttachInstances',
      (names: Names) => named({ InstanceIds: [names['instance b']] }),
    ],
    ['an instance that there is not is attached', 'AttachInstances', named({ InstanceIds: [UNKNOWN.instance] })],
    ['a capacity', 'SetDesiredCapacity', named({ DesiredCapacity: 1 })],
    ['a capacity over the maximum', 'SetDesiredCapacity', named({ DesiredCapacity: 2 })],
    ['the capacity of a group that there is not', 'SetDesiredCapacity', nobody({ DesiredCapacity: 1 })],
    ['a process is suspended', 'SuspendProcesses', named({ ScalingProcesses: ['AlarmNotification'] })],
    ['a process that there is not is suspended', 'SuspendProcesses', named({ ScalingProcesses: ['Lunch'] })],
    ['the processes of a group that there is not are suspended', 'SuspendProcesses', nobody()],
    ['no instance is refreshed yet', 'DescribeInstanceRefreshes', named(), 'InstanceRefreshes[].Status'],
    ['instances are refreshed', 'StartInstanceRefresh', named()],
    ['the instances of a group that there is not are refreshed', 'StartInstanceRefresh', nobody()],
  ),
  ...casesOf(
    'iam',
    ['a role is made', 'CreateRole', role, 'Role.RoleName'],
    ['a role is made again', 'CreateRole', role],
    ['the roles', 'ListRoles', {}, 'Roles[].RoleName'],
    ['a role', 'GetRole', { RoleName: 'host' }, 'Role.RoleName', 'Role.Path'],
    ['the role of nobody', 'GetRole', { RoleName: 'nobody' }],
    [
      'a service-linked role is made',
      'CreateServiceLinkedRole',
      { AWSServiceName: 'ecs.amazonaws.com' },
      'Role.RoleName',
      'Role.Path',
    ],
    ['a service-linked role is made again', 'CreateServiceLinkedRole', { AWSServiceName: 'ecs.amazonaws.com' }],
    ['a policy is attached', 'AttachRolePolicy', { RoleName: 'host', PolicyArn: policy }],
    ['a policy is attached to nobody', 'AttachRolePolicy', { RoleName: 'nobody', PolicyArn: policy }],
    [
      'the attached policies',
      'ListAttachedRolePolicies',
      { RoleName: 'host' },
      'AttachedPolicies[].PolicyName',
      'AttachedPolicies[].PolicyArn',
    ],
    ['the attached policies of nobody', 'ListAttachedRolePolicies', { RoleName: 'nobody' }],
    ['an inline policy is put', 'PutRolePolicy', { RoleName: 'host', ...deny }],
    ['an inline policy that is none is put', 'PutRolePolicy', { RoleName: 'host', ...deny, PolicyDocument: '{}' }],
    ['an inline policy is put into nobody', 'PutRolePolicy', { RoleName: 'nobody', ...deny }],
    ['the inline policies', 'ListRolePolicies', { RoleName: 'host' }, 'PolicyNames'],
    ['the inline policies of nobody', 'ListRolePolicies', { RoleName: 'nobody' }],
    [
      'a profile is made',
      'CreateInstanceProfile',
      { InstanceProfileName: 'host' },
      'InstanceProfile.InstanceProfileName',
    ],
    ['a profile is made again', 'CreateInstanceProfile', { InstanceProfileName: 'host' }],
    ['a role is put into a profile', 'AddRoleToInstanceProfile', { InstanceProfileName: 'host', RoleName: 'host' }],
    [
      'a profile',
      'GetInstanceProfile',
      { InstanceProfileName: 'host' },
      'InstanceProfile.InstanceProfileName',
      'InstanceProfile.Roles[].RoleName',
    ],
    ['a profile that there is not', 'GetInstanceProfile', { InstanceProfileName: 'nobody' }],
    ['nobody is put into a profile', 'AddRoleToInstanceProfile', { InstanceProfileName: 'host', RoleName: 'nobody' }],
  ),
  ...casesOf(
    'sns',
    ['an address subscribes', 'Subscribe', subscribe()],
    ['an address subscribes to nothing', 'Subscribe', subscribe({ TopicArn: unknownTopic })],
    ['a subscription with another token', 'ConfirmSubscription', { TopicArn: subscribe().TopicArn, Token: 'another' }],
    ['the subscriptions', 'ListSubscriptions', {}, 'Subscriptions[].Endpoint'],
  ),
];
