import { describe, expect, it } from 'vitest';

import { expectFailures } from '../../support/story-end.ts';
import {
  addEarlier,
  givenEvening,
  notificationsOf,
  passHours,
  slotsOf,
  snapshotsOf,
} from '../../support/snapshot-story.ts';

type Env = Awaited<ReturnType<typeof givenEvening>>;

/** The ages that were written, each with its time, in hours. */
const agesIn = ({ world }: Env): readonly number[] =>
  world.calls
    .filter(({ operation }) => operation === 'PutMetricData')
    .map(({ input }) => Number(JSON.stringify(input).match(/"Value":([\d.]+)/)?.[1]));

const alarmsIn = ({ world }: Env): readonly string[] =>
  world.mails.map(({ subject }) => subject).filter((subject) => subject.startsWith('ALARM'));

const DENIED = { code: 'UnauthorizedOperation', message: 'denied', status: 403 } as const;

/** A host that was created long ago. */
const givenOldHost = async (): Promise<Env> => {
  const env = await givenEvening({ blog: {} });
  const group = env.world.autoScaling().groups.get('blog-group');
  if (group) Object.assign(group, { createdAt: new Date('2026-01-01T00:00:00Z') });
  return env;
};

describe('every half hour', () => {
  it('the age of the last restorable snapshot of the worst host is written', async () => {
    const env = await givenOldHost();
    addEarlier(env.world, env.volume('blog'), 1);
    await env.world.advance({ minutes: 20 });
    expect(agesIn(env).map(Math.floor)).toEqual([23]);
    await passHours(env, 2);
    expect(agesIn(env).map(Math.floor)).toEqual([23, 24, 0, 0, 1]);
    expect(env.world.mails).toEqual([]);
  });

  it('a stage without a host writes 0, and so does one whose hosts have no data volume', async () => {
    const env = await givenEvening({ cache: { data: false } });
    await passHours(env, 2);
    expect(agesIn(env)).toEqual([0, 0, 0, 0]);
  });

  it('a new host has a day', async () => {
    const env = await givenEvening({ blog: { isNew: true } });
    env.world.setDelivery('snapshot');
    await env.world.advance({ minutes: 59 });
    expect(Math.max(...agesIn(env))).toBeLessThan(2);
    expect(alarmsIn(env)).toEqual([]);
  });
});

describe('a host whose snapshots fail', () => {
  it('is named after 26 hours, with the command that takes one now, and the alarm goes off', async () => {
    const env = await givenOldHost();
    const { world, volume } = env;
    const last = addEarlier(world, volume('blog'), 1);
    expectFailures('snapshot');
    world.breakDown('CreateSnapshot', { hours: 30 }, DENIED);
    await passHours({ world }, 7);
    const mail = notificationsOf(world).find(({ subject }) => subject.includes('no recent snapshot'));
    expect(mail?.at.toISOString()).toMatch(/^2026-11-20T05:/);
    expect(mail?.body).toContain(`its last restorable snapshot is ${last.snapshotId}, 26 hours old`);
    expect(mail?.body).toContain('hostkeeper -- snapshot blog');
    expect(alarmsIn(env)).toEqual([expect.stringContaining('hostkeeper-prod-snapshots')]);
  });

  it('has none that counts where the last ones are wrong', async () => {
    const env = await givenOldHost();
    addEarlier(env.world, env.volume('blog'), 3);
    addEarlier(env.world, env.volume('blog'), 0.5, { 'hostkeeper:file-system': 'wrong: blank' });
    await env.world.advance({ minutes: 5 });
    expect(agesIn(env).map(Math.floor)).toEqual([71]);
  });

  it('is not named while its snapshot is being made, which takes hours where much has changed', async () => {
    const env = await givenOldHost();
    addEarlier(env.world, env.volume('blog'), 1);
    await env.world.advance({ minutes: 31 });
    const [, pending] = snapshotsOf(env.world, 'blog');
    await passHours(env, 2);
    if (pending) pending.state = 'pending';
    await passHours(env, 2);
    expect(Math.max(...agesIn(env))).toBeGreaterThan(26);
    expect(notificationsOf(env.world)).toEqual([]);
  });

  it('is not forgotten where nobody looks any more: an alarm goes off without data', async () => {
    const env = await givenEvening({ blog: {} });
    env.world.pauseSchedules(true);
    await env.world.advance({ hours: 6 });
    expect(alarmsIn(env)).toEqual([expect.stringContaining('hostkeeper-prod-snapshots')]);
  });
});

const stop = (env: Env): Promise<void> => {
  env.world.charge(40);
  return env.world.advance({ minutes: 20 });
};

describe('a host that the budget stops', () => {
  it('gets a last snapshot, of the minute of its stop, once no instance has its volume', async () => {
    const env = await givenEvening({ blog: {} });
    const { world, group, volume } = env;
    await stop(env);
    expect(group('blog').sizes).toBe('0/0/0');
    const since = /\d{4}-\d\d-\d\dT\d\d:\d\d/.exec(group('blog').tags['hostkeeper:state'] ?? '')?.[0];
    expect(slotsOf(world, 'blog')).toEqual([`${since}Z`]);
    const [snapshot] = snapshotsOf(world, 'blog');
    expect(snapshot?.description).toBe('hostkeeper: blog, suspended by the budget');
    expect(volume('blog').state).toBe('available');
    await world.advance({ minutes: 5 });
    expect(snapshotsOf(world, 'blog')).toHaveLength(1);
  });

  it('is stopped all the same where that is denied, and the reason is told', async () => {
    const env = await givenEvening({ blog: {} });
    env.world.breakDown('CreateSnapshot', { hours: 5 }, DENIED);
    await stop(env);
    expect(env.group('blog')).toMatchObject({ sizes: '0/0/0', instances: [] });
    expect(notificationsOf(env.world).map(({ subject }) => subject)).toEqual(
      expect.arrayContaining([expect.stringContaining('Stopped blog'), expect.stringContaining('No snapshot of blog')]),
    );
  });

  it('gets none where the parameter says so', async () => {
    const env = await givenEvening({ blog: {} }, { environment: { reconcile: { SNAPSHOT_ON_SUSPEND: 'false' } } });
    await stop(env);
    expect(env.group('blog').sizes).toBe('0/0/0');
    expect(snapshotsOf(env.world, 'blog')).toEqual([]);
  });

  it('gets none where a person has stopped it: that one may resume it at once', async () => {
    const env = await givenEvening({ blog: {} });
    await env.world.invoke('emergency-shutdown', { reason: 'a holiday', hosts: ['blog'] });
    await env.world.advance({ minutes: 10 });
    expect(snapshotsOf(env.world, 'blog')).toEqual([]);
  });
});
