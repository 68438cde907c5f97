import type * as client from '@aws-sdk/client-ecs';

import { notSimulated } from '../not-simulated.ts';
import { AwsError, type Operation } from '../operation.ts';
import { arnOf, clusterName, fullArn, type Member, type Members } from './members.ts';
import { LIMITS } from './quotas.ts';
import type { SimulatedService } from './services.ts';

/** A task that runs, as ECS describes it. */
const toSdkTask = ({ cluster, arn: containerInstanceArn, task }: Member, region: string): client.Task[] =>
  task
    ? [
        {
          taskArn: task.arn,
          taskDefinitionArn: task.definitionArn,
          clusterArn: arnOf(region, 'cluster', cluster),
          containerInstanceArn,
          desiredStatus: 'RUNNING',
          lastStatus: 'RUNNING',
          containers: task.definition.map(({ name, image }) => ({
            name,
            image,
            lastStatus: task.running.has(name) ? 'RUNNING' : 'STOPPED',
          })),
        },
      ]
    : [];

/** What names a task definition: its ARN, its family and revision, and its family for the latest revision. */
const namesOf = (arn: string): readonly string[] => {
  const [, revision = arn, family = arn] = /\/(([^/:]+):\d+)$/.exec(arn) ?? [];
  return [arn, revision, family];
};

const invalid = (message: string): AwsError => new AwsError('InvalidParameterException', message);

/** The operations on the tasks of services. What a test starts by itself is counted, and is not listed. */
export const createTaskOperations = (deps: {
  readonly region: string;
  readonly members: Members;
  readonly services: () => readonly SimulatedService[];
  /** The name of a cluster. Throws `ClusterNotFoundException` for one that there is not. */
  readonly requireCluster: (nameOrArn: string | undefined) => string;
}) => {
  const { region, members, services, requireCluster } = deps;
  const running = (): readonly Member[] => members.all().filter(({ runningTasks, task }) => runningTasks > 0 && task);
  const context = (nameOrArn: string | undefined) => ({
    'ecs:cluster': arnOf(region, 'cluster', clusterName(nameOrArn)),
  });

  const ListTasks: Operation<client.ListTasksRequest, client.ListTasksResponse> = {
    authorization: ({ cluster }) => [
      { resource: arnOf(region, 'container-instance', `${clusterName(cluster)}/*`), context: context(cluster) },
    ],
    handle: ({ cluster, containerInstance, ...input }) => {
      const [other] = Object.entries(input).flatMap(([key, value]) => (value === undefined ? [] : [key]));
      if (other !== undefined) throw notSimulated(`${other} of ecs:ListTasks`, ['containerInstance']);
      const name = requireCluster(cluster);
      const member =
        containerInstance === undefined ? undefined : fullArn(region, 'container-instance', name, containerInstance);
      if (member !== undefined && !members.get(member))
        throw invalid('Unable to describe task for container instance.');
      const tasks = running().filter((one) => one.cluster === name && (member === undefined || one.arn === member));
      return { taskArns: tasks.flatMap(({ task }) => task?.arn ?? []) };
    },
  };

  const DescribeTasks: Operation<client.DescribeTasksRequest, client.DescribeTasksResponse> = {
    authorization: ({ cluster, tasks = [] }) => tasks.map((resource) => ({ resource, context: context(cluster) })),
    handle: ({ cluster, tasks = [] }) => {
      const name = requireCluster(cluster);
      if (tasks.length === 0) throw invalid('Tasks cannot be empty.');
      if (tasks.length > LIMITS.describedTasks.max)
        throw invalid(`tasks can have at most ${LIMITS.describedTasks.max} items.`);
      const arns = tasks.map((task) => fullArn(region, 'task', name, task));
      const other = arns.map((arn) => /:task\/([^/]+)\//.exec(arn)?.[1] ?? name).find((one) => one !== name);
      if (other !== undefined) throw invalid(`Identifier is for cluster ${other}. Your cluster is ${name}`);
      const found = running().filter(({ task, ...one }) => one.cluster === name && task && arns.includes(task.arn));
      const missing = arns.filter((arn) => !found.some(({ task }) => task?.arn === arn));
      return {
        tasks: found.flatMap((member) => toSdkTask(member, region)),
        failures: missing.map((arn) => ({ arn, reason: 'MISSING' })),
      };
    },
  };

  const DescribeTaskDefinition: Operation<client.DescribeTaskDefinitionRequest, client.DescribeTaskDefinitionResponse> =
    {
      authorization: () => [{ resource: '*' }],
      handle: ({ taskDefinition = '' }) => {
        // A deployment has one revision of a family: it is the latest.
        const service = services().find(({ taskDefinition: arn }) => namesOf(arn).includes(taskDefinition));
        if (!service) throw new AwsError('ClientException', 'Unable to describe task definition.');
        return {
          taskDefinition: {
            taskDefinitionArn: service.taskDefinition,
            status: 'ACTIVE',
            containerDefinitions: service.containers.map(({ name, image, essential, command }) => ({
              name,
              image,
              essential,
              command: command === undefined ? undefined : [...command],
            })),
          },
        };
      },
    };

  return { ListTasks, DescribeTasks, DescribeTaskDefinition };
};
