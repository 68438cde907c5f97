import { expect } from 'vitest';

import { type Clock, createClock } from './clock.ts';
import type { AwsError, CallContext } from './operation.ts';

/** The time at which the tests of the services begin. */
export const START = '2026-11-02T01:00:00Z';

/** A clock at `START`, with a fixed seed. */
export const startClock = (): Clock => createClock({ start: new Date(START), seed: 7 });

/** Milliseconds of a number of minutes. */
export const minutes = (count: number): number => 60_000 * count;

/** Milliseconds of a number of hours. */
export const hours = (count: number): number => minutes(60 * count);

/** A call by the account's owner, at the present time of the clock. */
export const ownerCall = (clock: Clock, region = 'us-east-1'): CallContext => ({
  caller: 'owner',
  region,
  at: clock.now(),
});

/** Matches the error with exactly this message. */
export const awsError = (code: string, message: string, status = 400): unknown =>
  expect.objectContaining<Partial<AwsError>>({ code, message, status });

/** Matches the error whose message fits the pattern; a string is the source of a pattern. */
export const awsErrorLike = (code: string, pattern: string | RegExp): unknown =>
  expect.objectContaining<Partial<AwsError>>({ code, message: expect.stringMatching(pattern) });
