import { describe, expect, it } from 'vitest';

import { given } from '../support/given.ts';
import { changes, invocationsOf, notificationText, terminatedByName } from '../support/queries.ts';

const blog = { data: true, records: ['blog.example.com'], sizes: '0/0/1' } as const;

/** A host whose instance waits at the launch hook; the event that says so comes after these seconds, or never. */
const givenLaunching = async (host: Parameters<typeof given>[0][string] = {}, ...eventAfter: readonly number[]) => {
  const env = await given({ blog: { ...blog, ...host } });
  env.world.setDelivery('instance-launch', ...eventAfter);
  env.resize('blog', { desired: 1 });
  await env.world.advance({ seconds: 30 });
  expect(env.group('blog').instances).toMatchObject([{ lifecycleState: 'Pending:Wait' }]);
  return env;
};

type Env = Awaited<ReturnType<typeof givenLaunching>>;

const stop = ({ world }: Env) => world.invoke('emergency-shutdown', { reason: 'the bill rises', hosts: ['blog'] });

/** How often the group has launched an instance. */
const launches = ({ world }: Env): number =>
  world
    .autoScaling()
    .groups.get('blog-group')
    ?.activities.filter(({ description }) => description.startsWith('Launching')).length ?? 0;

/** The result of every lifecycle action that hostkeeper completed, with its hook. */
const completed = ({ world }: Env): readonly string[] =>
  world.calls
    .filter(({ operation }) => operation === 'CompleteLifecycleAction')
    .map(({ input }) => `${String(input['LifecycleHookName'])} ${String(input['LifecycleActionResult'])}`);

describe('a host is stopped while its instance waits at the launch hook', () => {
  it.each([
    ['before the stop, and its run still waits for the volume', 1],
    ['after the stop', 60],
  ])('and the event comes %s: the launch is abandoned, and nothing is launched again', async (_, seconds) => {
    const env = await given({ blog });
    env.volume('blog').attachSeconds = [60, 60];
    env.world.setDelivery('instance-launch', seconds);
    env.resize('blog', { desired: 1 });
    await env.world.advance({ seconds: 30 });
    expect(env.group('blog').instances).toMatchObject([{ lifecycleState: 'Pending:Wait' }]);
    await stop(env);
    await env.world.advance({ minutes: 4 });
    expect(env.group('blog')).toMatchObject({ sizes: '0/0/0', instances: [] });
    expect(launches(env)).toBe(1);
    expect(env.volume('blog').state).toBe('available');
    expect(env.world.inRegion().ec2.volumes.dataLoss).toEqual([]);
    expect(completed(env)).toContain('hostkeeper-launch ABANDON');
    expect(completed(env)).not.toContain('hostkeeper-launch CONTINUE');
    expect(env.world.invocations.filter(({ error }) => error !== undefined)).toEqual([]);
  });

  it('and the event is lost: the next pass of reconcile abandons the launch', async () => {
    const env = await givenLaunching();
    await stop(env);
    await env.world.advance({ minutes: 4 });
    expect(env.group('blog')).toMatchObject({ sizes: '0/0/0', instances: [] });
    expect(invocationsOf(env.world, 'instance-launch')).toEqual([]);
    expect(changes(env.world)).not.toContain('AttachVolume');
    expect(launches(env)).toBe(1);
    expect(env.world.invocations.filter(({ error }) => error !== undefined)).toEqual([]);
  });

  it('and its group has become invalid: the launch is abandoned all the same', async () => {
    const env = await givenLaunching({ tags: { 'hostkeeper:ttl': 'soon' } });
    await stop(env);
    await env.world.advance({ minutes: 4 });
    expect(env.group('blog')).toMatchObject({ sizes: '0/0/0', instances: [] });
  });

  it('and a hook of others holds it too: that one is left, and the owner is told after 15 minutes, with the command', async () => {
    const env = await givenLaunching({ launchHookSeconds: 1500 });
    await stop(env);
    await env.world.advance({ minutes: 13 });
    expect(notificationText(env.world)).not.toContain('theirs');
    await env.world.advance({ minutes: 5 });
    expect(env.group('blog').instances).toMatchObject([{ lifecycleState: 'Pending:Wait' }]);
    const told = env.world.mails.filter(({ body }) => body.includes('theirs'));
    expect(told.map(({ subject }) => subject)).toEqual([
      expect.stringMatching(/blog needs you: the lifecycle hook theirs holds the launch of i-/),
    ]);
    expect(told[0]?.body).toMatch(
      /^aws autoscaling complete-lifecycle-action .* --lifecycle-hook-name theirs --lifecycle-action-result ABANDON$/m,
    );
    await env.world.advance({ minutes: 10 });
    expect(env.group('blog')).toMatchObject({ sizes: '0/0/0', instances: [] });
    expect(completed(env).filter((line) => line.startsWith('theirs'))).toEqual([]);
    expect(launches(env)).toBe(1);
    expect(env.world.mails.filter(({ body }) => body.includes('theirs'))).toHaveLength(1);
  });
});

