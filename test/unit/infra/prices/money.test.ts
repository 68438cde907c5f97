import { describe, expect, it } from 'vitest';

import parameterBridge from '../../../../infra/parameters.ts';
import { moneyWarnings } from '../../../../infra/prices/money.ts';
import { MINIMAL } from '../../../support/stage-host-fixture.ts';

const HOST = { ...MINIMAL, zones: ['us-east-1a', 'us-east-1b'] };

/** The sections of infra/stages.yml as a deployment reads them, with these typed parameters. */
const stages = (content: unknown, param: readonly string[] = []) =>
  parameterBridge.stages({ resolveVariable: () => Promise.resolve(content), options: { param } });

/** The section of a stage that has these settings. */
const stage = async (settings: object, param: readonly string[] = []) =>
  new Map(Object.entries(await stages({ default: {}, blog: settings }, param))).get('blog');

describe('the thresholds of the bill of a stage with a host', () => {
  it('come from its estimate of 15.37 USD, of which EC2 is 10.32', async () => {
    expect(await stage({ host: HOST })).toEqual({
      host: HOST,
      monthlyBudgetUsd: 20,
      criticalUsd: 40,
      serviceAlarms: { AmazonEC2: 13, AmazonECR: 0.15, AWSSecretsManager: 1, AmazonRoute53: 0.7 },
    });
  });

  it('grow with the host', async () => {
    const large = { ...HOST, instanceType: 't3.medium', dataGigabytes: 50 };
    expect(await stage({ host: large })).toMatchObject({ monthlyBudgetUsd: 58, criticalUsd: 116 });
  });

  it.each([
    [{ monthlyBudgetUsd: 30 }, { monthlyBudgetUsd: 30, criticalUsd: 60 }],
    [{ criticalUsd: 50 }, { monthlyBudgetUsd: 20, criticalUsd: 50 }],
    [{ criticalUsd: 17 }, { monthlyBudgetUsd: 17, criticalUsd: 17 }],
    [{ serviceAlarms: { AmazonEC2: 20 } }, { serviceAlarms: { AmazonEC2: 20 } }],
  ])('leave given numbers as they are: %o', async (given, expected) => {
    expect(await stage({ host: HOST, ...given })).toMatchObject(expected);
  });

  it('leave those in `default` as they are', async () => {
    const all = await stages({ default: { monthlyBudgetUsd: 30 }, blog: { host: HOST } });
    expect(all).toMatchObject({ blog: { monthlyBudgetUsd: 30, criticalUsd: 60 }, default: { criticalUsd: 25 } });
  });

  it('agree with what is typed', async () => {
    expect(await stage({ host: HOST }, ['monthlyBudgetUsd=50'])).toMatchObject({ criticalUsd: 100 });
  });

  it('come from the host of `default` where it has one', async () => {
    expect(await stages({ default: { host: HOST } })).toMatchObject({ default: { monthlyBudgetUsd: 20 } });
  });

  it('are those of a stage without a host where there is none, or no price for it', async () => {
    expect(await stage({ criticalUsd: 40 })).toEqual({ criticalUsd: 40 });
    const elsewhere = { ...HOST, zones: ['sa-east-1a', 'sa-east-1b'] };
    expect(await stage({ host: elsewhere })).toEqual({ host: elsewhere });
    expect(await stages({ default: {} })).toMatchObject({ default: { monthlyBudgetUsd: 12, criticalUsd: 25 } });
  });
});

const lines = { monthlyBudgetUsd: 20, criticalUsd: 40, serviceAlarms: { AmazonEC2: 13, AmazonECR: 0.15 } };

describe('a threshold below what the host costs', () => {
  it('is named, with the estimate and what would happen', () => {
    const low = { host: HOST, monthlyBudgetUsd: 12, criticalUsd: 15, serviceAlarms: { AmazonEC2: 9, AmazonRDS: 1 } };
    expect(moneyWarnings(low)).toEqual([
      'The parameter monthlyBudgetUsd (12) is below what the host itself costs, about 15.37 USD a month: AWS Budgets would warn every month.',
      'The parameter criticalUsd (15) is below what the host itself costs, about 15.37 USD a month: the hosts would be stopped every month.',
      'The parameter serviceAlarms.AmazonEC2 (9) is below what the host itself costs, about 10.32 USD a month: the alarm would go off every month.',
    ]);
  });

  it('is not there by default, nor without a host', () => {
    expect(moneyWarnings({ ...lines, host: HOST })).toEqual([]);
    expect(moneyWarnings({ ...lines, monthlyBudgetUsd: 1, host: '' })).toEqual([]);
  });

  it('cannot be found where there are no prices, which is said', () => {
    expect(moneyWarnings({ ...lines, host: { ...HOST, instanceType: 'm7i.large' } })).toEqual([
      expect.stringMatching(/^The thresholds of the bill cannot be compared .* There is no price of m7i.large/),
    ]);
  });
});
