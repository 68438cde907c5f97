import { describe, expect, it } from 'vitest';

import { parseRetentionPolicy } from '../../../libs/hosts/retention-policy.ts';
import type { Snapshot } from '../../../libs/hosts/snapshot.ts';
import { createLocalTime } from '../../../libs/snapshots/local-time.ts';
import { judgeRetention, MAX_DELETIONS, selectExpired } from '../../../libs/snapshots/retention.ts';
import { nightly, snapshotAt } from './snapshot-fixture.ts';

/** Each snapshot's fate in a line: its day, and why it is kept, or `-` and why it expires. */
const judge = (
  snapshots: readonly Snapshot[],
  policy: string,
  { zone = 'UTC', minimum = 1 } = {},
): readonly string[] => {
  const parsed = parseRetentionPolicy(policy);
  const rules = { minimum, zone: createLocalTime(zone), ...(parsed && { policy: parsed }) };
  return judgeRetention(snapshots, rules).map((judgment) => {
    const why = judgment.isKept ? judgment.reasons.join(', ') : `- ${judgment.reason}`;
    return `${judgment.snapshot.startTime.toISOString().slice(5, 10)} ${why}`;
  });
};

const keptOf = (lines: readonly string[]): readonly string[] => lines.filter((line) => !line.includes('- '));

describe('a retention policy', () => {
  it('keeps the newest snapshot of each of the newest periods, and says which', () => {
    expect(keptOf(judge(nightly('2026-11-20T03:00Z', 400), '3d 2w 2m 2y')).toReversed()).toEqual([
      '11-20 the newest, daily 2026-11-20, weekly of 2026-11-16, monthly 2026-11, yearly 2026',
      '11-19 daily 2026-11-19',
      '11-18 daily 2026-11-18',
      '11-15 weekly of 2026-11-09',
      '10-31 monthly 2026-10',
      '12-31 yearly 2025',
    ]);
  });

  it('keeps the last ones and one an hour, where it says so', () => {
    const times = ['09:00', '10:00', '10:20', '10:40', '11:00'].map((time) => snapshotAt(`2026-11-20T${time}Z`));
    expect(judge(times, '1last 2h')).toEqual([
      '11-20 - no rule keeps it',
      '11-20 - no rule keeps it',
      '11-20 - no rule keeps it',
      '11-20 hourly 2026-11-20T10',
      '11-20 the newest, one of the last 1, hourly 2026-11-20T11',
    ]);
  });

  it('counts periods that have a snapshot, so that what failed for a month makes no good one expire', () => {
    const gap = [snapshotAt('2026-09-01T03:00Z'), snapshotAt('2026-09-02T03:00Z'), snapshotAt('2026-11-20T03:00Z')];
    expect(keptOf(judge(gap, '3d'))).toHaveLength(3);
  });

  it('goes by the slot, not by the copy that was made first', () => {
    const first = snapshotAt('2026-11-20T05:00Z', { slot: '2026-11-20T03:00Z' });
    const second = snapshotAt('2026-11-20T06:00Z', { slot: '2026-11-19T03:00Z' });
    expect(judge([first, second], '1last')).toEqual([
      '11-20 the newest, one of the last 1',
      '11-20 - no rule keeps it',
    ]);
  });

  it.each([
    ['at its slot', '2026-11-20T03:00Z', 'daily 2026-11-20'],
    ['two days after its slot', '2026-11-18T03:00Z', 'daily 2026-11-18'],
    ['more than two days after its slot', '2026-11-18T02:59Z', 'daily 2026-11-20'],
    ['before its slot', '2026-11-21T03:00Z', 'daily 2026-11-20'],
    ['with a slot that is no time', 'yesterday', 'daily 2026-11-20'],
  ])('counts a snapshot that was taken %s as of a day that can be right', (_, slot, day) => {
    expect(judge([snapshotAt('2026-11-20T03:00Z', { slot })], '1d')).toEqual([`11-20 the newest, ${day}`]);
  });

  it('counts the days of the time zone', () => {
    const times = [snapshotAt('2026-11-19T12:00Z'), snapshotAt('2026-11-19T23:30Z'), snapshotAt('2026-11-20T12:00Z')];
    expect(keptOf(judge(times, '2d'))).toEqual(['11-19 daily 2026-11-19', '11-20 the newest, daily 2026-11-20']);
    expect(keptOf(judge(times, '2d', { zone: 'Europe/Berlin' }))).toEqual([
      '11-19 daily 2026-11-19',
      '11-20 the newest, daily 2026-11-20',
    ]);
    expect(judge(times, '2d', { zone: 'Europe/Berlin' })[0]).toBe('11-19 daily 2026-11-19');
    expect(judge(times, '2d')[0]).toBe('11-19 - no rule keeps it');
  });

  it('counts the week from Monday, also over the end of a year', () => {
    const days = ['2026-12-27', '2026-12-28', '2027-01-03', '2027-01-04'].map((day) => snapshotAt(`${day}T03:00Z`));
    expect(keptOf(judge(days, '3w'))).toEqual([
      '12-27 weekly of 2026-12-21',
      '01-03 weekly of 2026-12-28',
      '01-04 the newest, weekly of 2027-01-04',
    ]);
  });

  it('counts a copy by the slot of its original, and not by the time at which it was made', () => {
    const copies = ['2026-11-18', '2026-11-19'].map((day) =>
      snapshotAt(`${day}T23:30Z`, { startTime: new Date('2026-11-20T00:10Z'), snapshotId: `snap-${day}` }),
    );
    expect(keptOf(judge(copies, '2d'))).toEqual(['11-20 daily 2026-11-18', '11-20 the newest, daily 2026-11-19']);
  });

  it.each(['2020-01-01T03:00Z', '2026-11-21T03:00Z', 'the good one', ''])(
    'does not believe a slot of %j, which a person has written',
    (slot) => {
      const history = [...nightly('2026-11-19T03:00Z', 2), snapshotAt('2026-11-20T03:00Z', { slot })];
      expect(judge(history, '1d').at(-1)).toBe('11-20 the newest, daily 2026-11-20');
    },
  );
});

