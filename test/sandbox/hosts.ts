import type { GivenHost } from '../support/given.ts';
import { ZONE } from '../world/package.ts';

/** The options of a sandbox that are wrong, in words for who typed them. */
export class UsageError extends Error {}

/** Whether who typed the options can mend it; `parseArgs` throws a TypeError with a code. */
export const isUsage = (error: unknown): error is Error =>
  error instanceof UsageError || (error instanceof TypeError && 'code' in error);

/** So many functions run at once, as in a new account: each is a process here, and those of a fleet would fill the memory. */
export const CONCURRENCY = 10;

const MOST = 1000;

/** So many healthy hosts, each with its data and its name: `host-1`, `host-2`, … Throws a UsageError for what is no number from 1 to 1000. */
export const healthyHosts = (count = '1'): Readonly<Record<string, GivenHost>> => {
  const many = /^\d+$/.test(count) ? Number(count) : 0;
  if (many < 1 || many > MOST) throw new UsageError(`--hosts "${count}" must be a number from 1 to ${MOST}`);
  const names = Array.from({ length: many }, (_, at) => `host-${at + 1}`);
  return Object.fromEntries(names.map((name) => [name, { data: true, records: [`${name}.${ZONE.name}`] }]));
};
