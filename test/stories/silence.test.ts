import { afterAll, describe, expect, it } from 'vitest';

import { packagedFunctions } from '../aws/lambda/packaged-functions.ts';
import type { World } from '../aws/world.ts';
import { given } from '../support/given.ts';
import { invocationsOf } from '../support/queries.ts';
import { expectFailures } from '../support/story-end.ts';

const stop = { reason: 'the bill rises' };

/** AWS answers none of the next calls of an operation, or of all of them. */
const silence = (world: World, operation: string, calls: number, caller?: string): void => {
  for (let nth = 1; nth <= calls; nth++)
    world.injectFault(operation, { nth, silent: true, ...(caller !== undefined && { caller }) });
};

/** How long an invocation took, in seconds. */
const secondsOf = ({ at, ended }: { readonly at: Date; readonly ended: Date }): number =>
  (ended.getTime() - at.getTime()) / 1000;

/** Its error ends with this when Lambda ended it. */
const TIMED_OUT = /^Task timed out/;

const { load, close } = packagedFunctions();
afterAll(close);

describe.each([
  ['from the source', {}],
  ['as packaged', { load }],
])('a reply that never comes, to a function %s', (_, options) => {
  it.each(['DescribeAutoScalingGroups', 'CreateOrUpdateTags', 'UpdateAutoScalingGroup', 'Publish'])(
    'is waited for 15 seconds, and the call is made again: %s',
    async (operation) => {
      const { world, group } = await given({ blog: {} }, options);
      world.pauseSchedules(true);
      silence(world, operation, 1);
      const invocation = await world.invoke('emergency-shutdown', stop);
      expect(invocation.error).toBeUndefined();
      expect(secondsOf(invocation)).toBeGreaterThanOrEqual(15);
      await world.advance({ minutes: 10 });
      expect(group('blog')).toMatchObject({ sizes: '0/0/0', instances: [] });
      expect(world.mails.at(-1)?.body).toContain('blog');
    },
  );

  it('three times is a lost call: the run ends itself with the error', async () => {
    expectFailures('emergency-shutdown');
    const { world, group } = await given({ blog: {} }, options);
    world.pauseSchedules(true);
    silence(world, 'UpdateAutoScalingGroup', 3);
    const { error, ...invocation } = await world.invoke('emergency-shutdown', stop);
    expect(error).toMatch(/^1 of 1 failed: blog: autoscaling:UpdateAutoScalingGroup: .*15000 ms/);
    expect(secondsOf(invocation)).toBeGreaterThanOrEqual(45);
    expect(secondsOf(invocation)).toBeLessThan(60);
    expect(group('blog').sizes).toBe('0/1/1');
  });
});

describe('AWS that answers nothing', () => {
  it('for half an hour ends no run by its time-out, and the next pass stops the host', async () => {
    expectFailures('emergency-shutdown');
    const { world, group } = await given({ blog: { protected: true } });
    await world.advance({ seconds: 30 });
    silence(world, 'UpdateAutoScalingGroup', 200);
    const begun = await world.invoke('emergency-shutdown', stop);
    expect(begun.error).toMatch(/^1 of 1 failed: blog: /);
    await world.advance({ minutes: 30 });
    const passes = invocationsOf(world, 'reconcile');
    expect(passes.length).toBeGreaterThan(20);
    expect(world.invocations.filter(({ error = '' }) => TIMED_OUT.test(error))).toEqual([]);
    expect(group('blog').sizes).toBe('0/1/1');
    world.clearFaults();
    await world.advance({ minutes: 10 });
    expect(group('blog')).toMatchObject({ sizes: '0/0/0', instances: [] });
  });

  it.each(['reconcile', 'instance-launch', 'instance-terminate', 'instance-interruption', 'budget-kill-switch'])(
    'at any call: %s ends itself before Lambda ends it',
    async (name) => {
      const role = `${name.replaceAll(/(?:^|-)(\w)/g, (__, letter: string) => letter.toUpperCase())}Role`;
      const { world, group, instance } = await given({
        blog: { data: true, records: ['blog.example.com'], spot: true },
      });
      world.charge(2.1);
      await world.advance({ minutes: 1 });
      for (let nth = 1; nth <= 200; nth++) {
        // Each call is made twice without an answer, which costs most of the time that a run has.
        if (nth % 3 !== 0) world.injectFault('*', { nth, silent: true, caller: role });
      }
      world.inRegion().interrupt(instance('blog').instanceId);
      await world.advance({ minutes: 5 });
      world.charge(30);
      await world.advance({ minutes: 40 });
      // Whether a run is left a call that is answered depends on how many it makes.
      expectFailures(name);
      const runs = invocationsOf(world, name);
      expect(runs.length).toBeGreaterThan(0);
      expect(runs.filter(({ error = '' }) => TIMED_OUT.test(error))).toEqual([]);
      expect(group('blog')).toMatchObject({ sizes: '0/0/0', instances: [] });
    },
  );
});
