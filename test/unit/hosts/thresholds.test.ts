import { describe, expect, it } from 'vitest';

import {
  alreadyApplied,
  latestThreshold,
  monthOf,
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