describe('somebody raises a suspended host', () => {
  it('and what its group launches is abandoned once the group is back at 0/0/0, and never before', async () => {
    const sizesAtAbandon: string[] = [];
    for (const seed of [1, 2, 3, 4]) {
      const env = await given({ blog: { ...blog, sizes: '0/1/1' } }, { seed });
      await stop(env);
      // Between two passes, so that the group launches before the next one.
      await env.world.advance({ minutes: 10, seconds: 20 });
      env.world.watch(({ operation, input }) => {
        if (operation === 'CompleteLifecycleAction' && input['LifecycleActionResult'] === 'ABANDON')
          sizesAtAbandon.push(env.group('blog').sizes);
      });
      env.resize('blog', { min: 0, desired: 1, max: 1 });
      await env.world.advance({ minutes: 5 });
      expect(env.group('blog')).toMatchObject({ sizes: '0/0/0', instances: [] });
      expect(launches(env)).toBeLessThanOrEqual(1);
      expect(env.world.invocations.filter(({ error }) => error !== undefined)).toEqual([]);
    }
    expect([...new Set(sizesAtAbandon)]).toEqual(['0/0/0']);
  });
});

describe('an instance of a stopped host is in a state that no scale-in ends', () => {
  it.each(['Quarantined', 'ReplacingRootVolume:Wait', 'RootVolumeReplaced'] as const)(
    'and is terminated by its id after the time for a scale-in: %s',
    async (state) => {
      const env = await given({ blog: { data: true, records: ['blog.example.com'] } });
      const instance = env.world.autoScaling().groups.get('blog-group')?.instances[0];
      if (instance) instance.lifecycleState = state;
      await stop(env);
      await env.world.advance({ minutes: 6 });
      expect(env.group('blog')).toMatchObject({ sizes: '0/0/0', instances: [] });
      expect(terminatedByName(env.world)).toEqual([instance?.instanceId]);
      expect(env.volume('blog').state).toBe('available');
    },
  );
});

describe('EC2 Auto Scaling is busy with what is to change', () => {
  it.each([
    ['ScalingActivityInProgress', 400],
    ['ResourceContention', 500],
  ])('and answers %s: hostkeeper waits, and no run fails', async (code, status) => {
    const env = await given({ blog: { data: true, standby: true } });
    for (const nth of [1, 2, 3, 4, 5, 6])
      env.world.injectFault('TerminateInstanceInAutoScalingGroup', { nth, code, message: 'busy', status });
    await stop(env);
    await env.world.advance({ minutes: 10 });
    expect(env.group('blog')).toMatchObject({ sizes: '0/0/0', instances: [] });
    expect(env.world.invocations.filter(({ error }) => error !== undefined)).toEqual([]);
    expect(env.world.mails.map(({ subject }) => subject).join('\n')).not.toContain('Failed');
  });
});
