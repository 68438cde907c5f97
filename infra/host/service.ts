import type { Policy } from '../iam/model.ts';
import { renderRole } from '../iam/model.ts';
import { pullImages, writeContainerLogs } from './instance-role.ts';
import { containersOf, volumesOf } from './containers.ts';
import { hostName, hostTag, ref, type Resources, type StageHost } from './resource.ts';
import { databaseSecretArn, secretArn } from './storage.ts';

const readSecrets = (host: StageHost): Policy => ({
  name: 'secrets',
  statements: [
    {
      sid: 'ReadSecrets',
      why: 'Hands the secrets of this host to its containers, and no others.',
      actions: ['secretsmanager:GetSecretValue'],
      resources: [databaseSecretArn(host), secretArn(host)],
    },
  ],
});

/** What ECS may do to start the containers; they themselves have no role. */
export const executionPolicies = (host: StageHost): readonly Policy[] => [
  pullImages(host),
  writeContainerLogs,
  readSecrets(host),
];

/** A failed deployment goes back to the task before it, and does not hold up CloudFormation for hours. */
const BREAKER = { DeploymentCircuitBreaker: { Enable: true, Rollback: true } };

/** The port of the host is taken: the old task ends before the new one starts. */
const IN_PLACE = { MinimumHealthyPercent: 0, MaximumPercent: 100, ...BREAKER };

/**
 * One task on each instance of the cluster, and none while there is none: nothing has to be decided about a group of one.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html#service_scheduler_daemon
 */
const daemon = (host: StageHost): Resources => ({
  Service: {
    Type: 'AWS::ECS::Service',
    Properties: {
      Cluster: ref('Cluster'),
      TaskDefinition: ref('TaskDefinition'),
      LaunchType: 'EC2',
      SchedulingStrategy: 'DAEMON',
      DeploymentConfiguration: IN_PLACE,
      Tags: [hostTag(host)],
    },
  },
});

/** A capacity provider with managed scaling, which holds the group at the one instance that the task needs. */
const byCapacityProvider = (host: StageHost): Resources => ({
  CapacityProvider: {
    Type: 'AWS::ECS::CapacityProvider',
    Properties: {
      AutoScalingGroupProvider: {
        AutoScalingGroupArn: ref('Group'),
        ManagedScaling: { Status: 'ENABLED', TargetCapacity: 100 },
        ManagedTerminationProtection: 'DISABLED',
        // Its hook would hold a terminating instance for up to an hour; hostkeeper drains by itself.
        ManagedDraining: 'DISABLED',
      },
      Tags: [hostTag(host)],
    },
  },
  CapacityProviders: {
    Type: 'AWS::ECS::ClusterCapacityProviderAssociations',
    Properties: {
      Cluster: ref('Cluster'),
      CapacityProviders: [ref('CapacityProvider')],
      DefaultCapacityProviderStrategy: [{ CapacityProvider: ref('CapacityProvider'), Weight: 1 }],
    },
  },
  Service: {
    Type: 'AWS::ECS::Service',
    DependsOn: 'CapacityProviders',
    Properties: {
      Cluster: ref('Cluster'),
      TaskDefinition: ref('TaskDefinition'),
      CapacityProviderStrategy: [{ CapacityProvider: ref('CapacityProvider'), Weight: 1 }],
      DesiredCount: 1,
      DeploymentConfiguration: IN_PLACE,
      Tags: [hostTag(host)],
    },
  },
});

/** The containers of the host. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html */
export const service = (host: StageHost): Resources => ({
  Cluster: {
    Type: 'AWS::ECS::Cluster',
    Properties: { ClusterName: hostName(host), Tags: [hostTag(host)] },
  },
  ContainerLogs: {
    Type: 'AWS::Logs::LogGroup',
    Properties: { LogGroupName: `/hostkeeper/${hostName(host)}`, RetentionInDays: host.settings.logRetentionDays },
  },
  ExecutionRole: renderRole('ecs-tasks.amazonaws.com', executionPolicies(host)),
  TaskDefinition: {
    Type: 'AWS::ECS::TaskDefinition',
    Properties: {
      Family: hostName(host),
      NetworkMode: 'bridge',
      RequiresCompatibilities: ['EC2'],
      ExecutionRoleArn: { 'Fn::GetAtt': ['ExecutionRole', 'Arn'] },
      Volumes: volumesOf(host),
      ContainerDefinitions: containersOf(host),
      Tags: [hostTag(host)],
    },
  },
  ...(host.settings.capacityProvider ? byCapacityProvider(host) : daemon(host)),
});
