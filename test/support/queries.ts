import * as z from 'zod/mini';

import type { World } from '../aws/world.ts';

const READS = /^(Describe|List|Publish)/;
const NOTIFIED_TAG = 'hostkeeper:notified';

/** Every change that hostkeeper asked for, in order, from the call with this number on; what it wrote down as told is not one. */
export const changes = (world: World, from = 0): readonly string[] =>
  world.calls
    .slice(from)
    .filter(({ operation, input }) => !READS.test(operation) && !JSON.stringify(input).includes(`"${NOTIFIED_TAG}"`))
    .map(({ operation }) => operation);

/** Those that keep the life of an instance, not the sizes of its group. */
const LIFECYCLE_OPERATIONS =
  /^(CompleteLifecycleAction|SendCommand|(Attach|Detach)Volume|ChangeResourceRecordSets|PutLifecycleHook)$/;

/** Every change of a group's sizes, and of what is wanted of it. */
export const sizeWrites = (world: World): readonly string[] =>
  changes(world).filter((operation) => !LIFECYCLE_OPERATIONS.test(operation));

/** All that the owner was told. */
export const notificationText = (world: World): string => world.mails.map(({ body }) => body).join('\n');

/** The instances that hostkeeper ended by name. */
export const terminatedByName = (world: World): readonly unknown[] =>
  world.calls
    .filter(({ operation }) => operation === 'TerminateInstanceInAutoScalingGroup')
    .map(({ input }) => input['InstanceId']);

/** The most instances that each UpdateAutoScalingGroup allowed, in order. */
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
