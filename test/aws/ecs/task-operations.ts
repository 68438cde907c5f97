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
      const member = containerInstance === undefined ? undefined : fullArn(region, name, containerInstance);
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
      const found = running().filter(({ task, ...one }) => one.cluster === name && task && tasks.includes(task.arn));
      const missing = tasks.filter((arn) => !found.some(({ task }) => task?.arn === arn));
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
        const service = services().find((one) => one.taskDefinition === taskDefinition);
        if (!service) throw new AwsError('ClientException', 'Unable to describe task definition.');
        return {
          taskDefinition: {
            taskDefinitionArn: taskDefinition,
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
