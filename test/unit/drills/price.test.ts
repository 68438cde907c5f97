import { describe, expect, it } from 'vitest';

import { drillRates } from '../../../infra/drill/environment.ts';
import { PRICES } from '../../../infra/prices/price-file.ts';
import { DRILL_TYPES } from '../../../libs/drills/offers.ts';
import { formatPrice, priceOf } from '../../../libs/drills/price.ts';
import { reconcileEnvironment } from '../../../libs/runtime/environment.ts';

const ratesOf = (region: string) => {
  const { volume = 0, address = 0, ...instanceHour } = reconcileEnvironment.shape.DRILL_RATES.parse(drillRates(region));
  return { instanceHour, volumeGbMonth: volume, publicIpv4Hour: address };
};

describe('the price of a drill', () => {
  it.each(Object.keys(PRICES.regions))('is known in %s, and at most a cent for 10 minutes and 100 GB', (region) => {
    const rates = ratesOf(region);
    for (const type of DRILL_TYPES)
      expect(priceOf({ type, gigabytes: 100, seconds: 600 }, rates)).toBeLessThanOrEqual(0.01);
  });

  it('has the CPU above the baseline of its type alone', () => {
    const rates = { instanceHour: { 't3.micro': 0, 't3.small': 0 }, volumeGbMonth: 0, publicIpv4Hour: 0 };
    const hour = (type: string) => priceOf({ type, gigabytes: 8, seconds: 3600 }, rates);
    expect(hour('t3.micro')).toBeCloseTo(0.3 * 0.05, 10);
    expect(hour('t3.small')).toBeCloseTo(0.1 * 0.05, 10);
  });

  it('is that of a minute at least', () => {
    const rates = ratesOf('us-east-1');
    const of = (seconds: number) => priceOf({ type: 't4g.micro', gigabytes: 8, seconds }, rates);
    expect(of(5)).toBe(of(60));
    expect(of(120)).toBeCloseTo(2 * (of(60) ?? 0), 10);
  });

  it('is not known for a type, or a region, without a price', () => {
    expect(priceOf({ type: 'm7g.large', gigabytes: 8, seconds: 60 }, ratesOf('us-east-1'))).toBeUndefined();
    expect(priceOf({ type: 't4g.micro', gigabytes: 8, seconds: 60 }, undefined)).toBeUndefined();
    expect(formatPrice(undefined)).toBe('a price that is not known here');
    expect(drillRates('mars-north-1')).toBe('');
  });
});
