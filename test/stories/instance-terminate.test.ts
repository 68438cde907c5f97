import { describe, expect, it } from 'vitest';

import { given } from '../support/given.ts';
import { changes } from '../support/queries.ts';
import { refreshInstance } from '../support/refresh-instance.ts';
import { ownerCall } from '../aws/fixtures.ts';
import type { ScalingActivity } from '../aws/autoscaling/state.ts';

const NAME = 'blog.example.com';
const blog = { data: true, records: [NAME] };

/** The scaling activities of a group, the newest first. */
type Activities = readonly ScalingActivity[];

describe('an instance is to terminate', () => {
  it('and an instance refresh replaces it: the volume is unmounted, and the replacement has everything within three minutes', async () => {
    const { world, group, volume, instance, names } = await given({ blog });
    const old = refreshInstance(world);
    await world.advance({ minutes: 3 });
    const now = group('blog').instances.at(-1);
    expect(now?.instanceId).not.toBe(old);
    expect(now?.lifecycleState).toBe('InService');
    expect(volume('blog').attachment).toMatchObject({ instanceId: now?.instanceId, mounted: true });
    expect(names()).toEqual([`A ${NAME} ${instance('blog').ip}`]);
    expect(world.inRegion().ec2.volumes.dataLoss).toEqual([]);
    expect(world.mails).toEqual([]);
  });

  it('and the tasks are drained before the host is asked to unmount', async () => {
    const { world, volume } = await given({ blog: { ...blog, cluster: 'blog' } });
    refreshInstance(world);
    await world.advance({ minutes: 3 });
    const order = changes(world);
    expect(order.indexOf('UpdateContainerInstancesState')).toBeGreaterThan(-1);
    expect(order.indexOf('UpdateContainerInstancesState')).toBeLessThan(order.indexOf('SendCommand'));
    expect(order.indexOf('SendCommand')).toBeLessThan(order.indexOf('DetachVolume'));
    expect(volume('blog').attachment?.mounted).toBe(true);
  });

  it('and its Elastic IP address moves to its successor, which its record names', async () => {
    const { world, instance, names } = await given({ blog: { ...blog, address: true } });
    const { ip } = instance('blog');
    const first = refreshInstance(world);
    await world.advance({ minutes: 10 });
    const { instanceId } = instance('blog');
    expect(instanceId).not.toBe(first);
    expect(instance('blog').ip).toBe(ip);
    expect(names()).toEqual([`A ${NAME} ${ip}`]);
  });

  it.each([
    ['as it stands', 155, (activities: Activities) => activities],
    [
      'with a remark of AWS behind its description',
      155,
      (activities: Activities) =>
        activities.map((activity) => ({
          ...activity,
          description: `${activity.description} - Waiting For ELB Connection Draining.`,
        })),
    ],
    // Then the time counts from the pass that first saw the termination, up to a minute later.
    ['missing in the list', 215, () => []],
  ])(
    'and its tasks do not stop: after a minute and a half they are not waited for, the activity %s',
    async (_, maxSeconds, edit) => {
      const { world } = await given({ blog: { ...blog, cluster: 'blog', stopSeconds: 3600 } });
      const activities = world.autoScaling().groups.get('blog-group')?.activities ?? [];
      refreshInstance(world);
      activities.splice(0, Infinity, ...edit([...activities]));
      const began = world.clock.now().getTime();
      await world.advance({ minutes: 4 });
      const asked = world.calls.find(({ operation }) => operation === 'SendCommand');
      const seconds = ((asked?.at.getTime() ?? Infinity) - began) / 1000;
      expect(seconds).toBeGreaterThanOrEqual(90);
      // A pass of reconcile that finds the drain late comes within a minute.
      expect(seconds).toBeLessThan(maxSeconds);
    },
  );

  it.each([1, 2, 3, 4, 5])(
    'and its successor waits already: less than 2 s after the volume is free it is asked for again (world %i)',
    async (seed) => {
      const { world, volume } = await given({ blog: { ...blog, cluster: 'blog', stopSeconds: 60 } }, { seed });
      let free: number | undefined;
      let taken: number | undefined;
      world.watch(({ operation }) => {
        if (operation === 'AttachVolume') taken ??= world.clock.now().getTime();
      });
      refreshInstance(world);
      await world.clock.advance(240_000, () => {
        if (volume('blog').state === 'available') free ??= world.clock.now().getTime();
        return taken !== undefined;
      });
      expect(((taken ?? Infinity) - (free ?? 0)) / 1000).toBeLessThan(2);
    },
  );

  it('and a volume that is not reported as unmounted is not detached: the shutdown releases it', async () => {
    const { world, group, volume, instance } = await given({ blog });
    instance('blog').ssmOnline = false;
    refreshInstance(world);
    await world.advance({ minutes: 6 });
    expect(changes(world)).not.toContain('DetachVolume');
    expect(world.inRegion().ec2.volumes.dataLoss).toEqual([]);
    expect(volume('blog').attachment).toMatchObject({
      instanceId: group('blog').instances[0]?.instanceId,
      mounted: true,
    });
  });

  it.each([1, 2, 3, 4, 5])(
    'and is asked to unmount once, though Systems Manager lists the request only seconds later (world %i)',
    async (seed) => {
      const { world, volume } = await given({ blog }, { seed });
      refreshInstance(world);
      await world.advance({ minutes: 3 });
      expect(changes(world).filter((operation) => operation === 'SendCommand')).toHaveLength(1);
      expect(volume('blog').attachment?.mounted).toBe(true);
    },
  );

  it.each([1, 2, 3, 4, 5])(
    'while a pass that listed its group before waits for a call: its volume does not go back to it (world %i)',
    async (seed) => {
      const { world, volume, group } = await given({ blog }, { seed });
      world.injectFault('DescribeVolumes', { nth: 1, silent: true, caller: 'ReconcileRole' });
      const isWaiting = (): boolean =>
        world.calls.some(({ operation, caller }) => operation === 'DescribeVolumes' && caller === 'ReconcileRole');
      await world.clock.advance(120_000, isWaiting);
      const old = refreshInstance(world);
      await world.advance({ minutes: 4 });
      const attached = world.calls.flatMap(({ operation, input }) =>
        operation === 'AttachVolume' ? [input['InstanceId']] : [],
      );
      expect(attached).not.toContain(old);
      expect(volume('blog').attachment).toMatchObject({
        instanceId: group('blog').instances[0]?.instanceId,
        mounted: true,
      });
    },
  );

  it("and a command of the operator's own that succeeds is not taken for the unmount script", async () => {
    const { world, instance, volume } = await given({ blog });
    const { instanceId } = instance('blog');
    Object.assign(volume('blog').attachment ?? {}, { pinned: true });
    refreshInstance(world);
    await world.advance({ seconds: 2 });
    world.inRegion().ssm.service.SendCommand.handle(
      {
        InstanceIds: [instanceId],
        DocumentName: 'AWS-RunShellScript',
        Comment: 'a backup',
        Parameters: { commands: ['sync'] },
      },
      ownerCall(world.clock, 'us-east-1'),
    );
    await world.advance({ minutes: 6 });
    expect(changes(world)).not.toContain('DetachVolume');
    expect(world.inRegion().ec2.volumes.dataLoss).toEqual([]);
  });

  it('and a volume that a pool still uses is not detached, though it could be asked: the shutdown releases it', async () => {
    const { world, group, volume } = await given({ blog });
    Object.assign(volume('blog').attachment ?? {}, { pinned: true });
    refreshInstance(world);
    await world.advance({ minutes: 6 });
    expect(changes(world)).toContain('SendCommand');
    expect(changes(world)).not.toContain('DetachVolume');
    expect(world.inRegion().ec2.volumes.dataLoss).toEqual([]);
    expect(volume('blog').attachment).toMatchObject({
      instanceId: group('blog').instances[0]?.instanceId,
      mounted: true,
    });
  });

  it('and an instance that hangs is asked, is waited for only 20 s, and keeps its volume attached', async () => {
    const { world, group, volume, instance } = await given({ blog });
    instance('blog').responsive = false;
    refreshInstance(world);
    await world.advance({ minutes: 9 });
    expect(world.inRegion().ec2.volumes.dataLoss).toEqual([]);
    expect(volume('blog').attachment).toMatchObject({
      instanceId: group('blog').instances[0]?.instanceId,
      mounted: true,
    });
  });

  it('and the hook of ECS, which would keep the instance for an hour, is completed with ours', async () => {
    const { world, group } = await given({ blog: { ...blog, cluster: 'blog' } });
    world.autoScaling().groups.get('blog-group')?.hooks.set('ecs-managed-draining-termination-hook', {
      name: 'ecs-managed-draining-termination-hook',
      transition: 'autoscaling:EC2_INSTANCE_TERMINATING',
      heartbeatSeconds: 3600,
      defaultResult: 'CONTINUE',
    });
    const old = refreshInstance(world);
    await world.advance({ minutes: 5 });
    expect(group('blog').instances.map(({ instanceId }) => instanceId)).not.toContain(old);
  });

  it('and a suspended host is gone within minutes, and so is its record', async () => {
    const { world, group, names, volume } = await given({ blog: { ...blog, cluster: 'blog' } });
    await world.invoke('emergency-shutdown', { reason: 'the bill rises' });
    await world.advance({ minutes: 5 });
    expect(group('blog')).toMatchObject({ sizes: '0/0/0', instances: [] });
    expect(names()).toEqual([]);
    expect(volume('blog').state).toBe('available');
  });

  it('and a suspended host with an Elastic IP address keeps its record', async () => {
    const { world, names } = await given({ blog: { ...blog, address: true } });
    const before = names();
    await world.invoke('emergency-shutdown', { reason: 'the bill rises' });
    await world.advance({ minutes: 6 });
    expect(names()).toEqual(before);
  });

  it('and a suspended host is resumed later, with its data and its record', async () => {
    const { world, group, volume, instance, names } = await given({ blog });
    await world.invoke('emergency-shutdown', { reason: 'the bill rises' });
    await world.advance({ minutes: 30 });
    await world.invoke('emergency-resume', { reason: 'bill checked' });
    await world.advance({ minutes: 5 });
    expect(group('blog').instances).toMatchObject([{ lifecycleState: 'InService' }]);
    expect(volume('blog').attachment?.mounted).toBe(true);
    expect(names()).toEqual([`A ${NAME} ${instance('blog').ip}`]);
  });
});

describe('an instance fails at night without unmounting', () => {
  it('and the replacement has the data and the record before anybody is awake', async () => {
    const { world, group, volume, instance, names } = await given({ blog });
    await world.advance({ hours: 3 });
    const dead = instance('blog');
    dead.responsive = false;
    world.inRegion().ec2.instances.terminate(dead.instanceId);
    await world.advance({ minutes: 12 });
    const [successor] = group('blog').instances;
    expect(successor?.instanceId).not.toBe(dead.instanceId);
    expect(successor?.lifecycleState).toBe('InService');
    expect(volume('blog').attachment).toMatchObject({ instanceId: successor?.instanceId, mounted: true });
    expect(names()).toEqual([`A ${NAME} ${instance('blog').ip}`]);
    expect(world.mails.map(({ subject }) => subject)).toEqual([
      expect.stringContaining(`[prod] blog: instance died and is being replaced: ${dead.instanceId} `),
      expect.stringMatching(/^\[prod\] blog is back: down for \d+ minutes$/),
    ]);
    expect(world.mails[1]?.body).toContain(`${successor?.instanceId} has its data volume and ${NAME}`);
  });
});
