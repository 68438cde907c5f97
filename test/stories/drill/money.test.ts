import { describe, expect, it } from 'vitest';

import { reportsOf } from '../../support/queries.ts';
import {
  drillInstances,
  drillMails,
  drillVolumes,
  givenDrills,
  lastResult,
  runSchedule,
} from '../../support/drill-story.ts';
import { expectFailures } from '../../support/story-end.ts';

const STOPPED_BY_BILL = { 'hostkeeper:state': 'suspended 0/1/1 2026-11-20T08:00:00.000Z budget threshold:1@2026-11' };

describe('while a threshold of the month has stopped a host', () => {
  it('no drill begins, of whatever host, and the one who asks for it is told', async () => {
    const { world } = await givenDrills({ blog: {}, shop: { sizes: '0/0/0', tags: STOPPED_BY_BILL } });
    await runSchedule(world);
    const reason = 'the bill of this month has stopped shop: a drill costs money, so wait or resume';
    const { returned } = await world.invoke('restore-drill', { reason: 'now', hosts: ['blog'] });
    expect(reportsOf(returned)).toMatchObject([{ host: 'blog', status: 'refused', reason }]);
    expect(drillInstances(world)).toEqual([]);
    expect(drillMails(world).map(({ subject }) => subject)).toEqual([
      '[prod] blog not drilled: the bill of this month has stopped shop',
    ]);
  });

  it('and one of last month stops no drill', async () => {
    const tags = { 'hostkeeper:state': 'suspended 0/1/1 2026-10-20T08:00:00.000Z budget threshold:1@2026-10' };
    const env = await givenDrills({ blog: {}, shop: { sizes: '0/0/0', tags } });
    await runSchedule(env.world);
    expect(lastResult(env)).toBe('passed');
  });
});

describe('hosts are stopped while a drill runs', () => {
  it('and it is ended at once by the run that began it, with nothing left', async () => {
    const env = await givenDrills();
    const { world } = env;
    world.intercept('SendCommand', async () => {
      await world.invoke('emergency-shutdown', { reason: 'the bill rises' });
    });
    await runSchedule(world);
    expect(lastResult(env)).toBe('stopped');
    expect(drillMails(world).at(-1)?.body).toContain('the drill was ended, because a host was stopped');
    await world.advance({ minutes: 5 });
    expect([drillInstances(world).map(({ state }) => state), drillVolumes(world)]).toEqual([['terminated'], []]);
  });

  it('and a run that has died leaves it to the next pass, within the minute', async () => {
    expectFailures('restore-drill');
    const env = await givenDrills();
    const { world } = env;
    world.injectFault('SendCommand', { nth: 1, code: 'InternalFailure', message: '', fatal: true });
    await runSchedule(world);
    expect(drillInstances(world).map(({ state }) => state)).toEqual(['running']);
    world.pauseSchedules(false);
    await world.invoke('emergency-shutdown', { reason: 'the bill rises' });
    await world.advance({ seconds: 75 });
    expect(drillInstances(world).map(({ state }) => state)).not.toContain('running');
    expect(lastResult(env)).toBe('stopped');
  });
});
