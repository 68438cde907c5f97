import { describe, expect, it } from 'vitest';

import { given, stateOf } from '../support/given.ts';
import { invocationsOf, sizeWrites } from '../support/queries.ts';
import { expectFailures } from '../support/story-end.ts';

const shutdown = { reason: 'the bill rises' };

describe('every minute', () => {
  it('a healthy fleet costs no write and no e-mail', async () => {
    const { world } = await given({ blog: {}, shop: {} });
    await world.advance({ minutes: 10, seconds: 30 });
    const runs = invocationsOf(world, 'reconcile');
    expect(runs).toHaveLength(10);
    expect(runs.flatMap(({ error }) => error ?? [])).toEqual([]);
    expect(sizeWrites(world)).toEqual([]);
    expect(world.mails).toEqual([]);
  });

  it('a group that was enrolled a moment ago gets its hooks and whatever else it lacks, and one e-mail says that it is enrolled', async () => {
    const { world, group, volume, instance } = await given({
      blog: { data: true, records: ['blog.example.com'], isNew: true, hooks: false },
    });
    const free = volume('blog');
    free.state = 'available';
    delete free.attachment;
    await world.advance({ minutes: 10 });
    expect([...(world.autoScaling().groups.get('blog-group')?.hooks.keys() ?? [])].toSorted()).toEqual([
      'hostkeeper-launch',
      'hostkeeper-terminate',
    ]);
    expect(volume('blog').attachment?.instanceId).toBe(instance('blog').instanceId);
    expect(group('blog').tags['hostkeeper:notified']).toBeDefined();
    expect(world.mails.map(({ subject }) => subject)).toEqual(['[prod] blog is enrolled: group blog-group']);
    expect(world.mails[0]?.body).toMatch(/^blog is enrolled: hostkeeper keeps the host alive/);
  });

  it('a suspended host that somebody scaled up returns to 0/0/0, and an e-mail says what was found', async () => {
    const { world, group, resize } = await given({ blog: {} });
    await world.invoke('emergency-shutdown', shutdown);
    await world.advance({ minutes: 5 });
    world.mails.length = 0;
    resize('blog', { min: 0, desired: 1, max: 1 });
    await world.advance({ minutes: 5 });
    expect(group('blog')).toMatchObject({ sizes: '0/0/0', instances: [] });
    expect(world.mails[0]?.body).toContain('its sizes were 0/1/1');
    expect(world.mails).toHaveLength(1);
  });

  it('a suspended host that somebody scales up every minute is stopped every minute, and one e-mail comes', async () => {
    const { world, group, resize } = await given({ blog: {} });
    await world.invoke('emergency-shutdown', shutdown);
    await world.advance({ minutes: 5 });
    world.mails.length = 0;
    for (let minute = 0; minute < 20; minute++) {
      resize('blog', { min: 0, desired: 0, max: 1 });
      await world.advance({ minutes: 1 });
    }
    await world.advance({ minutes: 1 });
    expect(group('blog').sizes).toBe('0/0/0');
    expect(world.mails).toHaveLength(1);
  });

  it('a pass never waits for a host: the next pass is near', async () => {
    const { world } = await given({ blog: { terminationHookSeconds: 600 } });
    await world.invoke('emergency-shutdown', shutdown);
    await world.advance({ minutes: 5 });
    const lasted = invocationsOf(world, 'reconcile').map(({ at, ended }) => ended.getTime() - at.getTime());
    expect(Math.max(...lasted)).toBeLessThan(5000);
  });

  it('an unchanged state is not notified again, nor is a running host', async () => {
    const { world } = await given({ blog: {}, shop: {} });
    await world.invoke('emergency-shutdown', { ...shutdown, hosts: ['blog'] });
    await world.advance({ minutes: 5 });
    const mails = world.mails.length;
    await world.advance({ hours: 30 });
    expect(world.mails).toHaveLength(mails);
  });

  it('an invalid tag is refused with its name and the fix: once, then once a day', async () => {
    const { world, group } = await given({ blog: { tags: { 'hostkeeper:state': 'paused' } } });
    await world.advance({ hours: 23 });
    expect(world.mails).toHaveLength(1);
    expect(world.mails[0]?.body).toContain(
      'its tag hostkeeper:state says "paused", which means nothing: set it to "running"',
    );
    await world.advance({ hours: 2 });
    expect(world.mails).toHaveLength(2);
    expect(stateOf(group('blog'))).toBe('paused');
  });

  it('a dry run that a person invokes is the status of the fleet, and changes nothing', async () => {
    const { world, resize } = await given({ blog: {}, shop: {}, wiki: {} });
    await world.invoke('emergency-shutdown', { ...shutdown, hosts: ['blog', 'shop'] });
    await world.advance({ minutes: 5 });
    resize('shop', { min: 0, desired: 0, max: 1 });
    const before = sizeWrites(world).length;
    const { returned } = await world.invoke('reconcile', { dryRun: true });
    expect(returned).toMatchObject({
      results: [
        {
          host: 'blog',
          status: 'converged',
          reason: expect.stringMatching(/^suspended by operator since .*no instance is left$/),
        },
        { host: 'shop', status: 'planned', reason: 'its sizes were 0/0/1' },
        { host: 'wiki', status: 'converged', reason: 'is running at 0/1/1' },
        { controller: 'lifecycle', host: 'blog', status: 'converged', reason: 'suspended; no instance' },
        { controller: 'lifecycle', host: 'shop', status: 'converged', reason: 'suspended; no instance' },
        {
          controller: 'lifecycle',
          host: 'wiki',
          status: 'converged',
          reason: expect.stringMatching(/^running; i-.* is InService$/),
        },
      ],
    });
    expect(sizeWrites(world)).toHaveLength(before);
  });

  it('a host whose group was deleted in the meantime needs nothing', async () => {
    const { world, deleteGroup } = await given({ blog: {} });
    await world.invoke('emergency-shutdown', shutdown);
    deleteGroup('blog');
    const { returned, error } = await world.invoke('reconcile', {});
    expect({ returned, error }).toEqual({ returned: { results: [] }, error: undefined });
  });

  it('a fleet that cannot be listed fails the pass, and mails nobody', async () => {
    expectFailures('reconcile');
    const { world } = await given({ blog: {} });
    world.injectFault('DescribeAutoScalingGroups', { nth: 1, code: 'ValidationError', message: 'no' });
    const { error } = await world.invoke('reconcile', {});
    expect(error).toContain('no hosts can be listed: us-east-1: no');
    expect(world.mails).toEqual([]);
  });

  it('a warm pool is notified, because its instances keep running', async () => {
    const { world } = await given({ blog: { warmPool: true } });
    await world.invoke('emergency-shutdown', shutdown);
    await world.advance({ minutes: 5 });
    expect(world.mails.at(-1)?.body).toMatch(/^aws autoscaling delete-warm-pool .* --force-delete$/m);
    const subjects = world.mails.map(({ subject }) => subject);
    expect(subjects.filter((subject) => subject.endsWith('whose instances go on'))).toHaveLength(1);
    // The stop, and that such a group is refused, may be notified before.
    expect(subjects.length).toBeLessThanOrEqual(3);
    expect(new Set(subjects).size).toBe(subjects.length);
  });

  it.each([
    ['a typo', { dryrun: true }],
    ['another event', { source: 'aws.ec2', detail: {} }],
  ])('%s is an error that shows a valid event', async (_, event) => {
    expectFailures('reconcile');
    const { world } = await given({ blog: {} });
    const { error } = await world.invoke('reconcile', event);
    expect(error).toContain('For example: {"dryRun":true}');
  });
});
