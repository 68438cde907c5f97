import { describe, expect, it } from 'vitest';

import { isRestorable, isWrong, newestRestorable } from '../../../libs/hosts/restorable.ts';

const at = (day: number, state: string, fileSystem?: string) => ({
  state,
  startTime: new Date(Date.UTC(2026, 10, day)),
  ...(fileSystem !== undefined && { fileSystem }),
});

describe('a host can be restored', () => {
  it.each([
    ['a completed snapshot that nobody has looked at', at(1, 'completed'), true],
    ['a completed snapshot with its file system', at(1, 'completed', 'ext4 0b2c root'), true],
    ['one whose file system was not looked at', at(1, 'completed', 'not looked at: LVM'), true],
    ['one that is not complete', at(1, 'pending', 'ext4 0b2c root'), false],
    ['one that failed', at(1, 'error'), false],
    ['one that holds nothing', at(1, 'completed', 'wrong: blank'), false],
    ['one that is marked by hand, in capitals', at(1, 'completed', ' Wrong: xfs 2'), false],
  ])('from %s: %j is %s', (_, snapshot, expected) => {
    expect(isRestorable(snapshot)).toBe(expected);
  });

  it('from the newest of these, in whatever order they are listed', () => {
    const history = [at(2, 'completed'), at(4, 'pending'), at(3, 'completed'), at(1, 'completed'), at(5, 'error')];
    expect(newestRestorable(history)).toBe(history[2]);
    expect(newestRestorable(history.toReversed())).toBe(history[2]);
    expect(newestRestorable([at(4, 'pending')])).toBeUndefined();
    expect(newestRestorable([])).toBeUndefined();
  });

  it('is not said to be wrong before anybody has looked', () => {
    expect(isWrong(at(1, 'completed'))).toBe(false);
  });
});
