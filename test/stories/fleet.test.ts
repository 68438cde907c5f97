import { describe, expect, it } from 'vitest';

import { given } from '../support/given.ts';
import { changes, invocationsOf, reportsOf, throttledCalls } from '../support/queries.ts';
import { hasCompletedLaunch, recordName, givenLaunching } from '../support/launch-fixture.ts';
import { expectFailures } from '../support/story-end.ts';
import { ZONE } from '../aws/lambda/package-stack.ts';

const hostNames = (count: number): readonly string[] => Array.from({ length: count }, (_, at) => `host-${at + 1}`);

describe('a hundred hosts launch in the same second', () => {
  const hosts = hostNames(100);

  it('and one pass of reconcile completes all launches, with the records in shared batches', async () => {
    const env = await givenLaunching(hosts, {});
    const { error } = await env.world.invoke('reconcile', {});
    expect(error).toBeUndefined();
    expect(hosts.filter((host) => !hasCompletedLaunch(env, host))).toEqual([]);
    const taken = env.world.calls.filter(({ error: refused }) => refused === undefined);
    const count = (operation: string): number => taken.filter((call) => call.operation === operation).length;
    // Without pacing it is hundreds.
    expect(throttledCalls(env.world).length).toBeLessThanOrEqual(20);
    expect([count('AttachVolume'), count('CompleteLifecycleAction')]).toEqual([100, 100]);
    expect(count('ChangeResourceRecordSets')).toBeLessThanOrEqual(20);
  });

  it('and their events complete all launches, ten at a time', async () => {
    const env = await givenLaunching(hosts, { concurrency: 10 });
    const { world, events } = env;
    for (const event of events) world.emit(event);
    await world.advance({ minutes: 2 });
    expect(hosts.filter((host) => !hasCompletedLaunch(env, host))).toEqual([]);
    expect(invocationsOf(world, 'instance-launch').filter(({ error }) => error !== undefined)).toEqual([]);
    expect(world.failures).toEqual([]);
  });

  it('and a record that somebody changes in that moment does not affect the other hosts', async () => {
    expectFailures('reconcile');
    const few = hosts.slice(0, 8);
    const env = await givenLaunching(few, {});
    const { world } = env;
    const [first = ''] = few;
    world.intercept('ChangeResourceRecordSets', async () =>
      world.route53.put(ZONE.id, {
        Name: recordName(first),
        Type: 'CNAME',
        TTL: 60,
        ResourceRecords: [{ Value: 'elsewhere.example.com' }],
      }),
    );
    const { returned } = await world.invoke('reconcile', {});
    expect(reportsOf(returned).filter(({ status }) => status === 'refused')).toMatchObject([
      { host: first, reason: expect.stringContaining(`${recordName(first)} is a CNAME, which is never changed`) },
    ]);
    expect(few.filter((host) => !hasCompletedLaunch(env, host))).toEqual([first]);
  });
});

describe('the event of a host', () => {
  it('is matched by its name, though there are three hundred hosts', async () => {
    const { world, resize, group } = await given(Object.fromEntries(hostNames(300).map((host) => [host, {}])));
    world.pauseSchedules(true);
    resize('host-7', { desired: 0 });
    await world.advance({ minutes: 3 });
    expect(group('host-7').instances).toEqual([]);
    const reads = world.calls.filter(({ operation }) => operation === 'DescribeAutoScalingGroups');
    expect(reads.map(({ input }) => JSON.stringify(input).includes('"Values":["host-7"]'))).not.toContain(false);
  });

  it('is matched by the group, though it bears the name of another host', async () => {
    const { world, group, resize } = await given({ blog: {}, shop: {} });
    const hooks = world.autoScaling().groups.get('blog-group')?.hooks;
    for (const hook of hooks?.values() ?? []) hooks?.set(hook.name, { ...hook, metadata: 'shop' });
    world.pauseSchedules(true);
    resize('blog', { desired: 0 });
    await world.advance({ minutes: 3 });
    expect(group('blog').instances).toEqual([]);
  });
});

describe('a fleet that was enrolled a moment ago', () => {
  it('is acknowledged twenty hosts a pass, so that no pass takes minutes', async () => {
    const hosts = Object.fromEntries(hostNames(50).map((host) => [host, { isNew: true, hooks: false }]));
    const { world, group } = await given(hosts);
    const taken = () => hostNames(50).filter((host) => group(host).tags['hostkeeper:notified'] !== undefined).length;
    const after: number[] = [];
    for (let pass = 0; pass < 3; pass++) {
      await world.invoke('reconcile', {});
      after.push(taken());
    }
    expect(after).toEqual([20, 40, 50]);
    expect(
      world
        .autoScaling()
        .groups.all()
        .filter(({ hooks }) => hooks.size !== 2),
    ).toEqual([]);
  });
});

describe('a healthy fleet', () => {
  it.each([1, 100, 300])('of %i is observed in as few reads as AWS allows, and nothing is written', async (size) => {
    const hosts = Object.fromEntries(
      hostNames(size).map((host) => [host, { data: true, records: [recordName(host)] }]),
    );
    const { world } = await given(hosts);
    await world.invoke('reconcile', {});
    expect(world.calls.length).toBeLessThanOrEqual(size / 50 + size / 288 + 10);
    expect(changes(world)).toEqual([]);
  });
});
