import { describe, expect, it } from 'vitest';

import criticalAlarm from '../../../events/budget-kill-switch/sample-critical-alarm.json' with { type: 'json' };
import budgetMessage from '../../../events/budget-notification/sample-actual.json' with { type: 'json' };
import { reportsOf } from '../../support/queries.ts';
import type { World } from '../../aws/world.ts';
import {
  drillInstances,
  drillMails,
  drillVolumes,
  givenDrills,
  lastResult,
  runSchedule,
} from '../../support/drill-story.ts';
import { countCalls } from '../../support/snapshot-story.ts';
import { expectFailures } from '../../support/story-end.ts';

const STOPPED_BY_BILL = { 'hostkeeper:state': 'suspended 0/1/1 2026-11-20T08:00:00.000Z budget threshold:1@2026-11' };

/** A threshold of the bill stops the host `shop`. */
const stopShop = (world: World): void => {
  const tags = world.autoScaling().groups.get('shop-group')?.tags;
  tags?.set('hostkeeper:state', `suspended 0/1/1 ${world.clock.now().toISOString()} budget threshold:1@2026-11`);
};

describe('while a threshold of the month has stopped a host', () => {
  it('no drill begins, of whatever host, and the one who asks for it is told', async () => {
    const { world } = await givenDrills({ blog: {}, shop: { sizes: '0/0/0', tags: STOPPED_BY_BILL } });
    await runSchedule(world);
    const reason =
      'the bill of this month has stopped shop: a drill costs money, so resume first, or wait for the next month';
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

describe('hosts are stopped by the bill while a run is about to begin a drill', () => {
  it('and none begins, though the run has read the hosts before', async () => {
    const { world } = await givenDrills({ blog: {}, shop: {} });
    world.intercept('DescribeSnapshots', async () => stopShop(world));
    await runSchedule(world);
    expect(countCalls(world, 'RunInstances')).toBe(0);
    expect(drillMails(world)).toEqual([]);
  });

  it('and no other type of instance is asked for, where there is none of the first', async () => {
    const { world } = await givenDrills({ blog: {}, shop: {} });
    world.breakDown(
      'RunInstances',
      { hours: 1 },
      { code: 'InsufficientInstanceCapacity', message: 'none', status: 400 },
    );
    world.intercept('RunInstances', async () => stopShop(world));
    const { returned } = await world.invoke('restore-drill', { reason: 'now', hosts: ['blog'] });
    expect(countCalls(world, 'RunInstances')).toBe(1);
    expect(reportsOf(returned)).toMatchObject([
      { host: 'blog', status: 'refused', reason: expect.stringContaining('the bill of this month has stopped shop') },
    ]);
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
    expect(drillMails(world).at(-1)?.body).toContain('the drill was ended, because hosts were stopped');
    await world.advance({ minutes: 5 });
    expect([drillInstances(world).map(({ state }) => state), drillVolumes(world)]).toEqual([['terminated'], []]);
  });

  it('by the bill, and the run ends the drill of another host, too, though no pass of reconcile looks', async () => {
    const env = await givenDrills({ blog: {}, shop: {} });
    const { world } = env;
    world.intercept('SendCommand', async () => stopShop(world));
    await world.invoke('restore-drill', { reason: 'before the upgrade', hosts: ['blog'] });
    expect(lastResult(env)).toBe('stopped');
    expect(drillInstances(world).map(({ state }) => state)).not.toContain('running');
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

/** The alarm of this stack, now; a huge amount is not believed. */
const alarm = ({ clock }: World, amount = 27.13) => {
  const event = structuredClone(criticalAlarm);
  event.time = clock.now().toISOString();
  event.detail.state.reasonData = JSON.stringify({ recentDatapoints: [amount], threshold: 25 });
  return event;
};

const message = ({ clock }: World) => {
  const event = structuredClone(budgetMessage);
  for (const { Sns } of event.Records) Sns.Timestamp = clock.now().toISOString();
  return event;
};

/** A drill whose run has died, so that no run and no pass ends it. */
const givenLeftDrill = async (...given: Parameters<typeof givenDrills>) => {
  expectFailures('restore-drill');
  const env = await givenDrills(...given);
  env.world.injectFault('SendCommand', { nth: 1, code: 'InternalFailure', message: '', fatal: true });
  await runSchedule(env.world);
  env.world.clearFaults();
  return env;
};

const statesOf = (world: World) => drillInstances(world).map(({ state }) => state);

describe('the bill stops hosts while a drill runs', () => {
  it.each([
    ['the billing alarm', 'budget-kill-switch', alarm],
    ['AWS Budgets', 'budget-notification', message],
  ] as const)('and what %s invokes ends the drill itself, without a pass', async (_who, name, eventOf) => {
    const { world, group } = await givenLeftDrill();
    expect(statesOf(world)).toEqual(['running']);
    await world.invoke(name, eventOf(world));
    await world.advance({ minutes: 2 });
    expect([group('blog').sizes, statesOf(world), drillVolumes(world)]).toEqual(['0/0/0', ['terminated'], []]);
  });

  it('and the next pass reports it', async () => {
    const env = await givenLeftDrill();
    await env.world.invoke('budget-kill-switch', alarm(env.world));
    env.world.pauseSchedules(false);
    await env.world.advance({ minutes: 2 });
    expect(lastResult(env)).toBe('stopped');
    expect(drillMails(env.world).map(({ body }) => body)).toContainEqual(
      expect.stringContaining('the drill was ended, because hosts were stopped'),
    );
  });

  it('and the drill of a host that is kept ends too, as its own run says', async () => {
    const env = await givenDrills({ blog: { tags: { 'hostkeeper:on-critical-budget': 'keep' } }, shop: {} });
    const { world } = env;
    world.intercept('SendCommand', async () => {
      await world.invoke('budget-kill-switch', alarm(world));
    });
    await runSchedule(world);
    expect([lastResult(env, 'blog'), env.group('shop').sizes]).toEqual(['stopped', '0/0/0']);
    expect(statesOf(world)).not.toContain('running');
  });

  it('and in another region, too', async () => {
    const { world } = await givenLeftDrill({ blog: {} }, { hostRegions: 'us-east-1,eu-central-1' });
    const there = world.inRegion('eu-central-1').ec2.instances;
    const instance = there.launch({
      instanceId: 'i-0drill',
      zone: 'eu-central-1a',
      running: true,
      tags: { 'hostkeeper:stage': 'prod', 'hostkeeper:role': 'drill' },
    });
    await world.invoke('budget-kill-switch', alarm(world));
    await world.advance({ minutes: 2 });
    expect(instance.state).toBe('terminated');
  });

  it('but no drill of another stage, and none for an amount that is not believed', async () => {
    const { world } = await givenLeftDrill();
    const [ours] = drillInstances(world);
    await world.invoke('budget-kill-switch', alarm(world, 31_415_926_535));
    expect(ours?.state).toBe('running');
    ours?.tags.set('hostkeeper:stage', 'staging');
    await world.invoke('budget-kill-switch', alarm(world));
    await world.advance({ minutes: 2 });
    expect(ours?.state).toBe('running');
  });

  it.each([
    ['DescribeInstances', 'fails', {}],
    ['DescribeInstances', 'is not answered', { silent: true }],
    ['TerminateInstances', 'fails', {}],
    ['TerminateInstances', 'is not answered', { silent: true }],
  ] as const)('and while %s %s, the hosts stop as fast, and a pass ends the drill later', async (operation, _, how) => {
    const { world, group } = await givenLeftDrill();
    // The function of the host's own instance needs that call, too.
    if (operation === 'DescribeInstances') expectFailures('instance-terminate');
    world.breakDown(operation, { minutes: 30 }, how);
    const startedAt = world.clock.now().getTime();
    const { error } = await world.invoke('budget-kill-switch', alarm(world));
    const stopped = world.calls.find((call) => call.operation === 'UpdateAutoScalingGroup');
    expect(error).toBeUndefined();
    expect((stopped?.at.getTime() ?? Infinity) - startedAt).toBeLessThan(3000);
    expect([group('blog').sizes, statesOf(world)]).toEqual(['0/0/0', ['running']]);
    world.pauseSchedules(false);
    await world.advance({ minutes: 32 });
    expect(statesOf(world)).toEqual(['terminated']);
  });
});
