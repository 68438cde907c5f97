import { describe, expect, it } from 'vitest';

import { given } from '../support/given.ts';
import { changes, reportsOf } from '../support/queries.ts';

const TAG = 'hostkeeper:force-detach-after';

/** A host whose instance has hung, and was then ended without unmounting its volume. */
const givenDead = async (tags: Readonly<Record<string, string>>, seed: number) => {
  const env = await given({ blog: { data: true, records: ['blog.example.com'], tags } }, { seed });
  const { world, instance } = env;
  const { instanceId } = instance('blog');
  instance('blog').responsive = false;
  world.inRegion().ec2.instances.terminate(instanceId);
  const endedAt = world.clock.now().getTime();
  /** The minutes after its end at which its volume was detached by force. */
  const forcedAfter = (): readonly number[] =>
    world.calls
      .filter(({ operation, input }) => operation === 'DetachVolume' && input['Force'] === true)
      .map(({ at }) => Math.floor((at.getTime() - endedAt) / 60_000));
  return { ...env, forcedAfter };
};

describe('an instance that ended without unmounting holds its volume for minutes', () => {
  it.each([2, 3, 5])('and the tag has it taken by force, once a minute, which is told (world %i)', async (seed) => {
    const { world, volume, group, forcedAfter } = await givenDead({ [TAG]: '1' }, seed);
    await world.advance({ minutes: 12 });
    const forced = forcedAfter();
    expect(forced.length).toBeGreaterThan(0);
    expect(forced).toEqual([...new Set(forced)]);
    expect(Math.min(...forced)).toBeGreaterThanOrEqual(1);
    expect(volume('blog').attachment).toMatchObject({
      instanceId: group('blog').instances[0]?.instanceId,
      mounted: true,
    });
    expect(world.inRegion().ec2.volumes.dataLoss).toEqual([]);
    expect(world.invocations.filter(({ error }) => error !== undefined)).toEqual([]);
    // Two functions may take it by force in the same minute, and both then notify.
    const subjects = new Set(world.mails.map(({ subject }) => subject));
    expect([...subjects]).toEqual([
      expect.stringContaining('instance died and is being replaced'),
      expect.stringMatching(/^\[prod\] Repaired blog: vol-\w+ is still attached to i-/),
      expect.stringMatching(/^\[prod\] blog is back: down for \d+ minutes$/),
    ]);
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['without the tag', {}],
    ['before the minutes of the tag', { [TAG]: '60' }],
  ])('and it is waited for %s', async (_, tags) => {
    const { world, volume, group, forcedAfter } = await givenDead(tags, 2);
    await world.advance({ minutes: 12 });
    expect(forcedAfter()).toEqual([]);
    expect(volume('blog').attachment).toMatchObject({
      instanceId: group('blog').instances[0]?.instanceId,
      mounted: true,
    });
  });

  it('and a dry run says what it waits for, at once and without a change', async () => {
    const { world } = await givenDead({}, 2);
    await world.advance({ minutes: 2, seconds: 20 });
    const [from, askedAt] = [world.calls.length, world.clock.now().getTime()];
    const { returned } = await world.invoke('reconcile', { dryRun: true });
    expect(reportsOf(returned).at(-1)).toMatchObject({
      status: 'waiting',
      reason: expect.stringMatching(/^vol-\w+ is still attached to i-\w+, which is terminated$/),
    });
    expect(world.clock.now().getTime() - askedAt).toBeLessThan(1000);
    expect(changes(world, from)).toEqual([]);
  });
});
