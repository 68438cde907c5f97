import * as z from 'zod/mini';

import { isNamePattern } from '../libs/hosts/record-names.ts';
import { RECYCLE_DAYS, RECYCLED } from './control-plane/recycle-bin.ts';
import { commandLineProblems, refuse } from './command-line.ts';
import { provideHome } from './home.ts';
import { list, number, type Parameter, usd } from './parameter.ts';
import { hostMoneyLines } from './prices/money.ts';
import type { Variables } from './serverless.ts';

/** AWS's ids of hosted zones. https://docs.aws.amazon.com/Route53/latest/APIReference/API_HostedZone.html */
const HOSTED_ZONE = /^Z[A-Z0-9]{1,31}$/;

/** https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id-key-ARN */
const KEY_ARN = /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/;

/** AWS's ids of subnets. */
const SUBNET = /^subnet-[0-9a-f]{8,17}$/;

/** Whether the IANA database has a time zone of this name. */
const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

/** A name as ECS takes it, or a pattern of such names. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCluster.html */
const CLUSTER = /^[\w*-]{1,255}$/;

/**
 * Every parameter of a deployment: the one place of its name, schema, default and description. The defaults, the checks
 * before packaging, the environment of the functions and docs/reference/parameters.md are made from it.
 */
export const PARAMETERS = {
  notificationEmail: {
    schema: z.email({ error: 'is not one e-mail address' }),
    unit: 'e-mail address',
    example: 'you@example.com',
    text: 'Receives the notifications, and the e-mails of AWS Budgets.',
  },
  criticalUsd: {
    schema: usd,
    default: 25,
    unit: 'USD a month, at most two decimals',
    example: '25',
    text: 'The critical threshold. When the charges of the month reach it, every host is stopped except those tagged `hostkeeper:on-critical-budget` = `keep`. With a `host` the default is twice `monthlyBudgetUsd`.',
  },
  implausibleFactor: {
    schema: number.check(z.gt(1, 'is not above 1')),
    default: 10_000,
    unit: 'multiple of `criticalUsd`',
    example: '10000',
    text: 'Charges from this multiple of the critical threshold on are an error of AWS, and stop no host: in July 2026 its estimates were wrong by far more.',
  },
  monthlyBudgetUsd: {
    schema: usd,
    default: 12,
    unit: 'USD a month, at most two decimals',
    example: '12',
    text: 'The limit of the monthly budget. AWS Budgets sends an e-mail when the charges pass 85 % and 100 % of it, and when the forecast passes 100 %. It cannot be above `criticalUsd`, at which the hosts stop. With a `host` the default is 1.25 times what it costs by `hostkeeper cost`, in whole USD.',
  },
  hostRegions: {
    // Whether AWS has these regions is checked by the framework's own list (infra/plugins/parameters.ts).
    schema: list((word) => word !== '', 'the name of a region').check(z.minLength(1, 'names no region')),
    default: '${self:provider.region}',
    unit: 'regions, separated by commas',
    example: 'eu-central-1,us-east-1',
    text: 'The regions whose hosts the budget functions stop. The default is the region of the deployment.',
  },
  hostedZones: {
    schema: list((word) => HOSTED_ZONE.test(word), 'the id of a hosted zone'),
    default: '',
    unit: 'ids, separated by commas',
    example: 'Z0123456789ABC',
    text: 'The Route 53 hosted zones whose records may follow hosts. The roles of the functions can change records in no other zone.',
    requires: 'recordNames',
  },
  recordNames: {
    schema: list(isNamePattern, 'a DNS name in lower case without a final dot'),
    default: '',
    unit: 'names in lower case, separated by commas',
    example: '*.example.com,example.com',
    text: 'The names of the records that may follow hosts, without a final dot; `*` stands for any text. The roles may also write the TXT record at `_hostkeeper.` before each, which says who points it.',
    requires: 'hostedZones',
  },
  kmsKeys: {
    schema: list((word) => KEY_ARN.test(word), 'the ARN of a KMS key (an alias is none)'),
    default: '',
    unit: 'ARNs, separated by commas',
    example: 'arn:aws:kms:us-east-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef',
    text: 'The customer-managed KMS keys of data volumes. Without its key here a volume cannot be attached; volumes under the key `aws/ebs` of AWS need none.',
  },
  clusters: {
    schema: list((word) => CLUSTER.test(word), 'the name of an ECS cluster'),
    default: '*',
    unit: 'names, separated by commas',
    example: 'web,batch',
    text: 'The ECS clusters whose container instances the roles may set to draining; `*` stands for any text.',
  },
  restoreSubnets: {
    schema: list((word) => SUBNET.test(word), 'the id of a subnet'),
    default: '',
    unit: 'ids, separated by commas',
    example: 'subnet-0123456789abcdef0',
    text: 'The subnets that a restore may move a group of another template to, besides those of the `host` of the stage. The roles can give a group no other.',
  },
  recycleBin: {
    schema: list((word) => Object.keys(RECYCLED).includes(word), '"volumes" or "snapshots"'),
    default: 'volumes',
    unit: 'words, separated by commas',
    example: 'volumes,snapshots',
    text: `What the Recycle Bin of AWS keeps for ${RECYCLE_DAYS} days after somebody has deleted it: data volumes and retired ones, snapshots, or nothing where it is empty. AWS bills what it keeps. hostkeeper deletes no volume; it deletes snapshots that its retention policy expires, and these are billed ${RECYCLE_DAYS} days longer with \`snapshots\`.`,
  },
  snapshotTime: {
    schema: z
      .string({ error: 'is not a time of day' })
      .check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'is not a time of day')),
    default: '03:00',
    unit: 'time of day',
    example: '03:00',
    text: 'When the nightly snapshots are taken, at the earliest: hostkeeper tries every 15 minutes for three hours from it.',
  },
  snapshotTimeZone: {
    schema: z.string({ error: 'is not a time zone' }).check(z.refine(isTimeZone, 'is not a time zone')),
    default: 'UTC',
    unit: 'name of the IANA database',
    example: 'Europe/Berlin',
    text: 'The time zone of `snapshotTime`, and of the days, weeks, months and years of a retention policy.',
  },
  snapshotMinimum: {
    schema: number.check(z.int('is not a whole number'), z.gte(1, 'is below 1'), z.lte(999, 'is above 999')),
    default: 3,
    unit: 'number of snapshots',
    example: '3',
    text: 'So many restorable snapshots of a host are kept whatever its retention policy says, in each region.',
  },
  snapshotOnSuspend: {
    schema: z.pipe(z.transform(String), z.enum(['true', 'false'], { error: 'is neither true nor false' })),
    default: 'true',
    unit: '`true` or `false`',
    example: 'true',
    text: 'Whether a host that the budget stops gets a last snapshot, once no instance has its volume. It never delays the stop.',
  },
  copyRegion: {
    schema: z.string().check(z.regex(/^([a-z]{2}(-[a-z]+)+-\d)?$/, 'is not the name of a region')),
    default: '',
    unit: 'region',
    example: 'eu-central-1',
    text: 'The second region, to which each nightly snapshot is copied. Empty: no copies are made. AWS bills the transfer and the copies.',
  },
  copyKmsKey: {
    schema: z.union([z.literal(''), z.string().check(z.regex(KEY_ARN))], {
      error: 'is not the ARN of a KMS key (an alias is none)',
    }),
    default: '',
    unit: 'ARN',
    example: 'arn:aws:kms:eu-central-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef',
    text: 'The customer-managed KMS key of the copies, in `copyRegion`. Without it copies of encrypted snapshots are encrypted by the key `aws/ebs` of that region.',
  },
  drills: {
    schema: z.enum(['monthly', 'never'], { error: 'is neither monthly nor never' }),
    default: 'monthly',
    unit: 'word',
    example: 'monthly',
    text: 'How often the restore of each host is rehearsed on an instance of its own. A drill takes some minutes and costs about half a cent. `hostkeeper drill` does it at any time.',
  },
  drillImage: {
    schema: z.string().check(z.regex(/^([0-9a-z][0-9A-Za-z._:/@-]*)?$/, { error: 'is not the name of an image' })),
    default: '',
    unit: 'name of an image',
    example: 'mysql:8.4',
    text: 'The image of MySQL or MariaDB that a drill starts on the restored data. By default it is that which the host runs.',
  },
  drillQuery: {
    schema: z.string().check(z.maxLength(1000, { error: 'has more than 1,000 characters' })),
    default: '',
    unit: 'SQL',
    example: 'select count(*) from shop.orders',
    text: 'What a drill asks the restored database, as its root; the report has the answer. By default each table is checked, for a minute. The server has no network, and its data is thrown away.',
  },
  serviceAlarms: {
    schema: z.record(z.string().check(z.regex(/^[A-Za-z0-9]+$/)), usd, {
      error: ({ code }) =>
        code === 'invalid_key'
          ? 'is not the name of a service, which has letters and digits alone'
          : 'is not a map of services and amounts',
    }),
    default: { AmazonEC2: 9, AmazonECR: 0.15, AWSSecretsManager: 1, AmazonRoute53: 0.7 },
    unit: 'USD a month by service, at most two decimals',
    example: { AmazonEC2: 9 },
    text: 'One alarm for each service: an e-mail when its charges of the month reach the amount. The names are the values of the dimension `ServiceName` of the metric `EstimatedCharges`. Ten alarms are free; hostkeeper needs four besides these. With a `host` the default for `AmazonEC2` is 1.2 times what its instance and volumes cost.',
  },
  host: {
    schema: z.union([z.literal(''), z.record(z.string(), z.unknown())], { error: 'is not a map of settings' }),
    default: '',
    unit: 'section of infra/stages.yml',
    example: { name: 'blog', domain: 'example.com', zones: '[us-east-1a, us-east-1b]' },
    text: 'A host that the stack itself creates, in the region of its zones. Without it the stack has the control plane alone, for groups of other templates. Its settings are below.',
  },
} as const satisfies Readonly<Record<string, Parameter>>;

