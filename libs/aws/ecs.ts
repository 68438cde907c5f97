import {
  type ContainerInstance,
  DescribeContainerInstancesCommand,
  type ECSClient,
  ListContainerInstancesCommand,
  UpdateContainerInstancesStateCommand,
} from '@aws-sdk/client-ecs';

import { ignoreErrors } from './errors.ts';
import { paginate, chunk } from './pagination.ts';

/** What hostkeeper asks of ECS in one region; every verb is safe to repeat and throws what AWS says otherwise. */
export interface Ecs {
  /** The ARNs of the container instances that these EC2 instances are in a cluster; none when there is no such cluster. */
  readonly listContainerInstances: (cluster: string, instanceIds: readonly string[]) => Promise<readonly string[]>;
  readonly describeContainerInstances: (
    cluster: string,
    containerInstances: readonly string[],
  ) => Promise<readonly ContainerInstance[]>;
  /** Drains a container instance: ECS stops its tasks and places no more. `undefined` when it has left the cluster. */
  readonly updateContainerInstancesState: (
    cluster: string,
    containerInstance: string,
  ) => Promise<ContainerInstance | undefined>;
}

/** How many instances one call names. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeContainerInstances.html */
const MAX_INSTANCES_PER_CALL = 100;

export const createEcs = (client: ECSClient): Ecs => ({
  listContainerInstances: async (cluster, instanceIds) => {
    const answers = await Promise.all(
      chunk(instanceIds, MAX_INSTANCES_PER_CALL).map((piece) =>
        ignoreErrors([{ code: 'ClusterNotFoundException' }], () =>
          paginate(
            (nextToken: string | undefined) =>
              client.send(
                new ListContainerInstancesCommand({
                  cluster,
                  filter: `ec2InstanceId in [${piece.join(', ')}]`,
                  nextToken,
                }),
              ),
            ({ nextToken }) => nextToken,
          ),
        ),
      ),
    );
    return answers.flatMap((answer = []) => answer.flatMap(({ containerInstanceArns = [] }) => containerInstanceArns));
  },
  describeContainerInstances: async (cluster, arns) => {
    const answers = await Promise.all(
      chunk(arns, MAX_INSTANCES_PER_CALL).map((piece) =>
        client.send(new DescribeContainerInstancesCommand({ cluster, containerInstances: [...piece] })),
      ),
    );
    return answers.flatMap(({ containerInstances = [] }) => containerInstances);
  },
  updateContainerInstancesState: async (cluster, containerInstance) => {
    const { containerInstances = [] } = await client.send(
      new UpdateContainerInstancesStateCommand({
        cluster,
        containerInstances: [containerInstance],
        status: 'DRAINING',
      }),
    );
    return containerInstances[0];
  },
});
