import * as z from 'zod/mini';

import { splitWords } from '../hosts/words.ts';
import { validate } from './validate.ts';

const text = z.string().check(z.minLength(1));
const usd = z.coerce.number().check(z.positive());

/** The environment variables of every function, which `infra/` sets. */
export const baseEnvironment = z.object({
  /** The stage; it operates the hosts with its name in the tag `hostkeeper:stage`. */
  STAGE: text,
  /** Regions whose hosts this function acts on, separated by commas. */
  HOST_REGIONS: z.pipe(text, z.transform(splitWords)),
  /** The SNS topic of the notifications. */
  TOPIC_ARN: text,
  /** The function's own region; Lambda sets it. */
  AWS_REGION: text,
});

/** A list separated by commas, possibly empty; `word` matches one item. */
const list = (word: RegExp) =>
  z.pipe(
    z.string().check(z.regex(new RegExp(String.raw`^(${word.source}(\s*,\s*${word.source})*)?$`))),
    z.transform(splitWords),
  );

/** Adds what the functions of the instance lifecycle may change, and how. */
export const lifecycleEnvironment = z.extend(baseEnvironment, {
  HOSTED_ZONES: list(/Z[A-Z0-9]+/),
  /** Names in lower case; `*` matches any text. */
  RECORD_NAMES: list(/[a-z0-9_*.-]+/),
  /** The document of Systems Manager that unmounts a data volume. */
  UNMOUNT_DOCUMENT: text,
});

/** Where copies of snapshots are made; empty without a second region. */
const copies = { COPY_REGION: z.string() };

/** USD a GiB and month by the type of a volume: `{"gp3":0.08}`; nothing for a region whose prices are not known. */
const volumePrices = {
  VOLUME_PRICES: z.pipe(
    z.string(),
    z.transform((json, { issues }) => {
      try {
        return z.parse(z.record(z.string(), z.number()), JSON.parse(json));
      } catch {
        issues.push({ code: 'custom', message: 'must be a map of types and prices in JSON', input: json });
        return {};
      }
    }),
  ),
};

/** Adds where hosts may be restored to, and what that costs. */
export const restoreEnvironment = z.extend(baseEnvironment, {
  /** The ids of the subnets that a group may be moved to. */
  RESTORE_SUBNETS: list(/subnet-[0-9a-f]+/),
  ...volumePrices,
  ...copies,
});

/** What an amount of the bill is compared with. */
const limits = {
  /** The critical threshold of the bill, in USD a month. */
  CRITICAL_USD: usd,
  /** An amount of this many times the threshold is implausible. */
  IMPLAUSIBLE_FACTOR: usd,
};

/** Adds what the bill is compared with, for a function that reads it. */
export const billEnvironment = z.extend(baseEnvironment, limits);

/** A number of USD for each word, as `t3.micro=0.0104`. */
const rates = z.pipe(
  z.string().check(z.regex(/^([\w.]+=[\d.]+(,[\w.]+=[\d.]+)*)?$/)),
  z.transform((words) =>
    Object.fromEntries(
      splitWords(words)
        .map((word) => word.split('='))
        .map(([name = '', value]) => [name, Number(value)]),
    ),
  ),
);

/** Adds when snapshots are taken, which are kept, and where copies are made. */
export const snapshotEnvironment = z.extend(baseEnvironment, {
  /** The time of day of the nightly snapshot, such as `03:00`. */
  SNAPSHOT_TIME: text,
  SNAPSHOT_TIME_ZONE: text,
  SNAPSHOT_MINIMUM: z.coerce.number().check(z.int(), z.minimum(1)),
  ...copies,
  /** The key of the copies; empty where AWS's own is used. */
  COPY_KEY: z.string(),
  /** The name of the document that has a host take its snapshot. */
  SNAPSHOT_DOCUMENT: text,
});

/** What `reconcile` reads: it moves hosts, reads the bill, and watches the snapshots. */
export const reconcileEnvironment = z.extend(lifecycleEnvironment, {
  ...limits,
  ...copies,
  ...volumePrices,
  /** Whether a host that the budget suspends gets a last snapshot: `true` or `false`. */
  SNAPSHOT_ON_SUSPEND: z.enum(['true', 'false']),
  DRILL_RATES: rates,
});

/** Adds how a restore is rehearsed. */
export const drillEnvironment = z.extend(baseEnvironment, {
  /** USD an hour by type of instance; `volume` for a GB a month, `address` for an hour. Empty where no prices are known. */
  DRILL_RATES: rates,
  DRILLS: z.enum(['monthly', 'never']),
  /** The document of Systems Manager that rehearses a restore. */
  DRILL_DOCUMENT: text,
  /** The launch templates, by architecture. */
  DRILL_TEMPLATE_X86: text,
  DRILL_TEMPLATE_ARM: text,
  /** Empty: the image that the host runs. */
  DRILL_IMAGE: z.string(),
  /** Empty: every table is checked. */
  DRILL_QUERY: z.string(),
  /** The host of the stack itself, the label of its volume, and the security group for drills in its VPC; empty without one. */
  OWN_HOST: z.string(),
  OWN_LABEL: z.string(),
  DRILL_SECURITY_GROUP: z.string(),
});

/** Adds the billing alarm that the kill switch acts on. */
export const alarmEnvironment = z.extend(baseEnvironment, { CRITICAL_ALARM_ARN: text, ...limits });

/** Adds the budget whose messages the function acts on. */
export const budgetEnvironment = z.extend(baseEnvironment, {
  /** The function's own account. */
  ACCOUNT: text,
  /** The name of the critical budget. */
  CRITICAL_BUDGET: text,
  ...limits,
});

/** The environment of every function. */
export type BaseEnvironment = z.output<typeof baseEnvironment>;

/** The environment of the function that restores hosts. */
export type RestoreEnvironment = z.output<typeof restoreEnvironment>;

/** The environment of the functions that read the bill. */
export type BillEnvironment = z.output<typeof billEnvironment>;

/** The environment of the functions that take and keep snapshots. */
export type SnapshotEnvironment = z.output<typeof snapshotEnvironment>;
/** The environment of the function that rehearses restores. */
export type DrillEnvironment = z.output<typeof drillEnvironment>;

/** The environment of `reconcile`. */
export type ReconcileEnvironment = z.output<typeof reconcileEnvironment>;

/** The environment of the functions that change records. */
export type LifecycleEnvironment = z.output<typeof lifecycleEnvironment>;

/** Reads the environment, once a cold start. Throws an error that names each variable that is missing or invalid, never its value. */
export const readEnvironment = <S extends z.ZodMiniType>(schema: S, env: unknown): z.output<S> =>
  validate(schema, env, 'the environment of the function');
