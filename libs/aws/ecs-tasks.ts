import { DescribeTasksCommand, type ECSClient, ListTasksCommand, type Task } from '@aws-sdk/client-ecs';

import { ignoreErrors } from './errors.ts';
import { chunk, paginate } from './pagination.ts';

/** The tasks of ECS in one region. Throws the SDK's errors. */
export interface EcsTasks {
  /** The tasks that run on a container instance; none when its cluster does not exist. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTasks.html */
  readonly describeTasks: (cluster: string, containerInstance: string) => Promise<readonly Task[]>;
}

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTasks.html */
const MAX_TASKS_PER_CALL = 100;

export const createEcsTasks = (client: ECSClient): EcsTasks => ({
  describeTasks: async (cluster, containerInstance) => {
    const pages = await ignoreErrors([{ code: 'ClusterNotFoundException' }], () =>
      paginate(
        (nextToken: string | undefined) => client.send(new ListTasksCommand({ cluster, containerInstance, nextToken })),
        ({ nextToken }) => nextToken,
      ),
    );
    const arns = (pages ?? []).flatMap(({ taskArns = [] }) => taskArns);
    const responses = await Promise.all(
      chunk(arns, MAX_TASKS_PER_CALL).map((tasks) =>
        client.send(new DescribeTasksCommand({ cluster, tasks: [...tasks] })),
      ),
    );
    return responses.flatMap(({ tasks = [] }) => tasks);
  },
});
