import { describe, expect, it } from 'vitest';

import {
  addEarlier,
  COPY_REGION,
  countCalls,
  givenEvening,
  notificationsOf,
  passHours,
  passNight,
  SLOT,
  slotsOf,
  snapshotsOf,
  withCopies,
} from '../../support/snapshot-story.ts';

type Env = Awaited<ReturnType<typeof givenEvening>>;

const copiesOf = ({ world }: Env, host = 'blog') => snapshotsOf(world, host, COPY_REGION);

/** Until the copies of a night are complete. */
const awaitCopies = ({ world }: Env): Promise<void> => passHours({ world }, 2);

describe('a stage with a second region', () => {
  it('has a copy of each snapshot there, with the same tags, as soon as the snapshot is complete', async () => {
    const env = await givenEvening({ blog: {} }, withCopies());
    await passNight(env);
    await awaitCopies(env);
    const [original] = snapshotsOf(env.world, 'blog');
    const [copy, ...others] = copiesOf(env);
    expect(others).toEqual([]);
    expect(copy).toMatchObject({ state: 'completed' });
    expect(Object.fromEntries(copy?.tags ?? [])).toEqual({
      ...Object.fromEntries(original?.tags ?? []),
      'hostkeeper:copy-of': `us-east-1/${original?.snapshotId}`,
    });
    expect(copy?.volumeId).not.toBe(original?.volumeId);
    expect(notificationsOf(env.world)).toEqual([]);
  });

  it('has one copy, though the reply was lost', async () => {
    const env = await givenEvening({ blog: {} }, withCopies());
    env.world.injectFault('CopySnapshot', { nth: 1, when: 'after', code: 'InternalError', message: 'no', status: 500 });
    await passNight(env);
    await awaitCopies(env);
    expect(slotsOf(env.world, 'blog', COPY_REGION)).toEqual([SLOT]);
    expect(countCalls(env.world, 'CopySnapshot')).toBe(1);
  });

  it('copies under its own key there', async () => {
    const key = 'arn:aws:kms:eu-central-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef';
    const env = await givenEvening({ blog: {} }, withCopies(key));
    await passNight(env);
    expect(copiesOf(env)).toMatchObject([{ kmsKeyId: key }]);
  });

  it('judges the copies by the same policy, and deletes what it does not keep', async () => {
    const env = await givenEvening({ blog: { tags: { 'hostkeeper:retention': '2d' } } }, withCopies());
    for (let night = 0; night < 6; night++) {
      await passNight(env);
      await awaitCopies(env);
    }
    expect(slotsOf(env.world, 'blog', COPY_REGION)).toEqual(slotsOf(env.world, 'blog'));
    expect(copiesOf(env).length).toBeLessThanOrEqual(4);
    expect(notificationsOf(env.world)).toEqual([]);
  });

  it('never takes a copy of another stack for a snapshot of its own host', async () => {
    const env = await givenEvening({ blog: {} });
    const copy = addEarlier(env.world, env.volume('blog'), 0, { 'hostkeeper:copy-of': 'eu-central-1/snap-1' });
    await passNight(env);
    expect(snapshotsOf(env.world, 'blog')).toHaveLength(2);
    expect(env.world.inRegion().ec2.snapshots.all()).toContain(copy);
  });

  it('makes twenty copies at once, and the rest wait for their turn', async () => {
    const hosts = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`host-${index}`, {}]));
    const env = await givenEvening(hosts, withCopies());
    const pending = () =>
      env.world
        .inRegion(COPY_REGION)
        .ec2.snapshots.all()
        .filter(({ state }) => state === 'pending').length;
    await passNight(env);
    let most = pending();
    for (let pass = 0; pass < 12; pass++) {
      await env.world.advance({ minutes: 15 });
      await env.world.invoke('snapshot', { schedule: 'nightly' });
      most = Math.max(most, pending());
    }
    expect(most).toBeLessThanOrEqual(20);
    expect(env.world.inRegion(COPY_REGION).ec2.snapshots.all()).toHaveLength(30);
    expect(notificationsOf(env.world)).toEqual([]);
  });

  it('is told of a copy that fails later, by the hour, and the snapshot itself counts', async () => {
    const env = await givenEvening({ blog: {} }, withCopies());
    await passNight(env);
    for (const copy of copiesOf(env)) copy.failsLater = 'The key is disabled.';
    env.world.pauseSchedules(false);
    await passHours(env, 3);
    expect(copiesOf(env)).toMatchObject([{ state: 'error' }]);
    const mails = notificationsOf(env.world);
    expect(mails.map(({ subject }) => subject)).toEqual([
      expect.stringMatching(/^\[prod\] No copy of the snapshot of blog: its copy snap-\w+ in eu-central-1 failed/),
    ]);
    expect(mails[0]?.body).toContain('The key is disabled.');
    await passNight(env);
    await awaitCopies(env);
    expect(copiesOf(env).map(({ state }) => state)).toContain('completed');
  });

  it('copies no snapshot that is wrong', async () => {
    const env = await givenEvening({ blog: {} }, withCopies());
    env.volume('blog').data.fileSystem = undefined;
    await passNight(env);
    expect(copiesOf(env)).toEqual([]);
  });
});
