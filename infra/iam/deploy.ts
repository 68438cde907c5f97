import type { Statement } from './model.ts';
import { arn, sub } from './resources.ts';

/** A statement for whoever deploys, with the types of the stack's resources that it serves. */
export interface DeployStatement extends Statement {
  readonly types: readonly string[];
}

/** The names of the stack's resources; CloudFormation makes those that it gives itself from the name of the stack. */
const NAME = 'hostkeeper-${sls:stage}-*';

/** What bears such a name, in every region. */
const named = (service: string, prefix = '') => arn(service, `${prefix}${NAME}`, '*');

const BUCKETS = sub(`arn:\${AWS::Partition}:s3:::${NAME}`);
const OBJECTS = sub(`arn:\${AWS::Partition}:s3:::${NAME}/*`);
const ROLES = arn('iam', `role/${NAME}`, '');

/** What the handler of a log group calls. */
export const LOG_GROUP_ACTIONS = [
  'logs:CreateLogGroup',
  'logs:DeleteLogGroup',
  'logs:DeleteRetentionPolicy',
  'logs:GetDataProtectionPolicy',
  'logs:ListTagsForResource',
  'logs:PutRetentionPolicy',
  'logs:TagResource',
  'logs:UntagResource',
] as const;

/**
 * What `deploy` and `serverless remove` call: the framework calls CloudFormation and S3, and CloudFormation creates, changes,
 * reads and deletes the resources with the permissions of its caller, by the handlers of their types.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resource-type-schemas.html
 */
