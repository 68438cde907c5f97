import { describe, expect, it } from 'vitest';

import { given } from '../support/given.ts';
import { notificationText, terminatedByName } from '../support/queries.ts';
import { advanceSparsely } from '../support/sparsely.ts';

const blog = { data: true, records: ['blog.example.com'] };

/** After the nightly window. */
const AT_NIGHT = '2026-11-01T04:30:00Z';

describe('AWS announces that it retires an instance', () => {
  it('and an e-mail comes at once, and the instance is replaced in the nightly window', async () => {
    const { world, instance } = await given({ blog });
    // Between two passes: two runs in the same second may both notify.
    await advanceSparsely(world, { hours: 12 });
    await world.advance({ seconds: 20 });
    const { instanceId } = instance('blog');
    world.inRegion().retire(instanceId, new Date('2026-11-20T00:00:00Z'));
    await world.advance({ minutes: 2 });
    expect(notificationText(world)).toContain(`AWS retires ${instanceId} on 2026-11-20T00:00:00.000Z`);
    expect(terminatedByName(world)).toEqual([]);
    await advanceSparsely(world, { hours: 13 });
    expect(world.mails).toHaveLength(1);
    await world.advance({ hours: 2 });
    expect(terminatedByName(world)).toEqual([instanceId]);
    expect(instance('blog').instanceId).not.toBe(instanceId);
    expect(world.mails.map(({ subject }) => subject)).toEqual([
      expect.stringMatching(/blog will be replaced/),
      expect.stringMatching(/instance is being replaced/),
      expect.stringMatching(/blog is back/),
    ]);
  });

  it('for noon, at five in the morning: the instance is replaced at once', async () => {
    const { world, group, instance } = await given({ blog }, { start: AT_NIGHT });
    await world.advance({ minutes: 30 });
    const { instanceId } = instance('blog');
    world.inRegion().retire(instanceId, new Date('2026-11-01T12:00:00Z'));
    await world.advance({ minutes: 6 });
    expect(terminatedByName(world)).toEqual([instanceId]);
    expect(group('blog').instances).toMatchObject([{ lifecycleState: 'InService' }]);
    expect(notificationText(world)).toContain('2026-11-01T12:00:00.000Z');
    expect(world.inRegion().ec2.volumes.dataLoss).toEqual([]);
  });

  it('and its event is lost: the schedule of EC2 is read all the same', async () => {
    const { world, instance } = await given({ blog }, { start: AT_NIGHT });
    await world.advance({ minutes: 30 });
    const { instanceId } = instance('blog');
    world.inRegion().retire(instanceId, new Date('2026-11-01T12:00:00Z'), { code: 'instance-stop', isLost: true });
    await world.advance({ minutes: 20 });
    expect(terminatedByName(world)).toEqual([instanceId]);
  });

  it.each(['AWS_EC2_INSTANCE_RETIREMENT_EXPEDITED', 'AWS_EC2_PERSISTENT_INSTANCE_RETIREMENT_EXPEDITED'])(
    'and expedites it: the instance is replaced at once (%s)',
    async (typeCode) => {
      const { world, instance } = await given({ blog }, { start: AT_NIGHT });
      await world.advance({ minutes: 30 });
      const { instanceId } = instance('blog');
      world.inRegion().retire(instanceId, new Date('2026-11-20T12:00:00Z'), { typeCode });
      await world.advance({ minutes: 6 });
      expect(terminatedByName(world)).toEqual([instanceId]);
    },
  );

  it.each(['instance-reboot', 'system-reboot', 'system-maintenance'] as const)(
    'or only changes it by %s: nothing is replaced',
    async (code) => {
      const { world, instance } = await given({ blog }, { start: '2026-11-01T23:00:00Z' });
      const typeCode = 'AWS_EC2_INSTANCE_REBOOT_MAINTENANCE_SCHEDULED';
      world.inRegion().retire(instance('blog').instanceId, new Date('2026-11-02T12:00:00Z'), { code, typeCode });
      await world.advance({ hours: 6 });
      expect(terminatedByName(world)).toEqual([]);
      expect(world.mails).toEqual([]);
    },
  );

  it('and several with one event: each is replaced, of several hosts and of one', async () => {
    const { world, group } = await given({ blog, shop: {} }, { start: AT_NIGHT });
    await world.advance({ minutes: 30 });
    const { groups } = world.autoScaling();
    const blogGroup = groups.get('blog-group');
    if (!blogGroup) throw new Error('the host has no group');
    blogGroup.sizes = { min: 0, desired: 2, max: 2 };
    groups.evaluateSoon(blogGroup);
    await world.advance({ minutes: 5 });
    const ids = [...group('blog').instances, ...group('shop').instances].map(({ instanceId }) => instanceId);
    expect(ids).toHaveLength(3);
    world.inRegion().retire(ids, new Date('2026-11-01T12:00:00Z'));
    await world.advance({ minutes: 3 });
    expect(new Set(terminatedByName(world))).toEqual(new Set(ids));
  });
});

describe('an instance is to be retired whose group would launch no other', () => {
  it('and it is kept until its date, and the e-mail has the date and the command', async () => {
    const { world, group, instance } = await given(
      { blog: { ...blog, suspendedProcesses: ['Launch'] } },
      { start: AT_NIGHT },
    );
    await world.advance({ minutes: 30, seconds: 30 });
    const { instanceId } = instance('blog');
    world.inRegion().retire(instanceId, new Date('2026-11-03T12:00:00Z'));
    await advanceSparsely(world, { hours: 23 });
    expect(terminatedByName(world)).toEqual([]);
    expect(world.mails).toHaveLength(1);
    expect(notificationText(world)).toContain(`AWS retires ${instanceId} on 2026-11-03T12:00:00.000Z`);
    expect(notificationText(world)).toContain('aws autoscaling resume-processes --region us-east-1');
    world.autoScaling().groups.get('blog-group')?.suspendedProcesses.clear();
    await advanceSparsely(world, { hours: 21 });
    await world.advance({ hours: 2 });
    expect(terminatedByName(world)).toEqual([instanceId]);
    expect(group('blog').instances).toMatchObject([{ lifecycleState: 'InService' }]);
  });

  it('as its last launch failed', async () => {
    const { world, instance } = await given({ blog });
    const { groups } = world.autoScaling();
    const blogGroup = groups.get('blog-group');
    if (!blogGroup) throw new Error('the host has no group');
    blogGroup.launchFailure = 'There is no Spot capacity available that matches your request.';
    groups.resize(blogGroup, { max: 2, desired: 2 });
    await world.advance({ minutes: 5 });
    groups.resize(blogGroup, { max: 1, desired: 1 });
    await advanceSparsely(world, { hours: 5 });
    const { instanceId } = instance('blog');
    world.inRegion().retire(instanceId, new Date('2026-11-01T12:00:00Z'));
    await world.advance({ hours: 3 });
    expect(terminatedByName(world)).toEqual([]);
    expect(notificationText(world)).toMatch(
      /its last launch failed, "There is no Spot capacity .*": add instance types/,
    );
  });
});
