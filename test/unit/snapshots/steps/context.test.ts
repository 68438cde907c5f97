import { describe, expect, it } from 'vitest';

import { newestOf } from '../../../../libs/snapshots/steps/context.ts';
import { nightly } from '../snapshot-fixture.ts';

describe('the newest of some snapshots', () => {
  const [first, second, third] = nightly('2026-11-20T03:00:00Z', 3);

  it.each([
    ['first', [third, first, second]],
    ['in the middle', [first, third, second]],
    ['last', [first, second, third]],
  ])('is found wherever AWS lists it: %s', (_, listed) => {
    expect(newestOf(listed.flatMap((snapshot) => snapshot ?? []))).toBe(third);
  });

  it('is none of none', () => {
    expect(newestOf([])).toBeUndefined();
  });
});
