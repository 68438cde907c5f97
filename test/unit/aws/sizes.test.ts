import { describe, expect, it } from 'vitest';

import { parseSizes, sameSizes, ZERO } from '../../../libs/aws/sizes.ts';

describe('sizes', () => {
  it('are min, desired and max, and must be possible', () => {
    expect(parseSizes('0/1/2')).toEqual({ min: 0, desired: 1, max: 2 });
    expect(['2/1/3', '0/2/1', '1/1', '-1/0/0', '0/1/1x'].map(parseSizes)).toEqual(Array(5).fill(undefined));
  });

  it('are the same when all three are', () => {
    expect(sameSizes(ZERO, { min: 0, desired: 0, max: 0 })).toBe(true);
    expect(sameSizes(ZERO, { min: 0, desired: 0, max: 1 })).toBe(false);
  });
});
