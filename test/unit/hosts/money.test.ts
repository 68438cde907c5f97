import { describe, expect, it } from 'vitest';

import { centsOf, formatUsd, hasWholeCents, parseCents } from '../../../libs/hosts/money.ts';

describe('an amount of money', () => {
  it('is a whole number of cents, whatever its binary fraction', () => {
    const every = Array.from({ length: 200_000 }, (_, cents) => cents);
    expect(every.filter((cents) => centsOf(cents / 100) !== cents)).toEqual([]);
    expect(every.filter((cents) => centsOf(Number((cents / 100).toFixed(2))) !== cents)).toEqual([]);
    expect([33.35 * 1.5, 0.1 + 0.2, 50.019_999_999_999_996, 31_415_926_535].map(centsOf)).toEqual([
      5002, 30, 5002, 3_141_592_653_500,
    ]);
  });

  it('that divides a cent has reached only the whole ones', () => {
    expect([33.333, 24.999, 0.004].map(centsOf)).toEqual([3333, 2499, 0]);
    expect([33.333, 0.001, 25.005, 33.330_001].filter(hasWholeCents)).toEqual([]);
    expect([33.33, 25, 0.15, 0.01, 199.99].filter((usd) => !hasWholeCents(usd))).toEqual([]);
  });

  it.each([
    ['$33.33', 3333],
    ['$1,234.56', 123_456],
    ['1,234.56', 123_456],
    ['$1,234,567.8', 123_456_780],
    ['$0.5', 50],
    ['$25', 2500],
    ['$33.333', 3333],
    ['$1234.56', 123_456],
  ])('is parsed as AWS writes it: %s', (text, cents) => {
    expect(parseCents(text)).toBe(cents);
  });

  it.each(['', '$', 'lots', '€25.00', '25.00 USD', '-$5.00', '$-5.00', '$1,23.00', '$1.2.3', '$1,2345', '1e3'])(
    'is nothing where the text is not one: %o',
    (text) => {
      expect(parseCents(text)).toBeUndefined();
    },
  );

  it('is printed with two decimals', () => {
    expect([0, 5, 50, 2500, 123_456].map(formatUsd)).toEqual([
      '0.00 USD',
      '0.05 USD',
      '0.50 USD',
      '25.00 USD',
      '1234.56 USD',
    ]);
  });
});
