import { describe, expect, it } from 'vitest';

import { formatRestore, isRestoring, parseRestore, type Restore } from '../../../libs/hosts/restore-state.ts';

const since = new Date('2026-11-20T09:00:00.123Z');
const snapshot = { source: 'snap-0123456789abcdef0', zone: 'eu-central-1b', since };

describe('the tag of a restore', () => {
  const restores: Restore[] = [
    { status: 'restoring', ...snapshot },
    { status: 'done', ...snapshot, subnet: 'subnet-0123456789abcdef0' },
    { status: 'failed', ...snapshot, rate: 100 },
    { status: 'restoring', ...snapshot, subnet: 'subnet-0123456789abcdef0', rate: 300 },
    { status: 'restoring', source: 'vol-0123456789abcdef0', zone: 'us-east-1-bos-1a', since },
  ];

  it.each(restores)('is read as it was written: %j', (restore) => {
    expect(parseRestore(formatRestore(restore))).toEqual(restore);
  });

  it.each(restores)('holds only characters that a tag value may hold, and few of them: %j', (restore) => {
    expect(formatRestore(restore)).toMatch(/^[\w\s+\-=.:/@]{1,256}$/);
  });

  it('is read however it is spaced and capitalized', () => {
    expect(parseRestore(' Restoring  SNAP-0123456789abcdef0 eu-central-1b 2026-11-20t09:00:00.123z ')).toEqual({
      status: 'restoring',
      ...snapshot,
    });
  });

  it.each([
    '',
    'restoring',
    'maybe snap-01 eu-central-1b 2026-11-20T09:00:00.123Z',
    'restoring ami-01 eu-central-1b 2026-11-20T09:00:00.123Z',
    'restoring snap-01 2026-11-20T09:00:00.123Z',
    'restoring snap-01 eu-central-1b yesterday',
    'restoring snap-01 eu-central-1b 2026-13-20T09:00:00.123Z',
    'restoring snap-01 eu-central-1b 2026-11-20T09:00:00.123Z rate:fast',
    'restoring snap-01 eu-central-1b 2026-11-20T09:00:00.123Z subnet-01 more',
  ])('is not guessed at: "%s"', (text) => {
    expect(parseRestore(text)).toEqual({ status: 'unreadable', text });
  });

  it('that cannot be read counts as a restore that is in progress', () => {
    expect([undefined, ...restores].map(isRestoring)).toEqual([false, true, false, false, true, true]);
    expect(isRestoring({ status: 'unreadable', text: '?' })).toBe(true);
  });
});
