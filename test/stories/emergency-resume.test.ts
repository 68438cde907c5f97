import { describe, expect, it } from 'vitest';

import { given, stateOf } from '../support/given.ts';
import { maxSizes, sizeWrites } from '../support/queries.ts';
import { expectFailures } from '../support/story-end.ts';

const shutdown = { reason: 'the bill rises' };
const manualEvent = (more: object = {}) => ({ reason: 'the cause is dealt with', ...more });

const givenStopped = async (...options: Parameters<typeof given>) => {
  const all = await given(...options);
  await all.world.invoke('emergency-shutdown', shutdown);
  await all.world.advance({ minutes: 5 });
  all.world.mails.length = 0;
  return all;
};

describe('a person resumes hosts', () => {
  it('and each returns to the sizes that it had', async () => {
    const { world, group } = await givenStopped({ blog: { sizes: '1/1/1' }, shop: { sizes: '0/1/1' } });
    await world.invoke('emergency-resume', manualEvent());
    await world.advance({ minutes: 5 });
    expect(group('blog')).toMatchObject({ sizes: '1/1/1', instances: [{ lifecycleState: 'InService' }] });
    expect(group('shop')).toMatchObject({ sizes: '0/1/1', instances: [{ lifecycleState: 'InService' }] });
  });

  it('and two e-mails come, when the resume begins and when the host is back', async () => {
    // Somebody else's hook holds the launch for longer than the run waits for it; otherwise one e-mail says both.
    const { world } = await givenStopped({ blog: { launchHookSeconds: 120 } });
    await world.invoke('emergency-resume', manualEvent());
    await world.advance({ minutes: 60 });
    expect(world.mails.map(({ subject }) => subject)).toEqual([
      '[prod] blog is coming back: the cause is dealt with',
      '[prod] blog is back: sizes 0/1/1',
    ]);
  });

  it('and only the named host returns', async () => {
    const { world, group } = await givenStopped({ blog: {}, shop: {} });
    await world.invoke('emergency-resume', manualEvent({ hosts: ['shop'] }));
    expect([group('blog').sizes, group('shop').sizes]).toEqual(['0/0/0', '0/1/1']);
  });

  it.each([
    ['0/0/1', []],
    ['0/1/1', [{ lifecycleState: 'InService' }]],
    ['1/1/1', [{ lifecycleState: 'InService' }]],
  ])('that had the sizes %s, and they have these again for good', async (sizes, instances) => {
    const { world, group } = await givenStopped({ blog: { sizes } });
    expect(group('blog').sizes).toBe('0/0/0');
    const { error } = await world.invoke('emergency-resume', manualEvent());
    expect(error).toBeUndefined();
    await world.advance({ minutes: 30 });
    expect(group('blog')).toMatchObject({ sizes, instances });
    expect(group('blog').instances).toHaveLength(instances.length);
    expect(stateOf(group('blog'))).toMatch(/^running /);
  });

  it.each(['', ' '])('for a reason, which may not be %j', async (reason) => {
    expectFailures('emergency-resume');
    const { world, group } = await givenStopped({ blog: {} });
    const { error } = await world.invoke('emergency-resume', { reason });
    expect(error).toContain('reason: ');
    expect(group('blog').sizes).toBe('0/0/0');
  });

  it('and the intent is recorded before the sizes are set', async () => {
    expectFailures('emergency-resume');
    const { world, group } = await givenStopped({ blog: {} });
    world.injectFault('UpdateAutoScalingGroup', { nth: 1, code: 'ValidationError', message: 'not now' });
    const { error } = await world.invoke('emergency-resume', manualEvent());
    expect(error).toContain('not now');
    expect(stateOf(group('blog'))).toMatch(/^resuming 0\/1\/1 /);
    await world.advance({ minutes: 3 });
    expect(group('blog').sizes).toBe('0/1/1');
  });

  it('and the host counts as running when its sizes were in force for 15 minutes, not before', async () => {
    const { world, group } = await givenStopped({ blog: {} });
    await world.invoke('emergency-resume', manualEvent());
    await world.advance({ minutes: 13 });
    expect(stateOf(group('blog'))).toMatch(/^resuming /);
    await world.advance({ minutes: 4 });
    expect(stateOf(group('blog'))).toMatch(/^running 2026-/);
  });

  it('and a pass that reads before the resume and writes after it does no lasting harm', async () => {
    const { world, group, resize } = await givenStopped({ blog: {} });
    resize('blog', { min: 0, desired: 1, max: 1 });
    world.intercept('UpdateAutoScalingGroup', async () => {
      await world.invoke('emergency-resume', manualEvent());
    });
    const before = maxSizes(world).length;
    await world.invoke('reconcile', {});
    // The pass was about to set 0 when the resume came. The pass set 0 all the same, and observed again.
    expect(maxSizes(world).slice(before)).toEqual([0, 1, 1]);
    await world.advance({ minutes: 30 });
    expect(group('blog')).toMatchObject({ sizes: '0/1/1', instances: [{ lifecycleState: 'InService' }] });
    expect(stateOf(group('blog'))).toMatch(/^running /);
  });

  it('and the answer says what to type when the sizes are not recorded, and then takes them', async () => {
    const { world, group } = await givenStopped({ blog: { sizes: '0/0/0' } });
    const { returned } = await world.invoke('emergency-resume', manualEvent());
    expect(returned).toMatchObject({
      results: [{ status: 'refused', reason: expect.stringContaining('"sizes":"0/1/1"') }],
    });
    expect(group('blog').sizes).toBe('0/0/0');
    await world.invoke('emergency-resume', manualEvent({ sizes: '0/1/1' }));
    expect(group('blog').sizes).toBe('0/1/1');
  });

  it('and recorded sizes take precedence over typed sizes', async () => {
    const { world, group } = await givenStopped({ blog: { sizes: '0/1/1' } });
    await world.invoke('emergency-resume', manualEvent({ sizes: '1/1/1' }));
    expect(group('blog').sizes).toBe('0/0/0');
    expect(stateOf(group('blog'))).toMatch(/^suspended 0\/1\/1 /);
  });

  it('and a host that runs is left as it is', async () => {
    const { world } = await given({ blog: {} });
    const { returned } = await world.invoke('emergency-resume', manualEvent({ hosts: ['blog'] }));
    expect(returned).toMatchObject({ results: [{ status: 'converged', reason: 'is running' }] });
    expect(sizeWrites(world)).toEqual([]);
    expect(world.mails).toEqual([]);
  });

  it('and a dry run says what would be done and does nothing', async () => {
    const { world, group } = await givenStopped({ blog: {} });
    const before = sizeWrites(world).length;
    const { returned } = await world.invoke('emergency-resume', manualEvent({ dryRun: true }));
    expect(returned).toMatchObject({ results: [{ status: 'planned' }] });
    expect(sizeWrites(world)).toHaveLength(before);
    expect(group('blog').sizes).toBe('0/0/0');
  });

  it.each([
    ['a name that no host has', { hosts: ['blgo'] }, 'hosts: no host is named blgo; there are: blog'],
    ['sizes beyond one instance', { sizes: '1/2/2' }, 'sizes'],
    ['a member that is not known', { host: 'blog' }, 'host'],
  ])('and %s is an error that says so and changes nothing', async (_, more, words) => {
    expectFailures('emergency-resume');
    const { world } = await givenStopped({ blog: {} });
    const before = sizeWrites(world).length;
    const { error } = await world.invoke('emergency-resume', manualEvent(more));
    expect(error).toContain(words);
    expect(sizeWrites(world)).toHaveLength(before);
  });
});
