import { assert, constantFrom, date, integer, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createLocalTime } from '../../../libs/snapshots/local-time.ts';
import { formatSlot, parseSlot } from '../../../libs/hosts/slot.ts';
import { latestSlot } from '../../../libs/snapshots/slot.ts';

const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Pacific/Auckland'];

const zones = constantFrom(...ZONES).map(createLocalTime);
const timesOfDay = record({ hour: integer({ min: 0, max: 23 }), minute: integer({ min: 0, max: 59 }) }).map(
  ({ hour, minute }) => [hour, minute].map((part) => String(part).padStart(2, '0')).join(':'),
);
const instants = date({ min: new Date('2020-01-01'), max: new Date('2032-01-01'), noInvalidDate: true });

/** The slots of some instants. */
const slotsAt = (zone: string, timeOfDay: string, instantTexts: readonly string[]): readonly string[] =>
  instantTexts.map((instant) => formatSlot(latestSlot(new Date(instant), timeOfDay, createLocalTime(zone))));

describe('the slot of a night', () => {
  it('begins at its time of day, and lasts until the next one', () => {
    expect(slotsAt('UTC', '03:00', ['2026-11-20T02:59:59Z', '2026-11-20T03:00:00Z', '2026-11-21T02:59:59Z'])).toEqual([
      '2026-11-19T03:00Z',
      '2026-11-20T03:00Z',
      '2026-11-20T03:00Z',
    ]);
  });

  it('belongs to the evening before, when it begins before midnight', () => {
    expect(slotsAt('Europe/Berlin', '22:30', ['2026-11-21T00:15:00Z', '2026-11-20T21:29:00Z'])).toEqual([
      '2026-11-20T21:30Z',
      '2026-11-19T21:30Z',
    ]);
  });

  it('is later by an hour in the night in which the clock skips it', () => {
    expect(slotsAt('Europe/Berlin', '02:30', ['2027-03-28T01:29:59Z', '2027-03-28T01:30:00Z'])).toEqual([
      '2027-03-27T01:30Z',
      '2027-03-28T01:30Z',
    ]);
  });

  it('is the first of two in the night in which the clock shows it twice', () => {
    expect(
      slotsAt('Europe/Berlin', '02:30', ['2026-10-25T00:29:59Z', '2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z']),
    ).toEqual(['2026-10-24T00:30Z', '2026-10-25T00:30Z', '2026-10-25T00:30Z']);
  });

  it('is that of the day before where the calendar skips a day', () => {
    expect(slotsAt('Pacific/Apia', '03:00', ['2011-12-31T10:30:00Z', '2011-12-30T10:30:00Z'])).toEqual([
      '2011-12-30T13:00Z',
      '2011-12-29T13:00Z',
    ]);
  });

  it('is never later than now, and is its own slot', () => {
    assert(
      property(instants, timesOfDay, zones, (now, timeOfDay, zone) => {
        const slot = latestSlot(now, timeOfDay, zone);
        expect(slot.getTime()).toBeLessThanOrEqual(now.getTime());
        expect(now.getTime() - slot.getTime()).toBeLessThan(25 * 3_600_000 + 1);
        expect(latestSlot(slot, timeOfDay, zone)).toEqual(slot);
      }),
    );
  });

  it('does not come again before the next day, and never twice on one', () => {
    assert(
      property(instants, timesOfDay, zones, (now, timeOfDay, zone) => {
        const slot = latestSlot(now, timeOfDay, zone);
        const next = latestSlot(new Date(slot.getTime() + 25.5 * 3_600_000), timeOfDay, zone);
        expect((next.getTime() - slot.getTime()) / 3_600_000).toBeGreaterThanOrEqual(23);
        expect(new Date(zone.localOf(next)).getUTCDate()).not.toBe(new Date(zone.localOf(slot)).getUTCDate());
      }),
    );
  });

  it('is written to the minute, and read again', () => {
    assert(
      property(instants, timesOfDay, zones, (now, timeOfDay, zone) => {
        const slot = latestSlot(now, timeOfDay, zone);
        expect(parseSlot(formatSlot(slot))).toEqual(slot);
      }),
    );
  });

  it.each(['', '2026-11-20', '2026-11-20T03:00:00Z', '2026-11-20T25:00Z', '2026-13-20T03:00Z', 'last night'])(
    'is not guessed from %j',
    (text) => {
      expect(parseSlot(text)).toBeUndefined();
    },
  );

  it.each(['3:00', '24:00', '03:60', ''])('refuses %j as a time of day', (timeOfDay) => {
    expect(() => latestSlot(new Date('2026-11-20'), timeOfDay, createLocalTime('UTC'))).toThrow('no time of day');
  });

  it('refuses a time zone that nobody knows', () => {
    expect(() => createLocalTime('Europe/Atlantis')).toThrow(RangeError);
  });
});
