import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';

import parameterBridge, { PARAMETERS, parameterRows } from '../../../infra/parameters.ts';
import { parameterProblems, readParameters } from '../../../infra/parameter-problems.ts';
import {
  alarmEnvironment,
  baseEnvironment,
  lifecycleEnvironment,
  readEnvironment,
} from '../../../libs/runtime/environment.ts';

/** The defaults, with the one parameter that has none. */
const given = {
  notificationEmail: 'you@example.com',
  criticalUsd: 25,
  implausibleFactor: 10_000,
  monthlyBudgetUsd: 12,
  hostRegions: 'us-east-1',
  hostedZones: '',
  recordNames: '',
  kmsKeys: '',
  clusters: '*',
  restoreSubnets: '',
  recycleBin: 'volumes',
  snapshotTime: '03:00',
  snapshotTimeZone: 'UTC',
  snapshotMinimum: 3,
  snapshotOnSuspend: 'true',
  copyRegion: '',
  copyKmsKey: '',
  drills: 'monthly',
  drillImage: '',
  drillQuery: '',
  serviceAlarms: { AmazonEC2: 9, AmazonECR: 0.15 },
  host: '',
};

const REGIONS = ['ap-southeast-2', 'eu-central-1', 'us-east-1', 'us-gov-west-1'];

/** What is wrong with these parameters, beside the defaults. */
const problemsOf = (values: Readonly<Record<string, unknown>>, names: readonly string[] = []): readonly string[] =>
  parameterProblems({ values: { ...given, ...values }, names, regions: REGIONS });

