import { describe, expect, it } from 'vitest';

import { type Bill, isBeforeThreshold, newThreshold, thresholdOf } from '../../../libs/hosts/bill.ts';
import { parseState } from '../../../libs/hosts/state.ts';
import { billPoint } from '../../support/bill-point.ts';

const bill: Bill = {
  points: [
    billPoint(new Date('2026-11-13T18:00:00Z'), 0),
    billPoint(new Date('2026-11-14T00:00:00Z'), 1),
    billPoint(new Date('2026-11-14T06:00:00Z'), 1.5),
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

  it('had not been passed before the period that shows it', () => {
    const isBefore = (time: string) => isBeforeThreshold(bill, { multiple: 1.5, month: '2026-11' }, new Date(time));
    expect(isBefore('2026-11-14T05:54:59.999Z')).toBe(true);
    expect(isBefore('2026-11-14T05:55:00Z')).toBe(false);
    expect(isBeforeThreshold(bill, { multiple: 2, month: '2026-11' }, new Date('2026-11-01T00:00:00Z'))).toBe(false);
  });
});