describe('never', () => {
  it('are fewer restorable snapshots kept than the minimum', () => {
    expect(judge(nightly('2026-11-20T03:00Z', 5), '1d', { minimum: 3 })).toEqual([
      '11-16 - no rule keeps it',
      '11-17 - no rule keeps it',
      '11-18 one of the 3 newest',
      '11-19 one of the 3 newest',
      '11-20 the newest, daily 2026-11-20',
    ]);
  });

  it('does the newest expire, whatever the minimum', () => {
    expect(keptOf(judge(nightly('2026-11-20T03:00Z', 2), '1y', { minimum: 0 }))).toEqual([
      '11-20 the newest, yearly 2026',
    ]);
  });

  it('does anything expire by a policy that cannot be read', () => {
    const history = [...nightly('2026-11-20T03:00Z', 30), snapshotAt('2026-10-01', { state: 'error' })];
    expect(new Set(judge(history, '7 days').map((line) => line.slice(6)))).toEqual(
      new Set(['the policy cannot be read']),
    );
  });

  it.each([
    ['a person keeps', { keptBy: 'ada' }, 'kept by ada'],
    ['nobody is said to keep', { keptBy: undefined }, 'no tag says by whom it is kept'],
    ['somebody else keeps by a word like ours', { keptBy: 'Retention' }, 'kept by Retention'],
  ])('does one expire that %s', (_, { keptBy }, reason) => {
    const { keptBy: __, ...untagged } = snapshotAt('2020-01-01');
    const old = keptBy === undefined ? untagged : { ...untagged, keptBy };
    expect(judge([old, ...nightly('2026-11-20T03:00Z', 9)], '1d')[0]).toBe(`01-01 ${reason}`);
  });

  it.each(['pending', 'recoverable', 'recovering', 'unknown'])('does one expire that is %s', (state) => {
    expect(judge([snapshotAt('2020-01-01', { state }), ...nightly('2026-11-20T03:00Z', 9)], '1d')[0]).toBe(
      `01-01 it is ${state}`,
    );
  });

  it.each([{ state: 'pending' }, { state: 'error' }, { fileSystem: 'wrong: blank' }, { keptBy: 'ada' }])(
    'does a good one expire because of a newer one of %j',
    (changes) => {
      const newer = snapshotAt('2026-11-20T09:00Z', changes);
      expect(judge([...nightly('2026-11-20T03:00Z', 1), newer], '1d', { minimum: 1 })[0]).toBe(
        '11-20 the newest, daily 2026-11-20',
      );
    },
  );
});