describe('the parameters of a deployment', () => {
  it('are taken as they are given', () => {
    expect(problemsOf({})).toEqual([]);
    expect(readParameters(given)).toEqual(given);
  });

  it('may be numbers as text, as the command line hands them over', () => {
    expect(readParameters({ ...given, criticalUsd: '30.5' })).toMatchObject({ criticalUsd: 30.5 });
  });

  it('may name several regions, each counted once, with spaces around them', () => {
    const hostRegions = ' eu-central-1, us-gov-west-1 ,ap-southeast-2,eu-central-1';
    expect(problemsOf({ hostRegions })).toEqual([]);
    expect(readParameters({ ...given, hostRegions })).toMatchObject({
      hostRegions: 'eu-central-1,us-gov-west-1,ap-southeast-2',
    });
  });

  it('may name several zones, with the names that follow hosts in them', () => {
    const records = { hostedZones: 'Z0123456789ABC, Z1', recordNames: '*.example.com, example.org' };
    expect(problemsOf(records)).toEqual([]);
    expect(readParameters({ ...given, ...records })).toMatchObject({
      hostedZones: 'Z0123456789ABC,Z1',
      recordNames: '*.example.com,example.org',
    });
  });

  it.each([
    ['recordNames', { hostedZones: 'Z0123456789ABC' }, '--param=recordNames=*.example.com,example.com'],
    ['hostedZones', { recordNames: '*.example.com' }, '--param=hostedZones=Z0123456789ABC'],
  ])('need %s when the other is given, because one has no effect without the other', (name, records, example) => {
    expect(problemsOf(records)).toEqual([`The parameter ${name} is missing. Give it like this: ${example}`]);
  });

  it.each([undefined, ''])('need an address rather than %o, and the error says how to give it', (notificationEmail) => {
    expect(problemsOf({ notificationEmail })).toEqual([
      'The parameter notificationEmail is missing. Give it like this: --param=notificationEmail=you@example.com',
    ]);
  });

  const REGIONS_EXAMPLE = '. Give it like this: --param=hostRegions=eu-central-1,us-east-1';
  const EMAIL_EXAMPLE = '. Give it like this: --param=notificationEmail=you@example.com';
  it.each([
    ['notificationEmail', 'you', `is not one e-mail address${EMAIL_EXAMPLE}`],
    ['notificationEmail', 'you@example.com,me@example.com', `is not one e-mail address${EMAIL_EXAMPLE}`],
    ['criticalUsd', 'abc', 'is not a number. Give it like this: --param=criticalUsd=25'],
    ['criticalUsd', '25 USD', 'is not a number. Give it like this: --param=criticalUsd=25'],
    ['criticalUsd', 'Infinity', 'is not a number. Give it like this: --param=criticalUsd=25'],
    ['implausibleFactor', 1, 'is not above 1. Give it like this: --param=implausibleFactor=10000'],
    ['monthlyBudgetUsd', 'twelve', 'is not a number. Give it like this: --param=monthlyBudgetUsd=12'],
    ['monthlyBudgetUsd', 0, 'is not above 0. Give it like this: --param=monthlyBudgetUsd=12'],
    ['snapshotTime', '3:00', 'is not a time of day. Give it like this: --param=snapshotTime=03:00'],
    ['snapshotTime', '24:00', 'is not a time of day. Give it like this: --param=snapshotTime=03:00'],
    ['snapshotTimeZone', 'Berlin', 'is not a time zone. Give it like this: --param=snapshotTimeZone=Europe/Berlin'],
    ['snapshotMinimum', 0, 'is below 1. Give it like this: --param=snapshotMinimum=3'],
    ['snapshotOnSuspend', 'no', 'is neither true nor false. Give it like this: --param=snapshotOnSuspend=true'],
    ['copyRegion', 'Frankfurt', 'is not the name of a region. Give it like this: --param=copyRegion=eu-central-1'],
    ['hostRegions', ['eu-central-1'], `is not text: write the words with commas between them${REGIONS_EXAMPLE}`],
    ['hostRegions', ' ', `names no region${REGIONS_EXAMPLE}`],
    ['hostRegions', 'eu-central-1,', `has a comma too many${REGIONS_EXAMPLE}`],
    ['hostRegions', 'eu-central', 'has eu-central, which is not a region of AWS. Did you mean eu-central-1?'],
    ['hostRegions', 'mars-north-1', 'has mars-north-1, which is not a region of AWS.'],
    [
      'serviceAlarms',
      { AmazonEC2: 'nine' },
      '.AmazonEC2 is not a number. Give it like this: serviceAlarms: { AmazonEC2: 9 } in infra/stages.yml',
    ],
    [
      'serviceAlarms',
      { 'Amazon EC2': 9 },
      '.Amazon EC2 is not the name of a service, which has letters and digits alone. Give it like this: serviceAlarms: { AmazonEC2: 9 } in infra/stages.yml',
    ],
    [
      'serviceAlarms',
      'AmazonEC2',
      'is not a map of services and amounts. Give it like this: serviceAlarms: { AmazonEC2: 9 } in infra/stages.yml',
    ],
  ])('are refused when %s is %o, with the reason and an example', (name, value, problem) => {
    expect(problemsOf({ [name]: value })).toEqual([
      `The parameter ${name}${problem.startsWith('.') ? '' : ' '}${problem}`,
    ]);
  });

  it.each([0, '-1'])('are refused when criticalUsd is %o, which would stop every host at once', (criticalUsd) => {
    expect(problemsOf({ criticalUsd })).toContain(
      'The parameter criticalUsd is not above 0. Give it like this: --param=criticalUsd=25',
    );
  });

  it.each([
    ['hostedZones', 'example.com', 'has example.com, which is not the id of a hosted zone'],
    ['hostedZones', 'Z1;Z2', 'has Z1;Z2, which is not the id of a hosted zone'],
    ['clusters', 'web,arn:x', 'has arn:x, which is not the name of an ECS cluster'],
    ['kmsKeys', 'alias/disk', 'has alias/disk, which is not the ARN of a KMS key (an alias is none)'],
    ['recordNames', 'WWW.a.de', 'has WWW.a.de, which is not a DNS name in lower case without a final dot'],
  ])('are refused when %s is %o, with the word that is wrong', (name, value, problem) => {
    const records = { hostedZones: 'Z1', recordNames: 'a.de', [name]: value };
    expect(problemsOf(records)).toEqual([expect.stringContaining(`The parameter ${name} ${problem}. Give it`)]);
  });

  it.each([
    ['criticalUsd', 33.333, 'criticalUsd', '--param=criticalUsd=25'],
    ['criticalUsd', '33.333', 'criticalUsd', '--param=criticalUsd=25'],
    ['criticalUsd', '12.001', 'criticalUsd', '--param=criticalUsd=25'],
    ['criticalUsd', '33.330001', 'criticalUsd', '--param=criticalUsd=25'],
    ['monthlyBudgetUsd', '12.005', 'monthlyBudgetUsd', '--param=monthlyBudgetUsd=12'],
    [
      'serviceAlarms',
      { AmazonEC2: 9, AmazonECR: 0.155 },
      'serviceAlarms.AmazonECR',
      'serviceAlarms: { AmazonEC2: 9 } in infra/stages.yml',
    ],
  ])('are refused when %s is %o: AWS prints amounts with two decimals', (name, value, field, example) => {
    expect(problemsOf({ [name]: value })).toEqual([
      `The parameter ${field} has more than two decimals: round it to cents. Give it like this: ${example}`,
    ]);
  });

  it.each([['0.01'], ['25.10'], ['33.35'], [199.99], ['1000000']])('may be amounts of whole cents: %o', (amount) => {
    const amounts = { criticalUsd: amount, monthlyBudgetUsd: amount };
    expect(problemsOf(amounts)).toEqual([]);
    expect(readParameters({ ...given, ...amounts })).toMatchObject({ criticalUsd: Number(amount) });
  });

  it('are refused when AWS Budgets would warn of charges only after the hosts have stopped', () => {
    expect(problemsOf({ criticalUsd: '5' })).toEqual([
      'The parameter monthlyBudgetUsd (12) is above criticalUsd (5): the hosts would stop before AWS Budgets warns you. ' +
        'Give it like this: --param=monthlyBudgetUsd=5',
    ]);
  });

  it('are refused by a name that is none, with the nearest', () => {
    expect(problemsOf({}, ['critcalUsd', 'criticalUsd', 'critcalUsd', 'colour'])).toEqual([
      'There is no parameter critcalUsd. Did you mean criticalUsd?',
      'There is no parameter colour. docs/reference/parameters.md lists all.',
    ]);
  });

  it('that are wrong are all named at once', () => {
    expect(problemsOf({ notificationEmail: '', criticalUsd: 'abc' }, ['mail'])).toHaveLength(3);
  });

  it('are never repeated where they are an address, which is personal', () => {
    expect(problemsOf({ notificationEmail: 'jane.doe at home' })).toEqual([expect.not.stringContaining('jane')]);
  });
});

