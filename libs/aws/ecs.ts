import {
  type ContainerInstance,
  DescribeContainerInstancesCommand,
  type ECSClient,
  ListContainerInstancesCommand,
  UpdateContainerInstancesStateCommand,
} from '@aws-sdk/client-ecs';

import { ignoreErrors } from './errors.ts';
import { paginate, chunk } from './pagination.ts';

/** ECS in one region. Every call is safe to repeat; throws the SDK's errors. */
export interface Ecs {
  /** The ARNs of the container instances of these EC2 instances in a cluster; none when the cluster does not exist. */
  readonly listContainerInstances: (cluster: string, instanceIds: readonly string[]) => Promise<readonly string[]>;
  readonly describeContainerInstances: (
    cluster: string,
    containerInstances: readonly string[],
  ) => Promise<readonly ContainerInstance[]>;
  /** Drains a container instance: ECS stops its tasks and places no new ones. `undefined` when it has left the cluster. */
  readonly updateContainerInstancesState: (
    cluster: string,
    containerInstance: string,
  ) => Promise<ContainerInstance | undefined>;
}

/** Maximum of both describe calls. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeContainerInstances.html */
const MAX_INSTANCES_PER_CALL = 100;

export const createEcs = (client: ECSClient): Ecs => ({
  listContainerInstances: async (cluster, instanceIds) => {
    const pages = await Promise.all(
      chunk(instanceIds, MAX_INSTANCES_PER_CALL).map((ids) =>
        ignoreErrors([{ code: 'ClusterNotFoundException' }], () =>
          paginate(
            (nextToken: string | undefined) =>
              client.send(
                new ListContainerInstancesCommand({
                  cluster,
                  filter: `ec2InstanceId in [${ids.join(', ')}]`,
                  nextToken,
                }),
              ),
            ({ nextToken }) => nextToken,
          ),
        ),
      ),
    );
    return pages.flat().flatMap((page) => page?.containerInstanceArns ?? []);
  },
  describeContainerInstances: async (cluster, arns) => {
    const responses = await Promise.all(
      chunk(arns, MAX_INSTANCES_PER_CALL).map((chunkArns) =>
        client.send(new DescribeContainerInstancesCommand({ cluster, containerInstances: [...chunkArns] })),
      ),
    );
    return responses.flatMap(({ containerInstances = [] }) => containerInstances);
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
