import { describe, expect, it } from 'vitest';

import type { DiskData } from '../../aws/ec2/disk.ts';
import {
  addSnapshot,
  drillInstances,
  drillMails,
  givenDrills,
  lastResult,
  runSchedule,
} from '../../support/drill-story.ts';

const label = 'data';
const fileSystem = {
  type: 'ext4',
  uuid: '01234567-89ab-cdef-0123-456789abcdef',
  label,
  writtenAt: new Date(0),
} as const;

/** What is on the disk, how the drill ends, and what the e-mail says of it. */
const FOUND: readonly (readonly [string, DiskData, string, RegExp])[] = [
  ['nothing', { rows: 0 }, 'blank', /there is nothing on it/],
  ['garbage', { rows: 0, fileSystem: { type: 'garbage' } }, 'foreign', /is not that of the data volume/],
  [
    'a damaged file system',
    { rows: 1, fileSystem, damage: 'a damaged file system' },
    'damaged',
    /its file system is damaged/,
  ],
  [
    'the marker of another host',
    { rows: 1, fileSystem, damage: 'the marker of another host' },
    'wrong-marker',
    /not marked as the data of this host/,
  ],
  ['no database', { rows: 1, fileSystem, damage: 'no database' }, 'no-database', /no database is on it/],
  [
    'a database that does not start',
    { rows: 1, fileSystem, damage: 'a server that does not start' },
    'not-started',
    /the database does not start on it/,
  ],
  [
    'a corrupt table',
    { rows: 1, fileSystem, damage: 'a corrupt table' },
    'corrupt',
    /a table of the database is corrupt/,
  ],
];

describe('a drill that finds', () => {
  it.each(FOUND)(
    '%s on the copy says so in an e-mail, and does not try again this month',
    async (_, data, result, text) => {
      const env = await givenDrills();
      const { world, volume } = env;
      addSnapshot(world, 'blog', { ...volume('blog'), data }, 0);
      await runSchedule(world);
      expect(lastResult(env)).toBe(result);
      expect(drillMails(world)).toHaveLength(1);
      expect(drillMails(world)[0]?.subject).toMatch(/^\[prod\] Rehearsed restore of blog failed: /);
      expect(drillMails(world)[0]?.body).toMatch(text);
      expect(drillMails(world)[0]?.body).toContain('npm run hostkeeper -- drill blog --stage prod --region us-east-1');
      await world.advance({ hours: 24 });
      await runSchedule(world);
      expect([drillInstances(world), drillMails(world).length]).toEqual([[], 1]);
    },
  );

  it('a query that fails says what the query says', async () => {
    const environment = { 'restore-drill': { DRILL_QUERY: 'select gone' } };
    const env = await givenDrills({ blog: {} }, { environment });
    addSnapshot(
      env.world,
      'blog',
      { ...env.volume('blog'), data: { rows: 1, fileSystem, damage: 'a query that fails' } },
      0,
    );
    await runSchedule(env.world);
    expect(lastResult(env)).toBe('query-failed');
    expect(drillMails(env.world)[0]?.body).toContain('the query of the parameter drillQuery fails');
  });

  it('no image says nothing of the snapshot, and is tried again the next day', async () => {
    const env = await givenDrills({ blog: {} }, { environment: { 'restore-drill': { DRILL_IMAGE: 'missing:1' } } });
    await runSchedule(env.world);
    expect(lastResult(env)).toBe('no-image');
    expect(drillMails(env.world)[0]).toMatchObject({
      subject: '[prod] Rehearsed restore of blog came to no result: the image of the database could not be pulled',
      body: expect.stringContaining('that says nothing about the snapshot'),
    });
    await env.world.advance({ hours: 24 });
    await runSchedule(env.world);
    expect(drillInstances(env.world)).toHaveLength(1);
  });
});
