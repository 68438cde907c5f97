import { createHash } from 'node:crypto';

import { ACCOUNT } from '../operation.ts';

/** How CloudFormation names a resource of a type, and what it returns of one. */
export interface ResourceType {
  /** The property that has its name. */
  readonly name?: string;
  /**
   * Its physical id, where the template gives no name: AWS draws these digits. Without either, the logical id stands for it.
   */
  readonly id?: (digits: string) => string;
  /** Its ARN, by its physical id. `scope` is the region and the account. */
  readonly arn?: (id: string, scope: string) => string;
  /** `Ref` returns the ARN instead of the physical id. */
  readonly refIsArn?: true;
  /** What `Fn::GetAtt` returns besides `Arn`, and names that are the physical id. */
  readonly attributes?: Readonly<Record<string, (id: string, digits: string) => unknown>>;
}

/** Digits that stand for those which AWS draws: the same for a resource of the same name in the same region. */
export const digitsOf = (region: string, logicalId: string): string =>
  createHash('sha256').update(`${region} ${logicalId}`).digest('hex').slice(0, 16);

/** An id such as `vol-0123456789abcdef0`. */
const prefixed = (prefix: string): Pick<ResourceType, 'id'> => ({ id: (digits) => `${prefix}-0${digits}` });

/**
 * The types of resources whose names and ARNs something reads.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
 */
export const RESOURCE_TYPES: Readonly<Record<string, ResourceType>> = {
  'AWS::AutoScaling::AutoScalingGroup': {
    name: 'AutoScalingGroupName',
    id: (digits) => `hostkeeper-group-${digits.slice(0, 12)}`,
  },
  'AWS::CloudWatch::Alarm': { name: 'AlarmName', arn: (name, scope) => `arn:aws:cloudwatch:${scope}:alarm:${name}` },
  'AWS::EC2::InternetGateway': prefixed('igw'),
  'AWS::EC2::LaunchTemplate': prefixed('lt'),
  'AWS::EC2::RouteTable': prefixed('rtb'),
  'AWS::EC2::SecurityGroup': prefixed('sg'),
  'AWS::EC2::Subnet': prefixed('subnet'),
  'AWS::EC2::VPC': {
    ...prefixed('vpc'),
    attributes: { Ipv6CidrBlocks: (_, digits) => [`2001:db8:0:${digits.slice(0, 2)}00::/56`] },
  },
  'AWS::EC2::Volume': prefixed('vol'),
  'AWS::ECR::Repository': {
    name: 'RepositoryName',
    arn: (name, scope) => `arn:aws:ecr:${scope}:repository/${name}`,
  },
  'AWS::ECS::CapacityProvider': { name: 'Name' },
  'AWS::ECS::Cluster': { name: 'ClusterName', arn: (name, scope) => `arn:aws:ecs:${scope}:cluster/${name}` },
  'AWS::ECS::Service': { arn: (name, scope) => `arn:aws:ecs:${scope}:service/${name}`, refIsArn: true },
  'AWS::ECS::TaskDefinition': {
    name: 'Family',
    arn: (family, scope) => `arn:aws:ecs:${scope}:task-definition/${family}:1`,
    refIsArn: true,
  },
  'AWS::Events::Rule': { name: 'Name', arn: (name, scope) => `arn:aws:events:${scope}:rule/${name}` },
  'AWS::IAM::InstanceProfile': { arn: (name) => `arn:aws:iam::${ACCOUNT}:instance-profile/${name}` },
  'AWS::IAM::Role': { arn: (name) => `arn:aws:iam::${ACCOUNT}:role/${name}` },
  'AWS::Lambda::Function': { name: 'FunctionName', arn: (name, scope) => `arn:aws:lambda:${scope}:function:${name}` },
  'AWS::Logs::LogGroup': { name: 'LogGroupName', arn: (name, scope) => `arn:aws:logs:${scope}:log-group:${name}:*` },
  'AWS::Route53::HostedZone': {
    id: (digits) => `Z0${digits.toUpperCase()}`,
    attributes: { NameServers: () => [1, 2, 3, 4].map((server) => `ns-${server}.awsdns-0${server}.com`) },
  },
  'AWS::SNS::Topic': { name: 'TopicName', arn: (name, scope) => `arn:aws:sns:${scope}:${name}`, refIsArn: true },
  'AWS::SQS::Queue': { name: 'QueueName', arn: (name, scope) => `arn:aws:sqs:${scope}:${name}` },
  'AWS::SSM::Document': { name: 'Name' },
  'AWS::Scheduler::Schedule': {
    name: 'Name',
    arn: (name, scope) => `arn:aws:scheduler:${scope}:schedule/default/${name}`,
  },
  'AWS::SecretsManager::Secret': {
    name: 'Name',
    arn: (name, scope) => `arn:aws:secretsmanager:${scope}:secret:${name}-a1b2c3`,
    refIsArn: true,
  },
};
