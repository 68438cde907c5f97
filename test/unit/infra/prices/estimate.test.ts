import * as z from 'zod/mini';
import { describe, expect, it } from 'vitest';

import { renderHost } from '../../../../infra/host.ts';
import { hostSchema } from '../../../../infra/host/settings.ts';
import { estimate, totalOf } from '../../../../infra/prices/estimate.ts';
import { type BilledParts, partsOf } from '../../../../infra/prices/parts.ts';
import { PRICES } from '../../../../infra/prices/price-file.ts';
import { templateParts } from '../../../../infra/prices/template-parts.ts';
import { MINIMAL } from '../../../support/stage-host-fixture.ts';

const settingsOf = (settings: object) => z.parse(hostSchema, { ...MINIMAL, ...settings });

const linesOf = (region: string, parts: BilledParts) => {
  const estimated = estimate(region, parts);
  return 'lines' in estimated ? estimated.lines : [];
};

const problemOf = (region: string, parts: BilledParts): string => {
  const estimated = estimate(region, parts);
  return 'problem' in estimated ? estimated.problem : '';
};

/** The cents of each part on demand. */
const onDemand = (region: string, settings: object = {}): Readonly<Record<string, number>> =>
  Object.fromEntries(linesOf(region, partsOf(settingsOf(settings), 4)).map((line) => [line.part, line.onDemand]));

/** A host on AWS as it was billed in 2023: a t3a.micro, 32 GB of gp2, a registry, two secrets and a zone. */
const HOST_OF_2023: BilledParts = {
  instanceTypes: ['t3a.micro'],
  rootVolumes: [{ type: 'gp2', gigabytes: 30 }],
  dataVolumes: [{ type: 'gp2', gigabytes: 2 }],
  publicAddresses: 0,
  repositories: 1,
  secrets: 2,
  hostedZones: 1,
  recyclesSnapshots: false,
  alarms: 5,
};

describe('the estimate of a host', () => {
  it('comes within 3 % of a bill that was paid: 9.57 USD with a savings plan, of which the instance was 4.96', () => {
    const lines = linesOf('us-east-1', HOST_OF_2023);
    const total = totalOf(lines);
    expect(lines.find(({ part }) => part === 'instance')).toMatchObject({ onDemand: 686, savingsPlan: 496 });
    expect(Math.abs(total.savingsPlan - 957) / 957).toBeLessThan(0.03);
    expect(total.onDemand - total.savingsPlan).toBe(190);
  });

  it('is about 15 USD a month with the defaults in us-east-1, part by part', () => {
    expect(onDemand('us-east-1')).toEqual({
      instance: 759,
      'root volume': 240,
      'data volume': 16,
      'public IPv4 address': 365,
      registry: 10,
      secrets: 80,
      'hosted zone': 50,
      snapshots: 17,
      alarms: 0,
    });
  });

  it.each(Object.keys(PRICES.regions))('exists in %s, with every part above nothing', (region) => {
    const { alarms, ...paid } = onDemand(region);
    expect(alarms).toBe(0);
    expect(Object.values(paid)).toHaveLength(8);
    expect(Object.values(paid).filter((cents) => cents <= 0)).toEqual([]);
  });

  it('counts the dearest type of a Spot host, whichever AWS chooses', () => {
    expect(onDemand('us-east-1', { spotTypes: ['t3a.micro', 't3.small', 't3.micro'] })).toMatchObject({
      instance: 1518,
    });
  });

  it('leaves out what was there before the stack', () => {
    const arn = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:blog-a1b2c3';
    const parts = onDemand('us-east-1', { volumeId: 'vol-0123456789abcdef0', secretArn: arn, hostedZoneId: 'Z1' });
    expect(parts).toMatchObject({ secrets: 40, 'hosted zone': 0 });
    expect(parts).not.toHaveProperty('data volume');
  });

  it.each([
    [false, { onDemand: 850, quantity: '170.0 GB, assumed' }],
    [true, { onDemand: 920, quantity: '184.0 GB, assumed' }],
  ])('counts a week more of changes where the Recycle Bin keeps expired snapshots: %s', (recyclesSnapshots, line) => {
    const dataVolumes = [{ type: 'gp3', gigabytes: 100 }];
    const lines = linesOf('us-east-1', { ...HOST_OF_2023, dataVolumes, recyclesSnapshots });
    expect(lines.find(({ part }) => part === 'snapshots')).toMatchObject(line);
  });

  it('counts alarms from the eleventh on', () => {
    const alarms = linesOf('us-east-1', { ...HOST_OF_2023, alarms: 13 }).find(({ part }) => part === 'alarms');
    expect(alarms).toMatchObject({ onDemand: 30, unconfirmed: ['alarmMonth'] });
  });

  it('is missing in a region without prices, and names the nearest that has some', () => {
    expect(problemOf('eu-west-3', HOST_OF_2023)).toMatch(
      /^There are no prices of eu-west-3 in infra\/prices\/prices.json; the nearest region that has is eu-west-1\./,
    );
  });

  it('is missing for a type without a price, and names those that have one', () => {
    expect(problemOf('us-east-1', { ...HOST_OF_2023, instanceTypes: ['t3.mcro'] })).toMatch(
      /^There is no price of t3.mcro in us-east-1 .*Did you mean t3.micro\? It has t3.nano, t3.micro, /,
    );
    expect(problemOf('eu-north-1', HOST_OF_2023)).toContain('There is no price of t3a.micro in eu-north-1');
  });
});

const SIZES = { nano: 0.5, micro: 1, small: 2, medium: 4, large: 8 };

describe('the price file', () => {
  const regions = Object.entries(PRICES.regions);

  it('has twelve regions', () => {
    expect(regions).toHaveLength(12);
  });

  it.each(regions)('of %s is plausible: each size twice the one below, gp3 a fifth under gp2', (_, prices) => {
    const families = [...new Set(Object.keys(prices.instanceHour).map((type) => type.replace(/\..*/, '')))];
    expect(families).toEqual(expect.arrayContaining(['t3', 't4g']));
    for (const family of families) {
      for (const [size, factor] of Object.entries(SIZES)) {
        const ratio = (prices.instanceHour[`${family}.${size}`] ?? 0) / (prices.instanceHour[`${family}.micro`] ?? 0);
        expect(Math.abs(ratio / factor - 1)).toBeLessThan(0.02);
      }
    }
    expect(prices.volumeGbMonth['gp3']).toBeCloseTo((prices.volumeGbMonth['gp2'] ?? 0) * 0.8, 6);
  });
});

describe('the parts of a host', () => {
  const arn = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:blog-a1b2c3';

  it.each([
    {},
    { instanceType: 't4g.small', rootGigabytes: 40, dataGigabytes: 10 },
    { spotTypes: ['t3.micro', 't3a.micro'] },
    { capacityProvider: true },
    { volumeId: 'vol-0123456789abcdef0', hostedZoneId: 'Z1' },
    { databaseSecretArn: arn, secretArn: arn, repository: 'blog' },
  ])('are the same from its settings and from its template: %o', (settings) => {
    const parsed = settingsOf(settings);
    const text = JSON.stringify({ Resources: renderHost({ stage: 'prod', settings: parsed }).Resources });
    const { alarms, ...parts } = partsOf(parsed, 0);
    // The four alarms of the control plane are in its own part of the template.
    expect(templateParts([text])).toEqual({ ...parts, alarms: alarms - 4 });
  });
});
