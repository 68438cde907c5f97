import { describe, expect, it } from 'vitest';

import { createBillReader } from '../../../libs/budget/bill-reader.ts';
import { evaluateBill } from '../../../libs/budget/bill.ts';

const LIMITS = { criticalCents: 2500, implausibleFactor: 10_000 };
const now = new Date('2026-11-14T12:00:00Z');

/** Points by their time. */
const points = (values: Readonly<Record<string, number>>) =>
  Object.entries(values).map(([time, value]) => ({ startsAt: new Date(time), endsAt: new Date(time), value }));

const multiplesOf = (values: Readonly<Record<string, number>>, time = now) =>
  evaluateBill(points(values), LIMITS, time).points.map(({ multiple }) => multiple);

describe('the bill', () => {
  it('has passed the highest of the five multiples that its cents have reached', () => {
    expect(multiplesOf({ '2026-11-14T00:00:00Z': 24.99, '2026-11-14T06:00:00Z': 25 })).toEqual([0, 1]);
    expect(multiplesOf({ '2026-11-14T06:00:00Z': 37.49 })).toEqual([1]);
    expect(multiplesOf({ '2026-11-14T06:00:00Z': 37.5 })).toEqual([1.5]);
    expect(multiplesOf({ '2026-11-14T06:00:00Z': 900 })).toEqual([5]);
  });

  it('is not known without a point of the last 24 hours', () => {
    expect(multiplesOf({})).toEqual([]);
    expect(multiplesOf({ '2026-11-13T11:59:59Z': 30 })).toEqual([]);
    expect(multiplesOf({ '2026-11-13T12:00:00Z': 30 })).toEqual([1]);
  });

  it('is not known in the first day of a month, until its charges have fallen from those of the last', () => {
    const first = new Date('2026-12-01T13:00:00Z');
    const carried = { '2026-11-30T18:00:00Z': 40, '2026-12-01T00:00:00Z': 41 };
    expect(multiplesOf(carried, first)).toEqual([]);
    expect(multiplesOf({ ...carried, '2026-12-01T06:00:00Z': 1, '2026-12-01T12:00:00Z': 30 }, first)).toEqual([0, 1]);
    expect(multiplesOf({ '2026-12-01T06:00:00Z': 30 }, first)).toEqual([1]);
    expect(multiplesOf({ '2026-11-30T23:59:59.999Z': 40 }, first)).toEqual([]);
    expect(multiplesOf({ '2026-12-01T12:00:00Z': 30 }, new Date('2026-12-02T00:00:00Z'))).toEqual([1]);
  });

  it('is that of the month a day after its beginning, though its charges have not fallen', () => {
    const carried = { '2026-11-30T18:00:00Z': 40, '2026-12-01T12:00:00Z': 41 };
    expect(multiplesOf(carried, new Date('2026-12-01T23:59:59Z'))).toEqual([]);
    expect(multiplesOf(carried, new Date('2026-12-02T00:00:00Z'))).toEqual([1.5]);
  });

  it('has fallen from that of last month by half, not by less', () => {
    const first = new Date('2026-12-01T13:00:00Z');
    const fallenTo = (usd: number) =>
      multiplesOf({ '2026-11-30T12:00:00Z': 90, '2026-11-30T18:00:00Z': 80, '2026-12-01T12:00:00Z': usd }, first);
    expect(fallenTo(40)).toEqual([1.5]);
    expect(fallenTo(40.01)).toEqual([]);
  });

  it('asks a person where it is implausible, in the same words for every such amount', () => {
    const [one, other] = [250_000, 31_415_926_535].map((usd) =>
      evaluateBill(points({ '2026-11-14T06:00:00Z': usd }), LIMITS, now),
    );
    expect(one).toMatchObject({ points: [], question: expect.stringContaining('10000 times') });
    expect(other?.question).toBe(one?.question);
    expect(multiplesOf({ '2026-11-14T06:00:00Z': 249_999 })).toEqual([5]);
  });
});

describe('a bill that cannot be read', () => {
  it('is not known; a person is notified after an hour, and again after a day', async () => {
    let time = now.getTime();
    let isDown = true;
    const logged: object[] = [];
    const read = createBillReader({
      limits: LIMITS,
      now: () => new Date(time),
      sleep: () => new Promise(() => {}),
      log: (entry) => void logged.push(entry),
      getEstimatedCharges: async () => {
        if (isDown) throw new Error('The service is down.');
        return points({ [new Date(time).toISOString()]: 30 });
      },
    });
    const noticeAfter = async (minutes: number) => {
      time += 60_000 * minutes;
      const { points: known, notice } = await read(true);
      expect(known).toHaveLength(isDown ? 0 : 1);
      return notice?.body.includes('The service is down.') ?? false;
    };
    expect(await noticeAfter(0)).toBe(false);
    expect(await noticeAfter(59)).toBe(false);
    expect(await noticeAfter(1)).toBe(true);
    expect(await noticeAfter(1)).toBe(false);
    expect(await noticeAfter(24 * 60)).toBe(true);
    isDown = false;
    expect(await noticeAfter(1)).toBe(false);
    isDown = true;
    expect(await noticeAfter(1)).toBe(false);
    expect(logged).toHaveLength(6);
  });
});
