import { describe, expect, it } from 'vitest';

import { ownerCall } from '../aws/fixtures.ts';
import { type Env, given } from '../support/given.ts';
import { changes } from '../support/queries.ts';
import { refreshInstance } from '../support/refresh-instance.ts';

const NAME = 'blog.example.com';
const blog = { data: true, records: [NAME] };
const DRAIN = 'UpdateContainerInstancesState';

/** How many seconds after the present the host is asked to unmount its volume, within five minutes. */
const secondsToUnmount = async ({ world }: Env): Promise<number> => {
  const began = world.clock.now().getTime();
  await world.advance({ minutes: 5 });
  const asked = world.calls.find(({ operation }) => operation === 'SendCommand');
  return ((asked?.at.getTime() ?? Infinity) - began) / 1000;
};

/** The successor is in service with the volume and the name, nothing was lost, and no function failed. */
const expectReplaced = ({ world, group, volume, instance, names }: Env, old: string): void => {
  const [successor] = group('blog').instances;
  expect(successor?.instanceId).not.toBe(old);
  expect(successor?.lifecycleState).toBe('InService');
  expect(volume('blog').attachment).toMatchObject({ instanceId: successor?.instanceId, mounted: true });
  expect(names()).toEqual([`A ${NAME} ${instance('blog').ip}`]);
  expect(world.inRegion().ec2.volumes.dataLoss).toEqual([]);
  expect(world.invocations.filter(({ error }) => error !== undefined)).toEqual([]);
};

describe('an instance terminates', () => {
  it('of a cluster that does not exist: there is nothing to drain', async () => {
    const env = await given({ blog: { ...blog, tags: { 'hostkeeper:cluster': 'gone' } } });
    const old = refreshInstance(env.world);
    expect(await secondsToUnmount(env)).toBeLessThan(10);
    expectReplaced(env, old);
    expect(changes(env.world)).not.toContain(DRAIN);
  });

  it('of a cluster that it never joined: there is nothing to drain', async () => {
    const env = await given({ blog: { ...blog, tags: { 'hostkeeper:cluster': 'web' } } });
    env.world.inRegion().ecs.register('web', 'i-0123456789abcdef0', { tasks: 2, stopSeconds: 10 });
    const old = refreshInstance(env.world);
    expect(await secondsToUnmount(env)).toBeLessThan(10);
    expectReplaced(env, old);
    expect(env.world.inRegion().ecs.containerInstance('i-0123456789abcdef0')?.status).toBe('ACTIVE');
  });

  it('and leaves its cluster between two calls: its tasks are not waited for', async () => {
    const env = await given({ blog: { ...blog, cluster: 'blog', stopSeconds: 3600 } });
    const { world, instance } = env;
    const { instanceId } = instance('blog');
    world.intercept('DescribeContainerInstances', async () => world.inRegion().ecs.deregister(instanceId));
    refreshInstance(world);
    expect(await secondsToUnmount(env)).toBeLessThan(10);
    expectReplaced(env, instanceId);
    expect(changes(world)).not.toContain(DRAIN);
  });

  it('and leaves its cluster just before it is drained: its tasks are not waited for', async () => {
    const env = await given({ blog: { ...blog, cluster: 'blog', stopSeconds: 3600 } });
    const { world, instance } = env;
    const { instanceId } = instance('blog');
    world.intercept(DRAIN, async () => world.inRegion().ecs.deregister(instanceId));
    refreshInstance(world);
    expect(await secondsToUnmount(env)).toBeLessThan(10);
    expectReplaced(env, instanceId);
  });

  it('which AWS drains already: that is left to AWS, and its tasks are waited for', async () => {
    const env = await given({ blog: { ...blog, cluster: 'blog', stopSeconds: 40 } });
    const { world, instance } = env;
    const { instanceId } = instance('blog');
    const { ecs } = world.inRegion();
    const arn = ecs.containerInstance(instanceId)?.arn ?? '';
    ecs.service.UpdateContainerInstancesState.handle(
      { cluster: 'blog', containerInstances: [arn], status: 'DRAINING' },
      ownerCall(world.clock, 'us-east-1'),
    );
    refreshInstance(world);
    const seconds = await secondsToUnmount(env);
    expect(seconds).toBeGreaterThanOrEqual(40);
    expect(seconds).toBeLessThan(60);
    expectReplaced(env, instanceId);
    expect(changes(world)).not.toContain(DRAIN);
  });
});
