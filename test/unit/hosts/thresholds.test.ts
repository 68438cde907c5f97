import { describe, expect, it } from 'vitest';

import {
  alreadyApplied,
  latestThreshold,
  monthOf,
  multipleOfAmount,
  multipleOfThreshold,
  nextMultiple,
  THRESHOLD_MULTIPLES,
} from '../../../libs/hosts/thresholds.ts';

const november = (multiple: number) => ({ multiple, month: '2026-11' });
const inNovember = new Date('2026-11-30T23:59:59Z');
const inDecember = new Date('2026-12-01T00:00:00Z');

describe('a budget threshold', () => {
  it('belongs to a month in UTC', () => {
    expect([monthOf(inNovember), monthOf(inDecember)]).toEqual(['2026-11', '2026-12']);
  });

  it('covers the lower ones of its month, and none of another month', () => {
    expect(alreadyApplied(november(1.5), november(1.5))).toBe(true);
    expect(alreadyApplied(november(1), november(1.5))).toBe(true);
    expect(alreadyApplied(november(2), november(1.5))).toBe(false);
    expect(alreadyApplied({ multiple: 1, month: '2026-12' }, november(5))).toBe(false);
    expect(alreadyApplied(november(1))).toBe(false);
  });

  it('is followed by the next multiple until the last, and every month starts again', () => {
    expect(nextMultiple(undefined, inNovember)).toBe(1);
    expect(THRESHOLD_MULTIPLES.map((multiple) => nextMultiple(november(multiple), inNovember))).toEqual([
      1.5,
      2,
      3,
      5,
      undefined,
    ]);
    expect(nextMultiple(november(5), inDecember)).toBe(1);
  });

  it('is recorded unless a higher one of its month is', () => {
    expect(latestThreshold(november(2), november(1.5))).toEqual(november(2));
    expect(latestThreshold(november(1.5), november(2))).toEqual(november(2));
    expect(latestThreshold(november(2))).toEqual(november(2));
    expect(latestThreshold(undefined, november(1))).toEqual(november(1));
  });
});

/** The critical amounts from 0.01 to 200.00 USD, in cents. */
const CRITICAL_AMOUNTS = Array.from({ length: 20_000 }, (_, index) => index + 1);

/** A threshold as AWS prints it, with half a cent rounded up and down. */
const printedCents = (multiple: number, criticalCents: number): readonly number[] => {
  const halves = 2 * multiple * criticalCents;
  return [...new Set([Math.ceil(halves / 2), Math.floor(halves / 2)])];
};

/** Every critical amount with every multiple, as AWS prints it. */
const PRINTED = CRITICAL_AMOUNTS.flatMap((critical) =>
  THRESHOLD_MULTIPLES.flatMap((multiple) =>
    printedCents(multiple, critical).map((cents) => ({ critical, multiple, cents })),
  ),
);

describe('a printed threshold', () => {
  it('stands for the multiple that the budget has, whichever way AWS rounds half a cent', () => {
    expect(PRINTED.length).toBeGreaterThan(100_000);
    const wrong = PRINTED.filter(({ critical, multiple, cents }) => {
      const found = multipleOfThreshold(cents, critical);
      return found?.exact !== true || found.multiple !== multiple;
    });
    // Of one cent AWS prints 1.5 times as 1 or 2 cents: as two others.
    expect(wrong.map(({ critical, multiple }) => [critical, multiple])).toEqual([
      [1, 1.5],
      [1, 1.5],
    ]);
  });

  it('that is none of the five stands for the highest below it, and is not exact', () => {
    expect(multipleOfThreshold(10_000, 2500)).toEqual({ multiple: 3, exact: false });
    expect(multipleOfThreshold(1_000_000, 2500)).toEqual({ multiple: 5, exact: false });
    expect(multipleOfThreshold(2498, 2500)).toBeUndefined();
    expect(multipleOfThreshold(2499, 2500)).toEqual({ multiple: 1, exact: true });
  });
});

describe('an amount', () => {
  it('has reached a multiple at its cents, and not half a cent before', () => {
    const wrong = CRITICAL_AMOUNTS.flatMap((critical) =>
      THRESHOLD_MULTIPLES.filter((multiple, index) => {
        const reachedAt = Math.ceil(multiple * critical);
        const reached = multipleOfAmount(reachedAt, critical) ?? 0;
        const before = multipleOfAmount(reachedAt - 1, critical) ?? 0;
        return (
          reached < multiple || before >= multiple || (critical > 2 && before !== (THRESHOLD_MULTIPLES[index - 1] ?? 0))
        );
      }).map((multiple) => [critical, multiple]),
    );
    expect(wrong).toEqual([]);
  });

  it('of fifty dollars and two cents has not reached 1.5 times 33.35, with three it has', () => {
    expect([5002, 5003].map((cents) => multipleOfAmount(cents, 3335))).toEqual([1, 1.5]);
    expect(multipleOfAmount(2499, 2500)).toBeUndefined();
    expect(multipleOfAmount(1_000_000_000, 2500)).toBe(5);
  });
});
