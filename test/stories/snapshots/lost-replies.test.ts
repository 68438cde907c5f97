import { describe, expect, it } from 'vitest';

import { throttledCalls } from '../../support/queries.ts';
import { countCalls, givenEvening, passHours, SLOT, slotsOf } from '../../support/snapshot-story.ts';

const LOST = { nth: 1, code: 'InternalError', message: 'An internal error has occurred', status: 500 } as const;

/** Nothing but the snapshots happens; the night lasts until the last pass of the schedule. */
const passNight = async ({ world }: Awaited<ReturnType<typeof givenEvening>>): Promise<void> => {
  await passHours({ world }, 4);
};

describe('a reply that is lost', () => {
  it('after EC2 has begun the snapshot leads to no second one: it is found by its slot', async () => {
    const env = await givenEvening({ blog: {}, shop: {} });
    env.world.injectFault('CreateSnapshot', { ...LOST, when: 'after' });
    await passNight(env);
    expect([slotsOf(env.world, 'blog'), slotsOf(env.world, 'shop')]).toEqual([[SLOT], [SLOT]]);
    expect(countCalls(env.world, 'CreateSnapshot')).toBe(2);
    expect(env.world.mails).toEqual([]);
    expect(env.world.failures).toEqual([]);
  });

  it('before EC2 has begun it leads to another request, a quarter of a minute later', async () => {
    const env = await givenEvening({ blog: {} });
    env.world.injectFault('CreateSnapshot', LOST);
    await passNight(env);
    expect(slotsOf(env.world, 'blog')).toEqual([SLOT]);
    const calls = env.world.calls.filter(({ operation }) => operation === 'CreateSnapshot');
    const [first, second] = calls.map(({ at }) => at.getTime() / 1000);
    expect(calls).toHaveLength(2);
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(15);
    expect((second ?? 0) - (first ?? 0)).toBeLessThan(20);
    expect(env.world.mails).toEqual([]);
  });

  it('that never comes leads to no second one either', async () => {
    const env = await givenEvening({ blog: {} });
    env.world.injectFault('CreateSnapshot', { nth: 1, silent: true });
    await passNight(env);
    expect(slotsOf(env.world, 'blog')).toEqual([SLOT]);
  });

  it('to each of many requests leaves none missing and none double', async () => {
    const hosts = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`host-${index}`, {}]));
    const env = await givenEvening(hosts);
    for (const nth of [1, 3, 4, 7, 12]) env.world.injectFault('CreateSnapshot', { ...LOST, nth, when: 'after' });
    for (const nth of [2, 6]) env.world.injectFault('CreateSnapshot', { ...LOST, nth });
    await passNight(env);
    for (const host of Object.keys(hosts)) expect([host, slotsOf(env.world, host)]).toEqual([host, [SLOT]]);
    expect(env.world.mails).toEqual([]);
  });
});

describe('a run', () => {
  it('that is killed half-way is completed by the next one, without a double', async () => {
    const env = await givenEvening({ blog: {}, shop: {}, wiki: {} });
    env.world.injectFault('CreateSnapshot', { nth: 2, when: 'after', fatal: true, silent: true });
    await passNight(env);
    for (const host of ['blog', 'shop', 'wiki']) expect([host, slotsOf(env.world, host)]).toEqual([host, [SLOT]]);
  });

  it('that is killed and invoked again at once makes no double, as EC2 takes none of the same volume', async () => {
    const env = await givenEvening({ blog: {} });
    env.world.pauseSchedules(true);
    await env.world.advance({ minutes: 31 });
    env.world.injectFault('CreateSnapshot', { nth: 1, when: 'after', fatal: true, silent: true });
    await env.world.invoke('snapshot', { schedule: 'nightly' });
    const { returned } = await env.world.invoke('snapshot', { schedule: 'nightly' });
    expect(returned).toMatchObject({ results: [{ host: 'blog', status: 'waiting' }] });
    expect(slotsOf(env.world, 'blog')).toEqual([SLOT]);
  });

  it('in an hour in which AWS throttles everything is made up for', async () => {
    const env = await givenEvening({ blog: {}, shop: {} });
    await env.world.advance({ minutes: 29 });
    env.world.breakDown(
      '*',
      { minutes: 60 },
      { caller: 'SnapshotRole', code: 'RequestLimitExceeded', message: 'Request limit exceeded.', status: 503 },
    );
    await env.world.advance({ minutes: 59 });
    expect([slotsOf(env.world, 'blog'), slotsOf(env.world, 'shop')]).toEqual([[], []]);
    await passNight(env);
    expect([slotsOf(env.world, 'blog'), slotsOf(env.world, 'shop')]).toEqual([[SLOT], [SLOT]]);
    expect(throttledCalls(env.world, 'SnapshotRole').length).toBeGreaterThan(0);
  });

  it('of a hundred hosts keeps within the rates of AWS', async () => {
    const hosts = Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`host-${index}`, {}]));
    const { world } = await givenEvening(hosts);
    world.pauseSchedules(true);
    await world.advance({ minutes: 31 });
    await world.invoke('snapshot', { schedule: 'nightly' });
    expect(world.inRegion().ec2.snapshots.all()).toHaveLength(150);
    expect(throttledCalls(world, 'SnapshotRole')).toEqual([]);
    expect(countCalls(world, 'DescribeVolumes', 'SnapshotRole')).toBe(1);
    expect(countCalls(world, 'DescribeSnapshots', 'SnapshotRole')).toBe(1);
  });
});
