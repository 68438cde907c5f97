import { describe, expect, it } from 'vitest';

import { type Bill, newThreshold, thresholdOf } from '../../../libs/hosts/bill.ts';
import { parseState } from '../../../libs/hosts/state.ts';

const bill: Bill = {
  points: [
    { endsAt: new Date('2026-11-13T18:00:00Z'), multiple: 0 },
    { endsAt: new Date('2026-11-14T00:00:00Z'), multiple: 1 },
    { endsAt: new Date('2026-11-14T06:00:00Z'), multiple: 1.5 },
  ],
};

const dueFor = (state?: string) => newThreshold(bill, parseState(state))?.multiple;

describe('a threshold of the bill', () => {
  it('is the one that the newest point has reached', () => {
    expect(thresholdOf(bill)).toEqual({ multiple: 1.5, month: '2026-11' });
    expect(thresholdOf({ points: bill.points.slice(0, 1) })).toBeUndefined();
    expect(thresholdOf(undefined)).toBeUndefined();
  });

  it('is new to a host without a record of it', () => {
    expect(dueFor()).toBe(1.5);
    expect(dueFor('running 2026-11-14T01:00:00.000Z')).toBe(1.5);
    expect(dueFor('running 2026-11-01T00:00:00.000Z threshold:1@2026-11')).toBe(1.5);
    expect(dueFor('running 2026-11-01T00:00:00.000Z threshold:5@2026-10')).toBe(1.5);
    expect(dueFor('resuming 0/1/1 2026-11-14T05:00:00.000Z threshold:1@2026-11')).toBe(1.5);
    expect(dueFor('gibberish')).toBe(1.5);
  });

  it('is not new where it is recorded, or was passed before the host had its state', () => {
    expect(dueFor('running 2026-11-01T00:00:00.000Z threshold:1.5@2026-11')).toBeUndefined();
    expect(dueFor('running 2026-11-01T00:00:00.000Z threshold:3@2026-11')).toBeUndefined();
    expect(dueFor('running 2026-11-14T07:00:00.000Z')).toBeUndefined();
  });
});
