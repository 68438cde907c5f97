import { describe, expect, it } from 'vitest';

import { nightlyCrons } from '../../../infra/control-plane/schedules.ts';
import { runsOf } from '../../aws/scheduler/expression.ts';

/** The times of a day at which some expressions run, in their order from a time on. */
const timesFrom = (from: string, crons: readonly string[]): readonly string[] => {
  const start = Date.parse(`2026-11-20T${from}Z`);
  const times = crons.flatMap((cron) => {
    const next = runsOf(cron, 'UTC', start);
    const found: number[] = [];
    for (let at = next(start - 1); at !== undefined && at < start + 86_400_000; at = next(at)) found.push(at);
    return found;
  });
  return times.toSorted((a, b) => a - b).map((at) => new Date(at).toISOString().slice(11, 16));
};

const format = (minutes: number): string =>
  new Date(60_000 * minutes).toISOString().slice('yyyy-mm-ddT'.length, 'yyyy-mm-ddThh:mm'.length);

describe('the nightly snapshots', () => {
  it.each([
    ['03:00', ['cron(0,15,30,45 3,4,5 * * ? *)']],
    ['00:07', ['cron(7,22,37,52 0,1,2 * * ? *)']],
    ['22:30', ['cron(30,45 22 * * ? *)', 'cron(0,15,30,45 23,0 * * ? *)', 'cron(0,15 1 * * ? *)']],
    ['23:59', ['cron(59 23 * * ? *)', 'cron(14,29,44,59 0,1 * * ? *)', 'cron(14,29,44 2 * * ? *)']],
  ])('from %s have these schedules', (time, crons) => {
    expect(nightlyCrons(time)).toEqual(crons);
  });

  it.each(Array.from({ length: 96 }, (_, quarter) => quarter * 15 + (quarter % 15)))(
    'are tried every quarter of an hour for three hours, and at no other time: from minute %i of the day',
    (minuteOfDay) => {
      const expected = Array.from({ length: 12 }, (_, index) => format(minuteOfDay + 15 * index));
      expect(timesFrom(format(minuteOfDay), nightlyCrons(format(minuteOfDay)))).toEqual(expected);
    },
  );
});
