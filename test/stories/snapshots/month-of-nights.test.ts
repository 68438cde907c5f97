import { describe, expect, it } from 'vitest';

import type { Env } from '../../support/given.ts';
import { givenEvening, slotsOf } from '../../support/snapshot-story.ts';

const LOST = { nth: 1, code: 'InternalError', message: 'An internal error has occurred.', status: 500 } as const;
const THROTTLED = { code: 'RequestLimitExceeded', message: 'Request limit exceeded.', status: 503 } as const;

/** What happens before the snapshot of a night; in every other night, nothing. */
const NIGHTS: Readonly<Record<string, (env: Env) => void>> = {
  // EC2 takes no snapshots for longer than the night is tried.
  '2026-11-24': ({ world }) => world.breakDown('CreateSnapshot', { hours: 4 }),
  // The runs after that hour take it, and nobody needs an e-mail.
  '2026-11-27': ({ world }) => world.breakDown('CreateSnapshot', { hours: 1 }, THROTTLED),
  '2026-11-29': ({ world }) => world.injectFault('CreateSnapshot', { ...LOST, when: 'after' }),
  // The disk was wiped.
  '2026-12-03': ({ volume }) => {
    delete volume('blog').data.fileSystem;
  },
  '2026-12-08': ({ world }) => world.injectFault('CreateSnapshot', { ...LOST, fatal: true, when: 'after' }),
};

/** At this hour somebody puts the disk of the evening before back. */
const REPAIRED_AT_HOUR = 12;

const QUARTERS_OF_DAY = 96;
const SNAPSHOT_HOURS = new Set([2, 3, 4, 5]);

/** A day with the passes that count: each quarter of an hour in the night, and every second hour. */
const passDay = async ({ world }: Env, atHour: (hour: number) => void): Promise<void> => {
  for (let quarter = 0; quarter < QUARTERS_OF_DAY; quarter++) {
    const hour = world.clock.now().getUTCHours();
    atHour(hour);
    const isDue = SNAPSHOT_HOURS.has(hour) || (hour % 2 === 0 && quarter % 4 === 0);
    world.pauseSchedules(!isDue);
    await world.advance({ minutes: 1 });
    world.pauseSchedules(true);
    await world.advance({ minutes: 14 });
  }
};

/** Days of November and December of 2026. */
const days = (month: 11 | 12, ...dates: readonly number[]): readonly string[] =>
  dates.map((date) => `2026-${month}-${String(date).padStart(2, '0')}T03:00Z`);

describe('a month of nights', () => {
  it('leaves what the policy keeps, and an e-mail for each night that had no good snapshot', async () => {
    const env = await givenEvening({ blog: { tags: { 'hostkeeper:retention': '7d 4w' } } });
    const { world, volume } = env;
    world.pauseSchedules(true);
    // Half a minute before the first slot, so that a schedule falls into the minute that has passes.
    await world.advance({ seconds: 29 * 60 + 30 });
    const mails: string[] = [];
    for (let night = 0; night < 31; night++) {
      const date = world.clock.now().toISOString().slice(0, '2026-11-20'.length);
      const disk = structuredClone(volume('blog').data);
      NIGHTS[date]?.(env);
      const before = world.mails.length;
      await passDay(env, (hour) => {
        if (hour === REPAIRED_AT_HOUR) Object.assign(volume('blog').data, disk);
      });
      mails.push(...world.mails.slice(before).map(({ subject }) => `${date} ${subject}`));
    }
    expect(slotsOf(world, 'blog')).toEqual([...days(11, 29), ...days(12, 6, 13, 14, 15, 16, 17, 18, 19, 20)]);
    // With a pass in two hours, some of the alarm's hours have no value: it fires again. The drills have stories of their own.
    const told = new Set(mails.filter((mail) => !mail.includes('rehearsed')));
    expect([...told].map((mail) => mail.replace(/snap-\w+/, 'snap'))).toEqual([
      '2026-11-24 [prod] blog has no recent snapshot: its last restorable snapshot is snap, 26 h...',
      '2026-11-24 ALARM: "hostkeeper-prod-snapshots" in US East (N. Virginia)',
      '2026-12-03 [prod] The snapshot of blog holds other data: snap holds nothing at all, and t...',
      '2026-12-03 ALARM: "hostkeeper-prod-snapshots" in US East (N. Virginia)',
    ]);
    expect(world.inRegion().ec2.volumes.dataLoss).toEqual([]);
  });
});
