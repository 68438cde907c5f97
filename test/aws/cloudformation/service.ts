import * as z from 'zod/mini';

import type { Container } from '../ecs/task.ts';
import type { StackResource } from '../template.ts';
import type { StackContext } from './creator.ts';

const service = z.object({
  Cluster: z.string(),
  TaskDefinition: z.string(),
  SchedulingStrategy: z.optional(z.literal('DAEMON')),
  DesiredCount: z.optional(z.literal(1)),
  CapacityProviderStrategy: z.optional(z.array(z.object({ CapacityProvider: z.string() }))),
});

const taskDefinition = z.object({
  ContainerDefinitions: z.array(
    z.object({
      Name: z.string(),
      Image: z.string(),
      Essential: z.prefault(z.boolean(), true),
      PortMappings: z.prefault(z.array(z.object({ HostPort: z.number() })), []),
      Links: z.prefault(z.array(z.string()), []),
      Command: z.prefault(z.array(z.string()), []),
    }),
  ),
});

const provider = z.object({
  AutoScalingGroupProvider: z.object({
    AutoScalingGroupArn: z.string(),
    ManagedScaling: z.object({ Status: z.literal('ENABLED') }),
  }),
});

const toContainer = (definition: z.output<typeof taskDefinition>['ContainerDefinitions'][number]): Container => ({
  name: definition.Name,
  image: definition.Image,
  essential: definition.Essential,
  hostPorts: definition.PortMappings.map(({ HostPort }) => HostPort),
  links: definition.Links,
  command: definition.Command,
});

/** Creates a service: a daemon, or one of a single task with a capacity provider. */
export const createService = ({ properties }: StackResource, { region, find }: StackContext): void => {
  const { Cluster, TaskDefinition, SchedulingStrategy, ...input } = z.parse(service, properties);
  const { ContainerDefinitions } = z.parse(taskDefinition, find(TaskDefinition).properties);
  const tasks = { taskDefinition: TaskDefinition, containers: ContainerDefinitions.map(toContainer) };
  if (SchedulingStrategy === 'DAEMON') return region.ecs.createService({ cluster: Cluster, ...tasks });
  const [strategy] = input.CapacityProviderStrategy ?? [];
  if (!strategy) throw new Error('A service is simulated as a daemon, or with a capacity provider.');
  const { AutoScalingGroupProvider } = z.parse(provider, find(strategy.CapacityProvider).properties);
  region.ecs.createService({
    cluster: Cluster,
    ...tasks,
    scaleOut: () => {
      const { groups } = region.autoScaling;
      const group = groups.get(AutoScalingGroupProvider.AutoScalingGroupArn);
      if (group && group.sizes.desired === 0 && group.sizes.max > 0) groups.resize(group, { desired: 1 });
    },
  });
};
