import type * as z from 'zod/mini';

import type {
  alarmEnvironment,
  baseEnvironment,
  billEnvironment,
  budgetEnvironment,
  drillEnvironment,
  lifecycleEnvironment,
  reconcileEnvironment,
  restoreEnvironment,
  snapshotEnvironment,
} from '../../libs/runtime/environment.ts';
import { readDrillEnvironment, readDrillRates } from '../drill/environment.ts';
import { fill } from '../iam/resources.ts';
import { param } from '../parameters.ts';
import { PRICES } from '../prices/price-file.ts';
import { readRecordScope } from '../record-scope.ts';
import { readRestoreSubnets } from '../restore-subnets.ts';
import type { Variables } from '../serverless.ts';

/** The variables that a function reads by a schema of libs/runtime/environment.ts. Lambda itself sets AWS_REGION. */
type VariablesOf<S extends z.ZodMiniType> = Readonly<Record<Exclude<keyof z.output<S>, 'AWS_REGION'>, string | object>>;

/** What a function needs besides the variables that every function has; it may replace these. */
type AdditionalVariablesOf<S extends z.ZodMiniType> = Omit<VariablesOf<S>, keyof VariablesOf<typeof baseEnvironment>> &
  Partial<VariablesOf<typeof baseEnvironment>>;

/** For every function. */
const base = {
  STAGE: '${sls:stage}',
  HOST_REGIONS: { Ref: 'AWS::Region' },
  TOPIC_ARN: { Ref: 'NotificationTopic' },
  // Stack traces name our own lines (infra/plugins/shrink-artifacts.ts).
  NODE_OPTIONS: '--enable-source-maps',
  // With an arena for each thread, the long lists of a large stage would take a tenth more of the memory.
  MALLOC_ARENA_MAX: '1',
} satisfies VariablesOf<typeof baseEnvironment> & Readonly<Record<'NODE_OPTIONS' | 'MALLOC_ARENA_MAX', string>>;

/** For the functions that move hosts. */
const lifecycle = async (variables: Variables) => {
  const { hostedZones, recordNames } = await readRecordScope(variables);
  return {
    HOSTED_ZONES: fill(hostedZones.join(',')),
    RECORD_NAMES: recordNames.join(','),
    UNMOUNT_DOCUMENT: { Ref: 'UnmountDocument' },
  } satisfies AdditionalVariablesOf<typeof lifecycleEnvironment>;
};

/** For a function that compares the bill with the critical amount. */
const bill = {
  CRITICAL_USD: param('criticalUsd'),
  IMPLAUSIBLE_FACTOR: param('implausibleFactor'),
} satisfies AdditionalVariablesOf<typeof billEnvironment>;

/** For the functions that take and keep snapshots. */
const snapshot = {
  SNAPSHOT_TIME: param('snapshotTime'),
  SNAPSHOT_TIME_ZONE: param('snapshotTimeZone'),
  SNAPSHOT_MINIMUM: param('snapshotMinimum'),
  COPY_REGION: param('copyRegion'),
  COPY_KEY: param('copyKmsKey'),
  SNAPSHOT_DOCUMENT: { Ref: 'SnapshotDocument' },
} satisfies AdditionalVariablesOf<typeof snapshotEnvironment>;

/** What volumes cost in the region of the stack, in JSON. */
const volumePrices = async ({ resolveVariable }: Variables): Promise<string> => {
  const { volumeGbMonth } = PRICES.regions[String(await resolveVariable('self:provider.region'))] ?? {};
  return JSON.stringify(volumeGbMonth ?? {});
};

/** For the function that moves hosts, reads the bill and watches the snapshots. */
const reconcile = async (variables: Variables) =>
  ({
    ...(await lifecycle(variables)),
    ...bill,
    COPY_REGION: param('copyRegion'),
    SNAPSHOT_ON_SUSPEND: param('snapshotOnSuspend'),
    VOLUME_PRICES: await volumePrices(variables),
    DRILL_RATES: await readDrillRates(variables),
  }) satisfies AdditionalVariablesOf<typeof reconcileEnvironment>;

/** For the function that rehearses restores. */
const drill = async (variables: Variables) =>
  (await readDrillEnvironment(variables)) satisfies AdditionalVariablesOf<typeof drillEnvironment>;

/** For the function that restores hosts: the subnets of the stack's own host, and those of the parameter. */
const restore = async (variables: Variables) =>
  ({
    RESTORE_SUBNETS: fill((await readRestoreSubnets(variables)).join(',')),
    VOLUME_PRICES: await volumePrices(variables),
    COPY_REGION: param('copyRegion'),
  }) satisfies AdditionalVariablesOf<typeof restoreEnvironment>;

/** For the function that reads the critical alarm. */
const alarm = {
  HOST_REGIONS: param('hostRegions'),
  CRITICAL_ALARM_ARN: { 'Fn::Sub': '${CriticalAlarm.Arn}' },
  ...bill,
} satisfies AdditionalVariablesOf<typeof alarmEnvironment>;

/** For the function that reads the messages of AWS Budgets. */
const budget = {
  HOST_REGIONS: param('hostRegions'),
  ACCOUNT: { Ref: 'AWS::AccountId' },
  CRITICAL_BUDGET: { Ref: 'CriticalBudget' },
  ...bill,
} satisfies AdditionalVariablesOf<typeof budgetEnvironment>;

/** The environment of the functions, which `serverless.yml` and the lists of functions read by way of `environment.cjs`. */
export default { base, lifecycle, reconcile, restore, snapshot, drill, bill, alarm, budget };