/** The name of a parameter. */
type ParameterName = keyof typeof PARAMETERS;

/** The rows of the table with their names, for those that treat all alike. */
export const parameterRows: readonly (readonly [string, Parameter])[] = Object.entries(PARAMETERS);

/** The variable of the Serverless Framework that has the value of a parameter. */
export const param = <N extends ParameterName>(name: N) => `\${param:${name}}` as const;

/** How a parameter is given, as an example: by `--param`, or in infra/stages.yml where the value is more than text. */
export const exampleOf = (name: string, { example }: Parameter): string => {
  if (typeof example === 'string') return `--param=${name}=${example}`;
  const entries = Object.entries(example).map(([key, value]) => `${key}: ${value}`);
  return `${name}: { ${entries.join(', ')} } in infra/stages.yml`;
};

/** A section of infra/stages.yml. */
const section = z.record(z.string(), z.unknown());

const stageSettings = z.nullish(z.looseObject({ default: z.nullish(section) }));

/** The lines of the bill that the host of a stage calls for. What was typed counts as given. */
const moneyLines = (settings: Readonly<Record<string, unknown>>, typed: readonly string[]) => {
  const values = new Map(Object.entries(settings));
  for (const [, name = '', value] of typed.map((text) => /^(\w+)=(.*)$/s.exec(text) ?? [])) values.set(name, value);
  const { monthlyBudgetUsd, criticalUsd, serviceAlarms } = PARAMETERS;
  return hostMoneyLines(values.get('host'), serviceAlarms.default, {
    monthlyBudgetUsd: z.safeParse(monthlyBudgetUsd.schema, values.get('monthlyBudgetUsd')).data,
    criticalUsd: z.safeParse(criticalUsd.schema, values.get('criticalUsd')).data,
    serviceAlarms: z.safeParse(serviceAlarms.schema, values.get('serviceAlarms')).data,
  });
};

/** What `serverless.yml` reads by way of `parameters.cjs`. */
export default {
  /** The settings of infra/stages.yml by stage, with the defaults of the table and of their hosts under them. */
  stages: async ({ resolveVariable, options }: Variables) => {
    // The framework reads this before any value that depends on what was typed.
    refuse(commandLineProblems(options));
    provideHome();
    const stages = z.parse(stageSettings, await resolveVariable('file(infra/stages.yml)'));
    const typed = options.param ?? [];
    const common = stages?.default ?? {};
    const withLines = Object.entries(stages ?? {}).map(([stage, settings]) => {
      const { data } = z.safeParse(section, settings);
      return [stage, data?.['host'] ? { ...moneyLines({ ...common, ...data }, typed), ...data } : settings];
    });
    const defaults = Object.fromEntries(parameterRows.map(([name, row]) => [name, row.default]));
    return {
      ...Object.fromEntries(withLines),
      default: { ...defaults, ...moneyLines(common, typed), ...common },
    };
  },
  /** The value of each parameter; one without a value is empty text, which infra/plugins/parameters.ts refuses. */
  values: Object.fromEntries(parameterRows.map(([name]) => [name, `\${param:${name}, ''}`])),
};
