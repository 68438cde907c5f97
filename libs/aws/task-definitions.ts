import { DescribeTaskDefinitionCommand, type ECSClient, type TaskDefinition } from '@aws-sdk/client-ecs';

/** Task definitions of ECS in one region. Throws the SDK's errors. */
export interface TaskDefinitions {
  readonly describeTaskDefinition: (taskDefinition: string) => Promise<TaskDefinition | undefined>;
}

export const createTaskDefinitions = (client: ECSClient): TaskDefinitions => ({
  describeTaskDefinition: async (taskDefinition) => {
    const answer = await client.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
    return answer.taskDefinition;
  },
});
