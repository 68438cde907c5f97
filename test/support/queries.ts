import * as z from 'zod/mini';

import type { World } from '../aws/world.ts';

const READS = /^(Describe|Get|List|Publish|PutMetricData)/;
/** The errors of the rate limits in test/aws. */
const THROTTLED = /Rate exceeded|Request limit exceeded|ThrottlingException|ThrottledException/;
const NOTIFIED_TAG = 'hostkeeper:notified';

/** The changes that hostkeeper requested, in order, from a call index on. The note of what was notified does not count, nor do metrics. */
export const changes = (world: Pick<World, 'calls'>, from = 0): readonly string[] =>
  world.calls
    .slice(from)
    .filter(({ operation, input }) => !READS.test(operation) && !JSON.stringify(input).includes(`"${NOTIFIED_TAG}"`))
    .map(({ operation }) => operation);

/** Operations on an instance and its resources, rather than on the sizes of its group. */
const LIFECYCLE_OPERATIONS =
  /^(CompleteLifecycleAction|SendCommand|(Attach|Detach)Volume|ChangeResourceRecordSets|PutLifecycleHook)$/;

/** Every change of a group's sizes and of its state tag. */
export const sizeWrites = (world: World): readonly string[] =>
  changes(world).filter((operation) => !LIFECYCLE_OPERATIONS.test(operation));

/** The calls that AWS throttled, by role; without a role, those of all. */
export const throttledCalls = (world: World, role?: string) =>
  world.calls.filter(({ error = '', caller }) => THROTTLED.test(error) && (role ?? caller) === caller);

/** The text of every e-mail. */
export const notificationText = (world: World): string => world.mails.map(({ body }) => body).join('\n');

/** The ids of the instances that hostkeeper terminated one by one, rather than by the sizes of a group. */
export const terminatedByName = (world: World): readonly unknown[] =>
  world.calls
    .filter(({ operation }) => operation === 'TerminateInstanceInAutoScalingGroup')
    .map(({ input }) => input['InstanceId']);

/** The maximum size that each UpdateAutoScalingGroup set, in order. */
export const maxSizes = (world: World): readonly unknown[] =>
  world.calls.filter(({ operation }) => operation === 'UpdateAutoScalingGroup').map(({ input }) => input['MaxSize']);

/** The invocations of one function, in order. */
export const invocationsOf = (world: World, name: string) => world.invocations.filter((one) => one.name === name);

const answer = z.object({
  results: z.array(
    z.object({
      host: z.string(),
      status: z.string(),
      reason: z.string(),
      actions: z.prefault(z.array(z.object({ action: z.string(), reason: z.string() })), []),
    }),
  ),
});

/** What a function answered about each host; nothing when it failed or answers something else. */
export const reportsOf = (returned: unknown) => z.safeParse(answer, returned).data?.results ?? [];
