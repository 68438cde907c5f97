import { describe, expect, it } from 'vitest';

import { given, stateOf } from '../support/given.ts';
import { terminatedByName, sizeWrites, throttledCalls } from '../support/queries.ts';
import { expectFailures } from '../support/story-end.ts';

const manualEvent = (more: object = {}) => ({ reason: 'the bill rises and I do not know why', ...more });

describe('a person stops hosts', () => {
  it('and the named host is stopped and notified, and has no instance left', async () => {
    const { world, group } = await given({ blog: {}, shop: {} });
    const { returned } = await world.invoke('emergency-shutdown', manualEvent({ hosts: ['blog'] }));
    expect(returned).toMatchObject({ results: [{ host: 'blog' }] });
    await world.advance({ minutes: 5 });
    expect(group('blog')).toMatchObject({ sizes: '0/0/0', instances: [] });
    expect(group('shop')).toMatchObject({ sizes: '0/1/1', instances: [{ lifecycleState: 'InService' }] });
    expect(world.mails.map(({ subject }) => subject)).toEqual([
      '[prod] Stopping blog: the bill rises and I do not know why',
      '[prod] Stopped blog: as you asked',
    ]);
  });

  it('and without names every host stops but those tagged to be kept, which the e-mail names', async () => {
    const { world, group } = await given({
      blog: {},
      shop: {},
      wiki: { tags: { 'hostkeeper:on-critical-budget': 'keep' } },
    });
    await world.invoke('emergency-shutdown', manualEvent());
    expect([group('blog').sizes, group('shop').sizes, group('wiki').sizes]).toEqual(['0/0/0', '0/0/0', '0/1/1']);
    expect(world.mails[0]?.body).toMatch(/^Not stopped:\n- wiki .*hostkeeper:on-critical-budget is keep/m);
    expect(world.mails).toHaveLength(1);
  });

  it('and a host that the budget would keep stops when it is named', async () => {
    const { world, group } = await given({ wiki: { tags: { 'hostkeeper:on-critical-budget': 'keep' } } });
    await world.invoke('emergency-shutdown', manualEvent({ hosts: ['wiki'] }));
    expect(group('wiki').sizes).toBe('0/0/0');
  });

  it('and paused-until protects a host from a person no more than from the budget', async () => {
    const { world, group } = await given({ blog: { tags: { 'hostkeeper:paused-until': '2030-01-01' } } });
    await world.invoke('emergency-shutdown', manualEvent());
    expect(group('blog').sizes).toBe('0/0/0');
  });

  it('and the state tag, with intent, sizes, time and cause, is written before anything else is done', async () => {
    const { world, group } = await given({ blog: { sizes: '1/1/1' } });
    await world.invoke('emergency-shutdown', manualEvent());
    expect(sizeWrites(world).slice(0, 2)).toEqual(['CreateOrUpdateTags', 'UpdateAutoScalingGroup']);
    expect(stateOf(group('blog'))).toMatch(/^suspended 1\/1\/1 2026-11-01T00:\d\d:\d\d\.\d{3}Z operator$/);
  });

  it('and a run that crashes right after recording its intent is completed by the next pass', async () => {
    expectFailures('emergency-shutdown');
    const { world, group } = await given({ blog: {} });
    world.injectFault('UpdateAutoScalingGroup', { nth: 1, code: 'ValidationError', message: 'not now' });
    const { error } = await world.invoke('emergency-shutdown', manualEvent());
    expect(error).toContain('1 of 1 failed: blog: autoscaling:UpdateAutoScalingGroup: not now');
    expect(stateOf(group('blog'))).toMatch(/^suspended 0\/1\/1 /);
    await world.advance({ minutes: 5 });
    expect(group('blog')).toMatchObject({ sizes: '0/0/0', instances: [] });
  });

  it('and whatever keeps a group from terminating its instances is removed', async () => {
    const { world, group } = await given({
      guarded: { protected: true },
      frozen: { suspendedProcesses: ['Terminate', 'AZRebalance'] },
      standby: { standby: true },
      retained: { retained: true },
    });
    const idOf = (host: string) => group(host).instances[0]?.instanceId;
    const [standby, guarded, retained] = [idOf('standby'), idOf('guarded'), idOf('retained')];
    await world.invoke('emergency-shutdown', manualEvent());
    await world.advance({ minutes: 6 });
    for (const host of ['guarded', 'frozen', 'standby', 'retained']) {
      expect(group(host)).toMatchObject({ sizes: '0/0/0', instances: [] });
    }
    expect(group('frozen').suspendedProcesses).toEqual(['AZRebalance']);
    expect(terminatedByName(world)).toEqual(expect.arrayContaining([standby, retained]));
    expect(terminatedByName(world)).not.toContain(guarded);
  });

  it('and ECS managed scaling, which only raises the desired capacity, cannot bring the host back', async () => {
    const { world, group, resize } = await given({ blog: {} });
    await world.invoke('emergency-shutdown', manualEvent());
    expect(() => resize('blog', { desired: 1 })).toThrow(/max/i);
    expect(group('blog').sizes).toBe('0/0/0');
  });

  it('and the function says what it waits for when its minute is over; the next passes notify the end', async () => {
    const { world, group } = await given({ blog: { terminationHookSeconds: 600 } });
    const { returned, at, ended } = await world.invoke('emergency-shutdown', manualEvent());
    expect(returned).toMatchObject({
      results: [{ status: 'waiting', reason: expect.stringContaining('has not ended yet') }],
    });
    expect(ended.getTime() - at.getTime()).toBeLessThan(60_000);
    await world.advance({ minutes: 5 });
    expect(group('blog').instances).toHaveLength(1);
    expect(world.mails).toHaveLength(1);
    await world.advance({ minutes: 10 });
    expect(world.mails[1]).toMatchObject({ subject: '[prod] Stopped blog: as you asked' });
  });

  it('and every host is tried though one fails, which is notified before the invocation fails', async () => {
    expectFailures('emergency-shutdown');
    const { world, group } = await given({ blog: {}, shop: {}, wiki: {} });
    world.injectFault('UpdateAutoScalingGroup', { nth: 2, code: 'ValidationError', message: 'no' });
    const { error } = await world.invoke('emergency-shutdown', manualEvent());
    expect(error).toMatch(/^1 of 3 failed/);
    expect(['blog', 'shop', 'wiki'].filter((host) => group(host).sizes === '0/0/0')).toHaveLength(2);
    expect(world.mails[0]?.subject).toMatch(/^\[prod\] Failed for (blog|shop|wiki); /);
    expect(world.mails).toHaveLength(1);
  });

  it('and a second shutdown changes nothing, forgets no sizes, and notifies nothing twice', async () => {
    const { world, group } = await given({ blog: { sizes: '1/1/1' } });
    await world.invoke('emergency-shutdown', manualEvent());
    await world.advance({ minutes: 5 });
    const [state, calls, mails] = [stateOf(group('blog')), sizeWrites(world).length, world.mails.length];
    await world.invoke('emergency-shutdown', manualEvent());
    expect(stateOf(group('blog'))).toBe(state);
    expect(sizeWrites(world)).toHaveLength(calls);
    expect(world.mails).toHaveLength(mails);
  });

  it('and a dry run says what would be done, does nothing, and sends no e-mail', async () => {
    const { world, group } = await given({ blog: {} });
    const { returned } = await world.invoke('emergency-shutdown', manualEvent({ dryRun: true }));
    expect(returned).toMatchObject({
      results: [
        {
          status: 'planned',
          actions: [{ action: 'autoscaling:CreateOrUpdateTags' }, { action: 'autoscaling:UpdateAutoScalingGroup' }],
        },
      ],
    });
    expect(sizeWrites(world)).toEqual([]);
    expect(group('blog').sizes).toBe('0/1/1');
    expect(world.mails).toEqual([]);
  });

  it('and a dry run while an instance terminates says what it waits for, at once', async () => {
    const { world } = await given({ blog: {} });
    await world.invoke('emergency-shutdown', manualEvent());
    const askedAt = world.clock.now().getTime();
    const { returned } = await world.invoke('emergency-shutdown', manualEvent({ dryRun: true }));
    expect(returned).toMatchObject({
      results: [{ status: 'waiting', reason: expect.stringMatching(/^i-\w+ has not ended yet$/) }],
    });
    expect(world.clock.now().getTime() - askedAt).toBeLessThan(1000);
  });

  it('and a group without an instance is not said to have had sizes 0/0/0', async () => {
    const { world, group } = await given({ blog: { sizes: '0/0/0' } });
    await world.invoke('emergency-shutdown', manualEvent());
    expect(stateOf(group('blog'))).toMatch(/^suspended unknown /);
    expect(world.mails[0]?.body).toContain('"sizes":"0/1/1","hosts":["blog"]');
    expect(world.mails).toHaveLength(1);
  });

  it('and a stack without a host says so', async () => {
    const { world } = await given({});
    await world.invoke('emergency-shutdown', manualEvent());
    expect(world.mails).toMatchObject([
      { subject: '[prod] No host is enrolled: the bill rises and I do not know why' },
    ]);
  });

  it('and hosts of another stage, and groups that are not enrolled, are not touched', async () => {
    const { world, group } = await given({
      theirs: { tags: { 'hostkeeper:stage': 'staging' } },
      nobodys: { tags: { 'hostkeeper:stage': '', 'hostkeeper:host': '' }, enrolled: false },
    });
    await world.invoke('emergency-shutdown', manualEvent());
    expect([group('theirs').sizes, group('nobodys').sizes]).toEqual(['0/1/1', '0/1/1']);
  });

  it('and a fleet of several pages is stopped whole', async () => {
    const names = Array.from({ length: 120 }, (_, at) => `host-${at}`);
    const { world, group } = await given(Object.fromEntries(names.map((name) => [name, {}])));
    await world.invoke('emergency-shutdown', manualEvent());
    expect(names.filter((name) => group(name).sizes !== '0/0/0')).toEqual([]);
    expect(world.mails[0]?.subject.length).toBeLessThanOrEqual(100);
    expect(world.mails).toHaveLength(1);
  });

  it('and a fleet of 200 costs two writes a host, one to record the e-mail, ten reads until the last write, and no throttled call is lost', async () => {
    const names = Array.from({ length: 200 }, (_, at) => `host-${at}`);
    // In this history no pass of every minute writes a tag of a host while the shutdown does, which would write it again.
    const { world, group } = await given(Object.fromEntries(names.map((name) => [name, {}])), { seed: 3 });
    const { error } = await world.invoke('emergency-shutdown', manualEvent());
    expect(error).toBeUndefined();
    const taken = world.calls.filter(({ error: refused }) => refused === undefined);
    const own = taken.filter(({ caller }) => caller === 'EmergencyShutdownRole').map(({ operation }) => operation);
    const lastStop = taken.map(({ operation }) => operation).lastIndexOf('UpdateAutoScalingGroup');
    // Other functions, which read for themselves, handle the terminating instances and the passes of every minute.
    const reads = taken
      .slice(0, lastStop)
      .filter(
        ({ operation, caller }) => operation === 'DescribeAutoScalingGroups' && caller === 'EmergencyShutdownRole',
      );
    expect(reads.length).toBeLessThanOrEqual(10);
    expect(own.filter((operation) => operation === 'UpdateAutoScalingGroup')).toHaveLength(200);
    expect(own.filter((operation) => operation === 'CreateOrUpdateTags')).toHaveLength(2 * 200);
    expect(own.filter((operation) => operation === 'Publish')).toHaveLength(1);
    // Its calls are paced: without, 2,800 of them are throttled. The others' calls share the rate limits.
    expect(throttledCalls(world, 'EmergencyShutdownRole').length).toBeLessThanOrEqual(400);
    await world.advance({ minutes: 10 });
    expect(throttledCalls(world).length).toBeLessThanOrEqual(2000);
    expect(names.filter((name) => group(name).sizes !== '0/0/0' || group(name).instances.length > 0)).toEqual([]);
    // Reconcile ran meanwhile, and did nothing twice.
    const stops = world.calls.filter(
      ({ operation, error: refused }) => operation === 'UpdateAutoScalingGroup' && refused === undefined,
    );
    expect(stops).toHaveLength(200);
    // And it notified no host again that the shutdown had notified.
    const stopping = world.mails.filter(({ subject }) => /stopping/i.test(subject));
    expect(stopping).toHaveLength(1);
    expect(world.mails).toHaveLength(2);
  });

  it.each([
    ['a name that no host has', { hosts: ['blgo'] }, 'hosts: no host is named blgo; there are: blog'],
    ['a typo in dryRun', { dryrun: true }, 'dryrun'],
    ['a dryRun that is not true or false', { dryRun: 'yes' }, 'dryRun'],
    ['no reason', { reason: undefined }, 'reason'],
    ['an empty list of hosts', { hosts: [] }, 'hosts'],
  ])('and %s is an error that says so and stops nothing', async (_, more, words) => {
    expectFailures('emergency-shutdown');
    const { world, group } = await given({ blog: {} });
    const { error } = await world.invoke('emergency-shutdown', manualEvent(more));
    expect(error).toContain(words);
    expect(group('blog').sizes).toBe('0/1/1');
    expect(sizeWrites(world)).toEqual([]);
  });
});
