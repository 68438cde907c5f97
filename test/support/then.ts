import type { World } from '../world/world.ts';

const READS = new Set(['DescribeAutoScalingGroups', 'Publish']);
const TOLD = 'hostkeeper:told';

/** Every change of a group that hostkeeper asked for, in order; what it wrote down as told is not one. */
export const writes = (world: World): readonly string[] =>
  world.calls
    .filter(({ operation, input }) => !READS.has(operation) && !JSON.stringify(input).includes(`"${TOLD}"`))
    .map(({ operation }) => operation);

/** The instances that hostkeeper ended by name. */
export const endedByName = (world: World): readonly unknown[] =>
  world.calls
    .filter(({ operation }) => operation === 'TerminateInstanceInAutoScalingGroup')
    .map(({ input }) => input['InstanceId']);

/** The most instances that each UpdateAutoScalingGroup allowed, in order. */
export const maxSizes = (world: World): readonly unknown[] =>
  world.calls.filter(({ operation }) => operation === 'UpdateAutoScalingGroup').map(({ input }) => input['MaxSize']);

/** The invocations of one function, in order. */
export const runsOf = (world: World, name: string) => world.invocations.filter((one) => one.name === name);
