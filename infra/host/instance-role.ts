import type { Intrinsic, Policy } from '../iam/model.ts';
import { arn, sub } from '../iam/resources.ts';
import { ref, type StageHost } from './resource.ts';
import { repositoryName } from './storage.ts';

/** What the agent of Systems Manager needs, so that Session Manager and Run Command work: no parameter, no document. */
export const manageInstance: Policy = {
  name: 'systems-manager',
  statements: [
    {
      sid: 'Register',
      why: 'The agent of Systems Manager says that it is there.',
      actions: ['ssm:UpdateInstanceInformation'],
      resources: '*',
    },
    {
      sid: 'Messages',
      why: 'The channels of Session Manager and Run Command, which support no resource but `*`.',
      actions: [
        'ec2messages:AcknowledgeMessage',
        'ec2messages:DeleteMessage',
        'ec2messages:FailMessage',
        'ec2messages:GetEndpoint',
        'ec2messages:GetMessages',
        'ec2messages:SendReply',
        'ssmmessages:CreateControlChannel',
        'ssmmessages:CreateDataChannel',
        'ssmmessages:OpenControlChannel',
        'ssmmessages:OpenDataChannel',
      ],
      resources: '*',
    },
  ],
};

const OF_CLUSTER = { ArnEquals: { 'ecs:cluster': { 'Fn::Sub': '${Cluster.Arn}' } } } as const;

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/instance_IAM_role.html */
const AGENT: Policy = {
  name: 'ecs-agent',
  statements: [
    {
      sid: 'FindEndpoint',
      why: 'The agent asks ECS where to connect; the action supports no resource but `*`.',
      actions: ['ecs:DiscoverPollEndpoint'],
      resources: '*',
    },
    {
      sid: 'Join',
      why: "Joins and leaves the host's own cluster.",
      actions: ['ecs:DeregisterContainerInstance', 'ecs:RegisterContainerInstance'],
      resources: sub('${Cluster.Arn}'),
    },
    {
      sid: 'Report',
      why: "Receives tasks, and reports on them, in the host's own cluster.",
      actions: [
        'ecs:Poll',
        'ecs:StartTelemetrySession',
        'ecs:SubmitAttachmentStateChanges',
        'ecs:SubmitContainerStateChange',
        'ecs:SubmitTaskStateChange',
      ],
      resources: '*',
      condition: OF_CLUSTER,
    },
  ],
};

/** Pulls images of these repositories. */
export const pullFrom = (repositories: Intrinsic, why: string): Policy => ({
  name: 'images',
  statements: [
    {
      sid: 'LogIn',
      why: 'A token for the registry; the action supports no resource but `*`.',
      actions: ['ecr:GetAuthorizationToken'],
      resources: '*',
    },
    {
      sid: 'Pull',
      why,
      actions: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
      resources: repositories,
    },
  ],
});

/** Pulls the images of one repository. */
export const pullImages = (host: StageHost): Policy =>
  pullFrom(arn('ecr', `repository/${repositoryName(host)}`), 'Pulls the images of the repository of this host.');

/** Writes the logs of the containers. */
export const writeContainerLogs: Policy = {
  name: 'logs',
  statements: [
    {
      sid: 'WriteLogs',
      why: 'Writes the logs of the containers; the log group is part of the stack.',
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: sub('${ContainerLogs.Arn}'),
    },
  ],
};

/** What the instance may do: nothing in EC2 or Route 53, and no secret. There is no policy of AWS in it. */
export const instancePolicies = (host: StageHost): readonly Policy[] => [
  manageInstance,
  AGENT,
  pullImages(host),
  writeContainerLogs,
];

/** The profile by which the instance has its role. */
export const INSTANCE_PROFILE = { 'Fn::GetAtt': ['InstanceProfile', 'Arn'] } as const;

/** The role as the profile names it. */
export const INSTANCE_ROLE = ref('InstanceRole');
