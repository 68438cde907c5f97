import { describe, expect, it } from 'vitest';

import { ownerCall } from '../aws/fixtures.ts';
import { given } from '../support/given.ts';
import { changes, notificationText } from '../support/queries.ts';

describe('a host whose name AWS accepts in no lifecycle hook', () => {
  it.each([['café'], ['日本'], [' '], ['']])(
    'is refused with the fix, once, and nothing is done to it: "%s"',
    async (name) => {
      const { world, group } = await given({ blog: { hooks: false, data: true, tags: { 'hostkeeper:host': name } } });
      await world.advance({ minutes: 30 });
      expect(changes(world)).toEqual([]);
      expect(world.calls.flatMap(({ operation, error }) => (error === undefined ? [] : [operation]))).toEqual([]);
      expect(world.mails).toHaveLength(1);
      expect(notificationText(world)).toContain(
        `its tag hostkeeper:host says "${name}", which means nothing: set it to a name like blog, of ASCII letters, digits and signs`,
      );
      expect(group('blog').sizes).toBe('0/1/1');
    },
  );

  it('is stopped all the same', async () => {
    const { world, group } = await given({ blog: { tags: { 'hostkeeper:host': 'café' } } });
    await world.invoke('emergency-shutdown', { reason: 'the bill rises' });
    await world.advance({ minutes: 10 });
    expect(group('blog').instances).toEqual([]);
    expect(group('blog').sizes).toBe('0/0/0');
  });

  it.each(['café', ''])('is refused by AWS in a hook: "%s"', async (NotificationMetadata) => {
    const { world } = await given({ blog: {} });
    const { PutLifecycleHook } = world.autoScaling().service;
    const LifecycleHookName = 'hostkeeper-launch';
    const put = { AutoScalingGroupName: 'blog-group', LifecycleHookName, NotificationMetadata };
    expect(() => PutLifecycleHook.handle(put, ownerCall(world.clock, 'us-east-1'))).toThrow(/notificationMetadata/);
    expect(world.autoScaling().groups.get('blog-group')?.hooks.get(LifecycleHookName)?.metadata).toBe('blog');
  });
});
