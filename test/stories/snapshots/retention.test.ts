import { describe, expect, it } from 'vitest';

import {
  addEarlier,
  countCalls,
  givenEvening,
  passNight,
  SLOT,
  slotsOf,
  snapshotsOf,
} from '../../support/snapshot-story.ts';

type Env = Awaited<ReturnType<typeof givenEvening>>;

/** A host with a snapshot of each of the last nights, and the schedule at rest. */
const givenHistory = async (nights: number, tags: Readonly<Record<string, string>> = {}): Promise<Env> => {
  const env = await givenEvening({ blog: { tags } });
  for (let day = nights; day >= 1; day--) addEarlier(env.world, env.volume('blog'), day);
  env.world.pauseSchedules(true);
  await env.world.advance({ minutes: 31 });
  return env;
};

const runNight = async ({ world }: Env): Promise<void> => {
  await world.invoke('snapshot', { schedule: 'nightly' });
  await world.advance({ minutes: 5 });
};

const days = ({ world }: Env): readonly string[] => slotsOf(world, 'blog').map((slot = '') => slot.slice(5, 10));

describe('a night', () => {
  it('deletes ten snapshots that the policy does not keep, the oldest first, and the next pass goes on', async () => {
    const env = await givenHistory(40);
    await runNight(env);
    expect(countCalls(env.world, 'DeleteSnapshot')).toBe(10);
    expect(days(env)).toHaveLength(31);
    for (let pass = 0; pass < 3; pass++) await runNight(env);
    expect(days(env)).toEqual(['11-01', '11-08', '11-14', '11-15', '11-16', '11-17', '11-18', '11-19', '11-20']);
    expect(env.world.mails).toEqual([]);
  });

  it('deletes nothing of a host whose policy cannot be read', async () => {
    const env = await givenHistory(40, { 'hostkeeper:retention': '7 days' });
    await runNight(env);
    expect(countCalls(env.world, 'DeleteSnapshot')).toBe(0);
    expect(days(env)).toHaveLength(41);
  });

  it('deletes what nobody keeps, and neither what a person keeps nor what others have made', async () => {
    const env = await givenHistory(12, { 'hostkeeper:retention': '1d' });
    const { world, volume } = env;
    const byPerson = addEarlier(world, volume('blog'), 90, { 'hostkeeper:kept-by': 'ada' });
    const renamed = addEarlier(world, volume('blog'), 80, { 'hostkeeper:kept-by': 'Retention' });
    const untagged = addEarlier(world, volume('blog'), 70);
    untagged.tags.delete('hostkeeper:kept-by');
    const image = addEarlier(world, volume('blog'), 60, { 'hostkeeper:role': 'image' });
    const foreign = world
      .inRegion()
      .ec2.snapshots.add({ volumeId: volume('blog').volumeId, data: volume('blog').data });
    for (let pass = 0; pass < 3; pass++) await runNight(env);
    const left = world.inRegion().ec2.snapshots.all();
    expect(left).toEqual(expect.arrayContaining([byPerson, renamed, untagged, image, foreign]));
    expect(left).toHaveLength(5 + 3);
  });

  it('skips one that an image uses and one that is locked, tells it once, and deletes the others', async () => {
    const env = await givenHistory(12, { 'hostkeeper:retention': '7d' });
    const [inUse, locked] = snapshotsOf(env.world, 'blog');
    inUse?.imageIds.add('ami-1');
    if (locked) locked.lock = 'governance';
    for (let pass = 0; pass < 3; pass++) await runNight(env);
    expect(snapshotsOf(env.world, 'blog')).toHaveLength(9);
    expect(env.world.mails).toHaveLength(1);
    expect(env.world.mails[0]?.body).toContain('currently in use by ami-1');
    expect(env.world.mails[0]?.body).toContain('is locked');
    // It is tried once a process, and not every quarter of an hour.
    expect(countCalls(env.world, 'DeleteSnapshot')).toBe(6);
    inUse?.imageIds.clear();
  });

  it('deletes the second of two of a night, and tells it', async () => {
    const env = await givenHistory(3);
    const double = addEarlier(env.world, env.volume('blog'), 1);
    Object.assign(double, { startedAt: new Date(double.startedAt.getTime() + 30_000) });
    await runNight(env);
    expect(snapshotsOf(env.world, 'blog')).not.toContain(double);
    expect(days(env)).toEqual(['11-17', '11-18', '11-19', '11-20']);
    expect(env.world.mails.map(({ subject }) => subject)).toEqual([
      expect.stringMatching(/^\[prod\] A double snapshot of blog was deleted/),
    ]);
  });

  it('keeps the good ones, however many wrong ones follow', async () => {
    const env = await givenHistory(9, { 'hostkeeper:retention': '3d' });
    await passNight(env);
    const good = snapshotsOf(env.world, 'blog')
      .filter(({ state }) => state === 'completed')
      .slice(-3);
    delete env.volume('blog').data.fileSystem;
    for (let night = 0; night < 5; night++) await passNight(env);
    expect(snapshotsOf(env.world, 'blog')).toEqual(expect.arrayContaining([...good]));
    expect(
      snapshotsOf(env.world, 'blog').filter(({ tags }) => tags.get('hostkeeper:file-system') === 'wrong: blank').length,
    ).toBeGreaterThan(2);
  });

  it('takes no snapshot for another one with its slot that a person wrote by hand, and deletes none for it', async () => {
    const env = await givenHistory(2);
    addEarlier(env.world, env.volume('blog'), 1, { 'hostkeeper:slot': SLOT });
    await runNight(env);
    expect(days(env)).toEqual(['11-18', '11-19', '11-20']);
  });
});