/** The example of a parameter. */
const example = (name: keyof typeof PARAMETERS) => PARAMETERS[name].example;

describe('the table of the parameters', () => {
  it.each(parameterRows)('has an example and a default of %s that its own schema accepts', (_, row) => {
    const values = [row.example, row.default ?? row.example].filter((value) => value !== '${self:provider.region}');
    expect(values.filter((value) => !z.safeParse(row.schema, value).success)).toEqual([]);
  });

  it('has lists whose words the functions count once, without the spaces around them', () => {
    const regions = { HOST_REGIONS: ' us-east-1,eu-central-1 ,us-east-1' };
    const environment = { STAGE: 'prod', TOPIC_ARN: 'arn', AWS_REGION: 'us-east-1', ...regions };
    expect(readEnvironment(baseEnvironment, environment).HOST_REGIONS).toEqual(['us-east-1', 'eu-central-1']);
  });

  it('has examples that the functions accept in their environment', () => {
    const base = { STAGE: 'prod', HOST_REGIONS: example('hostRegions'), TOPIC_ARN: 'arn', AWS_REGION: 'us-east-1' };
    const records = { HOSTED_ZONES: example('hostedZones'), RECORD_NAMES: example('recordNames') };
    expect(readEnvironment(lifecycleEnvironment, { ...base, ...records, UNMOUNT_DOCUMENT: 'unmount' })).toMatchObject({
      HOST_REGIONS: ['eu-central-1', 'us-east-1'],
      HOSTED_ZONES: ['Z0123456789ABC'],
      RECORD_NAMES: ['*.example.com', 'example.com'],
    });
    const amounts = { CRITICAL_USD: example('criticalUsd'), IMPLAUSIBLE_FACTOR: example('implausibleFactor') };
    expect(readEnvironment(alarmEnvironment, { ...base, ...amounts, CRITICAL_ALARM_ARN: 'arn' })).toMatchObject({
      CRITICAL_USD: 25,
      IMPLAUSIBLE_FACTOR: 10_000,
    });
  });
});

/** The parameters of the stages when infra/stages.yml has this content. */
const stages = (content: unknown) =>
  parameterBridge.stages({ resolveVariable: () => Promise.resolve(content), options: {} });

describe('the settings of infra/stages.yml', () => {
  it('win over the defaults of the table, each parameter alone', async () => {
    const { default: settings } = await stages({ default: { criticalUsd: 40, serviceAlarms: { AmazonEC2: 15 } } });
    expect(settings).toMatchObject({ criticalUsd: 40, serviceAlarms: { AmazonEC2: 15 }, monthlyBudgetUsd: 12 });
  });

  it('stay those of their stage', async () => {
    expect(await stages({ default: {}, prod: { criticalUsd: 40 } })).toMatchObject({
      default: { criticalUsd: 25 },
      prod: { criticalUsd: 40 },
    });
  });

  it.each([null, {}, { default: null }])('may be none: %o', async (content) => {
    const { default: settings } = await stages(content);
    expect(settings).toMatchObject({ criticalUsd: 25, implausibleFactor: 10_000, hostedZones: '' });
  });
});
