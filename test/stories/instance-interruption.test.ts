import { describe, expect, it } from 'vitest';

import { given } from '../support/given.ts';
import { changes, terminatedByName, invocationsOf } from '../support/queries.ts';

const NAME = 'blog.example.com';
const blog = { data: true, records: [NAME], spot: true };

describe('AWS interrupts a Spot Instance', () => {
  it('and the instance terminates at once, so that the two minutes suffice to unmount its volume', async () => {
    const { world, group, volume, instance } = await given({ blog });
    const { instanceId } = instance('blog');
    world.inRegion().interrupt(instanceId);
    await world.advance({ seconds: 119 });
    expect(terminatedByName(world)).toEqual([instanceId]);
    expect(volume('blog').attachment?.instanceId).not.toBe(instanceId);
    await world.advance({ minutes: 3 });
    expect(group('blog')).toMatchObject({ sizes: '0/1/1', instances: [{ lifecycleState: 'InService' }] });
    expect(volume('blog').attachment?.mounted).toBe(true);
    expect(world.inRegion().ec2.volumes.dataLoss).toEqual([]);
  });

  it.each(['AttachVolume', 'ChangeResourceRecordSets', 'CompleteLifecycleAction'])(
    'in the middle of a launch, just before %s, and the one after it gets all',
    async (operation) => {
      const { world, group, volume, instance, names, resize } = await given({ blog: { ...blog, sizes: '0/0/1' } });
      let first: string | undefined;
      world.intercept(operation, async () => {
        first = instance('blog').instanceId;
        world.inRegion().interrupt(first);
      });
      resize('blog', { desired: 1 });
      await world.advance({ minutes: 12 });
      const [successor] = group('blog').instances;
      expect(successor).toMatchObject({ lifecycleState: 'InService' });
      expect(successor?.instanceId).not.toBe(first);
      expect(volume('blog').attachment).toMatchObject({ instanceId: successor?.instanceId, mounted: true });
      expect(names()).toEqual([`A ${NAME} ${instance('blog').ip}`]);
      expect(world.inRegion().ec2.volumes.dataLoss).toEqual([]);
    },
  );

  it('which is through its launch hook and not in service yet: it is terminated as soon as AWS allows that', async () => {
    const { world, group, volume, instance, resize } = await given({ blog: { ...blog, sizes: '0/0/1' } });
    resize('blog', { desired: 1 });
    const isProceeding = () => group('blog').instances[0]?.lifecycleState === 'Pending:Proceed';
    await world.clock.advance(120_000, isProceeding);
    expect(isProceeding()).toBe(true);
    const { instanceId } = instance('blog');
    world.inRegion().interrupt(instanceId);
    await world.advance({ minutes: 12 });
    expect(terminatedByName(world)).toEqual([instanceId]);
    const [successor] = group('blog').instances;
    expect(successor).toMatchObject({ lifecycleState: 'InService' });
    expect(successor?.instanceId).not.toBe(instanceId);
    expect(volume('blog').attachment).toMatchObject({ instanceId: successor?.instanceId, mounted: true });
    expect(world.inRegion().ec2.volumes.dataLoss).toEqual([]);
    expect(world.invocations.filter(({ error }) => error !== undefined)).toEqual([]);
  });

  it('during a launch whose user data mounts the volume half a second after the unmount script found nothing mounted', async () => {
    // A call takes a second, so the mount comes before the call that detaches.
    const env = await given({ blog: { ...blog, sizes: '0/0/1' } }, { callSeconds: [1, 1] });
    const { world, group, volume, instance, resize } = env;
    volume('blog').mountSeconds = [3600, 3600];
    let first: string | undefined;
    world.intercept('ChangeResourceRecordSets', async () => {
      first = instance('blog').instanceId;
      world.inRegion().interrupt(first);
    });
    resize('blog', { desired: 1 });
    await world.clock.advance(120_000, () => volume('blog').attachment?.unmountedAt !== undefined);
    const { attachment } = volume('blog');
    expect(attachment).toMatchObject({ instanceId: first, state: 'attached', unmountedAt: world.clock.now() });
    await world.clock.advance(500);
    if (attachment) world.inRegion().ec2.volumes.mount(attachment);
    await world.advance({ minutes: 10 });
    expect(world.inRegion().ec2.volumes.dataLoss).toEqual([]);
    const [successor] = group('blog').instances;
    expect(successor?.instanceId).not.toBe(first);
    expect(volume('blog').attachment).toMatchObject({ instanceId: successor?.instanceId, state: 'attached' });
  });

  it('and an instance of a group that is not enrolled is ignored', async () => {
    const { world } = await given({ blog: { enrolled: false } });
    const [instance] = world.autoScaling().groups.get('blog-group')?.instances ?? [];
    world.inRegion().interrupt(instance?.instanceId ?? '');
    await world.advance({ minutes: 1 });
    expect(invocationsOf(world, 'instance-interruption')).toMatchObject([
      { returned: { results: [], ignored: expect.any(String) } },
    ]);
    expect(changes(world)).toEqual([]);
  });
});

describe('AWS recommends to replace a Spot Instance', () => {
  it('and the instance stays, unless its tag opts in', async () => {
    const { world, instance } = await given({ blog });
    await world.advance({ hours: 2 });
    world.inRegion().recommendRebalance(instance('blog').instanceId);
    await world.advance({ minutes: 2 });
    expect(terminatedByName(world)).toEqual([]);
  });

  it('and with the tag the instance is replaced, once an hour at most', async () => {
    const { world, group, instance } = await given({
      blog: { ...blog, tags: { 'hostkeeper:on-rebalance': 'replace' } },
    });
    await world.advance({ hours: 2 });
    const { instanceId } = instance('blog');
    world.inRegion().recommendRebalance(instanceId);
    await world.advance({ minutes: 5 });
    expect(terminatedByName(world)).toEqual([instanceId]);
    world.inRegion().recommendRebalance(instance('blog').instanceId);
    await world.advance({ minutes: 5 });
    expect(terminatedByName(world)).toEqual([instanceId]);
    expect(group('blog').instances).toMatchObject([{ lifecycleState: 'InService' }]);
  });
});
