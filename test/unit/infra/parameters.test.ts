import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';

import parameterBridge, { PARAMETERS, parameterRows } from '../../../infra/parameters.ts';
import { readParameters } from '../../../infra/plugins/parameters.ts';
import { alarmEnvironment, lifecycleEnvironment, readEnvironment } from '../../../libs/runtime/environment.ts';

/** The defaults, with the one parameter that has none. */
const given = {
  notificationEmail: 'you@example.com',
  criticalUsd: 25,
  implausibleFactor: 10_000,
  monthlyBudgetUsd: 12,
  hostRegions: 'us-east-1',
  hostedZones: '',
  recordNames: '',
  serviceAlarms: { AmazonEC2: 9, AmazonECR: 0.15 },
};

describe('the parameters of a deployment', () => {
  it('are taken as they are given', () => {
    expect(readParameters(given)).toEqual(given);
  });

  it('may be numbers as text, as the command line hands them over', () => {
    expect(readParameters({ ...given, criticalUsd: '30.5' })).toMatchObject({ criticalUsd: 30.5 });
  });

  it('may name several regions', () => {
    const hostRegions = 'eu-central-1,us-gov-west-1,ap-southeast-2';
    expect(readParameters({ ...given, hostRegions })).toMatchObject({ hostRegions });
  });

  it('may name several zones, with the names that follow hosts in them', () => {
    const records = { hostedZones: 'Z0123456789ABC,Z1', recordNames: '*.example.com, example.org' };
    expect(readParameters({ ...given, ...records })).toMatchObject(records);
  });

  it.each([
    ['recordNames', { hostedZones: 'Z0123456789ABC' }, '--param=recordNames=*.example.com,example.com'],
    ['hostedZones', { recordNames: '*.example.com' }, '--param=hostedZones=Z0123456789ABC'],
  ])('need %s when the other is given, because one has no effect without the other', (name, records, example) => {
    expect(() => readParameters({ ...given, ...records })).toThrow(
      `The parameter ${name} is missing. Give it like this: ${example}`,
    );
  });

  it.each([undefined, ''])('need an address rather than %o, and the error says how to give it', (notificationEmail) => {
    expect(() => readParameters({ ...given, notificationEmail })).toThrow(
      'The parameter notificationEmail is missing. Give it like this: --param=notificationEmail=you@example.com',
    );
  });

  it.each([
    ['notificationEmail', 'you', '--param=notificationEmail=you@example.com'],
    ['notificationEmail', 'you@example.com,me@example.com', '--param=notificationEmail=you@example.com'],
    ['criticalUsd', 'abc', '--param=criticalUsd=25'],
    ['criticalUsd', '25 USD', '--param=criticalUsd=25'],
    ['criticalUsd', 0, '--param=criticalUsd=25'],
    ['criticalUsd', '-1', '--param=criticalUsd=25'],
    ['criticalUsd', 'Infinity', '--param=criticalUsd=25'],
    ['implausibleFactor', 1, '--param=implausibleFactor=10000'],
    ['monthlyBudgetUsd', 'twelve', '--param=monthlyBudgetUsd=12'],
    ['hostRegions', 'eu-central', '--param=hostRegions=eu-central-1,us-east-1'],
    ['hostRegions', 'eu-central-1;us-east-1', '--param=hostRegions=eu-central-1,us-east-1'],
    ['hostRegions', 'eu-central-1,', '--param=hostRegions=eu-central-1,us-east-1'],
    ['hostedZones', 'example.com', '--param=hostedZones=Z0123456789ABC'],
    ['hostedZones', 'Z1;Z2', '--param=hostedZones=Z0123456789ABC'],
    ['recordNames', 'WWW.example.com', '--param=recordNames=*.example.com,example.com'],
    ['serviceAlarms', { AmazonEC2: 'nine' }, 'serviceAlarms: { AmazonEC2: 9 } in infra/stages.yml'],
    ['serviceAlarms', { 'Amazon EC2': 9 }, 'serviceAlarms: { AmazonEC2: 9 } in infra/stages.yml'],
  ])('are refused when %s is %o, by the name and an example', (name, value, example) => {
    expect(() => readParameters({ ...given, [name]: value })).toThrow(
      `The parameter ${name} is malformed. Give it like this: ${example}`,
    );
  });

  it.each([
    ['criticalUsd', 33.333, 'criticalUsd', '--param=criticalUsd=25'],
    ['criticalUsd', '33.333', 'criticalUsd', '--param=criticalUsd=25'],
    ['criticalUsd', '0.001', 'criticalUsd', '--param=criticalUsd=25'],
    ['criticalUsd', '33.330001', 'criticalUsd', '--param=criticalUsd=25'],
    ['monthlyBudgetUsd', '12.005', 'monthlyBudgetUsd', '--param=monthlyBudgetUsd=12'],
    [
      'serviceAlarms',
      { AmazonEC2: 9, AmazonECR: 0.155 },
      'serviceAlarms.AmazonECR',
      'serviceAlarms: { AmazonEC2: 9 } in infra/stages.yml',
    ],
  ])('are refused when %s is %o: AWS prints amounts with two decimals', (name, value, field, example) => {
    expect(() => readParameters({ ...given, [name]: value })).toThrow(
      `The parameter ${field} has more than two decimals: round it to cents. Give it like this: ${example}`,
    );
  });

  it.each([['0.01'], ['25.10'], ['33.35'], [199.99], ['1000000']])('may be amounts of whole cents: %o', (amount) => {
    expect(readParameters({ ...given, criticalUsd: amount, monthlyBudgetUsd: amount })).toMatchObject({
      criticalUsd: Number(amount),
    });
  });

  it('that are wrong are all named in one error', () => {
    expect(() => readParameters({ ...given, notificationEmail: '', criticalUsd: 'abc' })).toThrow(
      /notificationEmail is missing.*\n.*criticalUsd is malformed/,
    );
  });

  it('are never repeated in an error, because an address is personal', () => {
    expect(() => readParameters({ ...given, notificationEmail: 'jane.doe at home' })).toThrow(/^(?!.*jane)/);
  });
});

/** The example of a parameter. */
const example = (name: keyof typeof PARAMETERS) => PARAMETERS[name].example;

describe('the table of the parameters', () => {
  it.each(parameterRows)('has an example and a default of %s that its own schema accepts', (_, row) => {
    const values = [row.example, row.default ?? row.example].filter((value) => value !== '${self:provider.region}');
    expect(values.filter((value) => !z.safeParse(row.schema, value).success)).toEqual([]);
  });

  it('has examples that the functions accept in their environment', () => {
    const base = { STAGE: 'prod', HOST_REGIONS: example('hostRegions'), TOPIC_ARN: 'arn', AWS_REGION: 'us-east-1' };
    const records = { HOSTED_ZONES: example('hostedZones'), RECORD_NAMES: example('recordNames') };
    expect(readEnvironment(lifecycleEnvironment, { ...base, ...records })).toMatchObject({
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
const stages = (content: unknown) => parameterBridge.stages({ resolveVariable: () => Promise.resolve(content) });

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
