import * as z from 'zod/mini';

import { validate } from './validate.ts';

const text = z.string().check(z.minLength(1));
const usd = z.coerce.number().check(z.positive());

/** What every function is told by its environment; `infra/` sets it. */
export const baseEnvironment = z.object({
  /** The stage; it keeps the hosts whose tag `hostkeeper:stage` names it. */
  STAGE: text,
  /** Regions whose hosts this function acts on, separated by commas. */
  HOST_REGIONS: z.pipe(
    text,
    z.transform((regions) => regions.split(',').map((region) => region.trim())),
  ),
  /** The topic that tells the owner. */
  TOPIC_ARN: text,
  /** The function's own region; Lambda sets it. */
  AWS_REGION: text,
});

/** Words separated by commas; there may be none. */
const list = (word: RegExp) =>
  z.pipe(
    z.string().check(z.regex(new RegExp(String.raw`^(${word.source}(\s*,\s*${word.source})*)?$`))),
    z.transform((words) =>
      words
        .split(',')
        .map((one) => one.trim())
        .filter((one) => one !== ''),
    ),
  );

/** What the functions that keep hosts alive are told besides: whose records they may change. */
export const lifecycleEnvironment = z.extend(baseEnvironment, {
  HOSTED_ZONES: list(/Z[A-Z0-9]+/),
  /** Names in lower case, in which `*` stands for anything. */
  RECORD_NAMES: list(/[a-z0-9_*.-]+/),
});

/** What the functions that judge the bill are told besides. */
export const alarmEnvironment = z.extend(baseEnvironment, {
  CRITICAL_ALARM_ARN: text,
  /** The line, in USD a month. */
  CRITICAL_USD: usd,
  /** An amount of so many times the line cannot be true. */
  IMPLAUSIBLE_FACTOR: usd,
});

/** What the function that reads the messages of AWS Budgets is told besides. */
export const budgetEnvironment = z.extend(baseEnvironment, {
  /** The account that this runs in. */
  ACCOUNT: text,
  /** The name of the critical budget. */
  CRITICAL_BUDGET: text,
  CRITICAL_USD: usd,
  IMPLAUSIBLE_FACTOR: usd,
});

/** The environment of every function. */
export type BaseEnvironment = z.output<typeof baseEnvironment>;

/** The environment of the functions that change records. */
export type LifecycleEnvironment = z.output<typeof lifecycleEnvironment>;

/** Reads the environment, once per cold start. Throws, and names each variable that is missing or malformed, never its value. */
export const readEnvironment = <S extends z.ZodMiniType>(schema: S, env: unknown): z.output<S> =>
  validate(schema, env, 'the environment of the function');