describe('a snapshot from which nothing can be restored', () => {
  it('expires as failed once a newer one is completed', () => {
    const failed = snapshotAt('2026-11-19T03:00Z', { state: 'error' });
    expect(judge([...nightly('2026-11-18T03:00Z', 1), failed], '7d')[1]).toBe('11-19 it failed');
    expect(judge([failed, snapshotAt('2026-11-20T03:00Z')], '7d')[0]).toBe(
      '11-19 - it failed, and a newer one is completed',
    );
    const sameTime = snapshotAt('2026-11-19T03:00Z', { snapshotId: 'snap-b' });
    expect(judge([failed, sameTime], '7d')[0]).toBe('11-19 it failed');
  });

  it('is kept with a wrong file system until as many newer ones as the minimum are restorable', () => {
    const wrong = snapshotAt('2026-11-10T03:00Z', { fileSystem: 'wrong: blank' });
    const judgeWrong = (nights: number) =>
      judge([wrong, ...nightly('2026-11-20T03:00Z', nights)], '7d', { minimum: 3 })[0];
    expect(judgeWrong(2)).toBe('11-10 its file system is wrong: kept for a person to look at');
    expect(judgeWrong(3)).toBe('11-10 - its file system is wrong, and 3 newer ones are restorable');
  });

  it('is one of two of a slot no more than a double: the older completed one is kept', () => {
    const night = '2026-11-20T03:00Z';
    const first = snapshotAt('2026-11-20T03:00:10Z', { slot: night, snapshotId: 'snap-a' });
    const second = snapshotAt('2026-11-20T03:00:30Z', { slot: night, snapshotId: 'snap-b' });
    expect(judge([second, first], '7d', { minimum: 3 })).toEqual([
      '11-20 - it is a double of snap-a, of the same slot',
      '11-20 the newest, daily 2026-11-20',
    ]);
    expect(judge([second, { ...first, state: 'error' }], '7d', { minimum: 3 })).toEqual([
      '11-20 the newest, daily 2026-11-20',
      '11-20 - it failed, and a newer one is completed',
    ]);
  });

  it('has no double where no slot is known', () => {
    const { slot: _, ...first } = snapshotAt('2026-11-20T03:00:10Z');
    const { slot: __, ...second } = snapshotAt('2026-11-20T03:00:30Z');
    expect(keptOf(judge([first, second], '2last'))).toHaveLength(2);
  });
});

describe('a run', () => {
  it('deletes ten of a host at most, the oldest first', () => {
    const rules = { minimum: 3, zone: createLocalTime('UTC'), policy: { daily: 7 } };
    const history = nightly('2026-11-20T03:00Z', 30);
    const selected = selectExpired(judgeRetention(history.toReversed(), rules)).map(({ snapshot }) => snapshot);
    expect(selected).toEqual(history.slice(0, MAX_DELETIONS));
    expect(selectExpired(judgeRetention(history, rules), 8)).toHaveLength(2);
    expect(selectExpired(judgeRetention(history, rules), 11)).toHaveLength(0);
  });
});
