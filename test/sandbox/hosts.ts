import type { GivenHost } from '../support/given.ts';
import { ZONE } from '../aws/lambda/package-stack.ts';

/** Wrong options; the message says how to correct them. */
export class UsageError extends Error {}

/** Whether an error is about the options. `parseArgs` throws a TypeError with a code. */
export const isUsageError = (error: unknown): error is Error =>
  error instanceof UsageError || (error instanceof TypeError && 'code' in error);

/** Functions that run at once, as in a new account. Each is a process here, and those of a fleet would fill the memory. */
export const CONCURRENCY = 10;

const MAX_HOSTS = 1000;

/** The first instance of the first host, which the example events name. */
const FIRST_INSTANCE = 'i-0a1b2c3d4e5f60718';

/** Healthy hosts with a data volume and a record: `host-1`, `host-2`, … Throws a UsageError unless the count is from 1 to 1000. */
export const healthyHosts = (count = '1'): Readonly<Record<string, GivenHost>> => {
  const number = /^\d+$/.test(count) ? Number(count) : 0;
  if (number < 1 || number > MAX_HOSTS)
    throw new UsageError(`--hosts "${count}" must be a number from 1 to ${MAX_HOSTS}`);
  const names = Array.from({ length: number }, (_, index) => `host-${index + 1}`);
  return Object.fromEntries(
    names.map((name, index) => [
      name,
      {
        data: true,
        records: [`${name}.${ZONE.name}`],
        ...(index === 0 && { instanceId: FIRST_INSTANCE }),
      },
    ]),
  );
};