export const DEPLOY_STATEMENTS: readonly DeployStatement[] = [
  {
    sid: 'Stack',
    types: [],
    why: 'Deploys the stack through change sets, follows it, and removes it. UpdateStack creates the bucket again where it was deleted by hand.',
    actions: [
      'cloudformation:CreateChangeSet',
      'cloudformation:DeleteChangeSet',
      'cloudformation:DeleteStack',
      'cloudformation:DescribeChangeSet',
      'cloudformation:DescribeStackEvents',
      'cloudformation:DescribeStackResource',
      'cloudformation:DescribeStacks',
      'cloudformation:ExecuteChangeSet',
      'cloudformation:GetTemplate',
      'cloudformation:ListStackResources',
      'cloudformation:SetStackPolicy',
      'cloudformation:TagResource',
      'cloudformation:UntagResource',
      'cloudformation:UpdateStack',
    ],
    resources: arn('cloudformation', 'stack/hostkeeper-${sls:stage}/*', '*'),
  },
  {
    sid: 'Bucket',
    types: ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy'],
    why: 'The bucket that deployments are uploaded to.',
    actions: [
      's3:CreateBucket',
      's3:DeleteBucket',
      's3:DeleteBucketPolicy',
      's3:GetBucketLocation',
      's3:GetBucketPolicy',
      's3:GetBucketTagging',
      's3:GetEncryptionConfiguration',
      's3:ListBucket',
      's3:ListBucketVersions',
      's3:PutBucketPolicy',
      's3:PutBucketTagging',
      's3:PutEncryptionConfiguration',
    ],
    resources: BUCKETS,
  },
  {
    sid: 'Uploads',
    types: [],
    why: 'The template and the zips in that bucket.',
    actions: ['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:GetObject', 's3:PutObject'],
    resources: OBJECTS,
  },
  {
    sid: 'Functions',
    types: ['AWS::Lambda::Function', 'AWS::Lambda::Permission', 'AWS::Lambda::EventInvokeConfig'],
    why: 'The functions, who may invoke them, and where their failed events go.',
    actions: [
      'lambda:AddPermission',
      'lambda:CreateFunction',
      'lambda:DeleteFunction',
      'lambda:DeleteFunctionEventInvokeConfig',
      'lambda:GetFunction',
      'lambda:GetFunctionCodeSigningConfig',
      'lambda:GetFunctionConfiguration',
      'lambda:GetFunctionEventInvokeConfig',
      'lambda:GetFunctionRecursionConfig',
      'lambda:GetPolicy',
      'lambda:GetRuntimeManagementConfig',
      'lambda:ListTags',
      'lambda:PutFunctionEventInvokeConfig',
      'lambda:RemovePermission',
      'lambda:TagResource',
      'lambda:UntagResource',
      'lambda:UpdateFunctionCode',
      'lambda:UpdateFunctionConfiguration',
      'lambda:UpdateFunctionEventInvokeConfig',
    ],
    resources: named('lambda', 'function:'),
  },
  {
    sid: 'Roles',
    types: ['AWS::IAM::Role'],
    why: 'The roles of the functions. Whoever has this can give such a role any permission: it is as strong as an administrator.',
    actions: [
      'iam:CreateRole',
      'iam:DeleteRole',
      'iam:DeleteRolePolicy',
      'iam:GetRole',
      'iam:GetRolePolicy',
      'iam:ListAttachedRolePolicies',
      'iam:ListRolePolicies',
      'iam:PutRolePolicy',
      'iam:TagRole',
      'iam:UntagRole',
      'iam:UpdateAssumeRolePolicy',
      'iam:UpdateRole',
    ],
    resources: ROLES,
  },
  {
    sid: 'PassRoles',
    types: [],
    why: 'Gives the roles to the functions, and to no other service.',
    actions: ['iam:PassRole'],
    resources: ROLES,
    condition: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
  },
  {
    sid: 'Rules',
    types: ['AWS::Events::Rule'],
    why: 'The rules that start functions. The framework shortens their names where a stage has a long one.',
    actions: [
      'events:DeleteRule',
      'events:DescribeRule',
      'events:ListTagsForResource',
      'events:ListTargetsByRule',
      'events:PutRule',
      'events:PutTargets',
      'events:RemoveTargets',
      'events:TagResource',
      'events:UntagResource',
    ],
    resources: arn('events', 'rule/hostkeeper-*', '*'),
  },
  {
    sid: 'Logs',
    types: ['AWS::Logs::LogGroup'],
    why: 'The logs of the functions.',
    actions: LOG_GROUP_ACTIONS,
    resources: named('logs', 'log-group:/aws/lambda/'),
  },
  {
    sid: 'Alarms',
    types: ['AWS::CloudWatch::Alarm'],
    why: 'The alarms on the bill and on hostkeeper itself.',
    actions: [
      'cloudwatch:DeleteAlarms',
      'cloudwatch:ListTagsForResource',
      'cloudwatch:PutMetricAlarm',
      'cloudwatch:TagResource',
      'cloudwatch:UntagResource',
    ],
    resources: named('cloudwatch', 'alarm:'),
  },
  {
    sid: 'Topics',
    types: ['AWS::SNS::Topic', 'AWS::SNS::Subscription', 'AWS::SNS::TopicPolicy'],
    why: 'The topics of the notifications and of AWS Budgets, and who receives them.',
    actions: [
      'sns:CreateTopic',
      'sns:DeleteTopic',
      'sns:GetDataProtectionPolicy',
      'sns:GetSubscriptionAttributes',
      'sns:GetTopicAttributes',
      'sns:ListSubscriptionsByTopic',
      'sns:ListTagsForResource',
      'sns:SetSubscriptionAttributes',
      'sns:SetTopicAttributes',
      'sns:Subscribe',
      'sns:TagResource',
      'sns:Unsubscribe',
      'sns:UntagResource',
    ],
    resources: named('sns'),
  },
  {
    sid: 'Queue',
    types: ['AWS::SQS::Queue', 'AWS::SQS::QueuePolicy'],
    why: 'The dead-letter queue.',
    actions: [
      'sqs:CreateQueue',
      'sqs:DeleteQueue',
      'sqs:GetQueueAttributes',
      'sqs:GetQueueUrl',
      'sqs:ListQueueTags',
      'sqs:SetQueueAttributes',
      'sqs:TagQueue',
      'sqs:UntagQueue',
    ],
    resources: named('sqs'),
  },
  {
    sid: 'Documents',
    types: ['AWS::SSM::Document'],
    why: 'The documents of Systems Manager that the functions run on hosts.',
    actions: [
      'ssm:AddTagsToResource',
      'ssm:CreateDocument',
      'ssm:DeleteDocument',
      'ssm:DescribeDocument',
      'ssm:GetDocument',
      'ssm:ListTagsForResource',
      'ssm:RemoveTagsFromResource',
      'ssm:UpdateDocument',
    ],
    resources: named('ssm', 'document/'),
  },
  {
    sid: 'Budgets',
    types: ['AWS::Budgets::Budget'],
    why: 'The two budgets, to which CloudFormation gives names of its own. ModifyBudget creates, changes and deletes.',
    actions: [
      'budgets:ListTagsForResource',
      'budgets:ModifyBudget',
      'budgets:TagResource',
      'budgets:UntagResource',
      'budgets:ViewBudget',
    ],
    resources: arn('budgets', 'budget/*', ''),
  },
  {
    sid: 'Read',
    types: [],
    why: 'Lists, most of which support no resource but `*`: what `init` and `check` look for before a deployment, and what the framework and CloudFormation do.',
    actions: [
      'autoscaling:DescribeAutoScalingGroups',
      'cloudformation:ValidateTemplate',
      'cloudwatch:DescribeAlarms',
      'cloudwatch:ListMetrics',
      'ec2:DescribeInstances',
      'iam:GetInstanceProfile',
      'iam:ListAttachedRolePolicies',
      'iam:ListRolePolicies',
      'lambda:GetAccountSettings',
      'logs:DescribeIndexPolicies',
      'logs:DescribeLogGroups',
      'route53:ListHostedZones',
      'sns:ListTopics',
    ],
    resources: '*',
  },
];
