import { describe, expect, it } from 'vitest';

import { drillInstances, drillMails, givenDrills, lastResult, runSchedule } from '../../support/drill-story.ts';

/** Each draws the durations of calls anew. */
const SEEDS = Array.from({ length: 6 }, (_, index) => index + 1);

const byHand = { reason: 'before the upgrade', hosts: ['blog'] };

describe('two runs drill a host at once', () => {
  it('as a person asks in the second of the schedule: one of the two instances is ended within seconds', async () => {
    const env = await givenDrills();
    const { world } = env;
    const alive: number[] = [];
    for (const seconds of [20, 30, 40, 50])
      world.clock.after(1000 * seconds, () => {
        alive.push(drillInstances(world).filter(({ state }) => state === 'pending' || state === 'running').length);
      });
    await Promise.all([runSchedule(world), world.invoke('restore-drill', byHand)]);
    expect(drillInstances(world)).toHaveLength(2);
    expect(alive).toEqual([1, 1, 1, 1]);
    expect(lastResult(env)).toBe('passed');
    expect(drillMails(world)).toHaveLength(1);
  });

  it.each(SEEDS)(
    'as EventBridge has delivered one event twice: there is one instance and one e-mail (seed %i)',
    async (seed) => {
      const env = await givenDrills({ blog: {} }, { seed });
      await Promise.all([runSchedule(env.world), runSchedule(env.world)]);
      expect(lastResult(env)).toBe('passed');
      expect(drillInstances(env.world)).toHaveLength(1);
      expect(drillMails(env.world)).toHaveLength(1);
    },
  );

  it.each(SEEDS)(
    'as a person asks for a drill that runs: it is carried on, and there is one e-mail (seed %i)',
    async (seed) => {
      const env = await givenDrills({ blog: {} }, { seed });
      const { world } = env;
      const asked = Promise.withResolvers<unknown>();
      world.clock.after(30_000, () => asked.resolve(world.invoke('restore-drill', byHand)));
      await Promise.all([runSchedule(world), asked.promise]);
      expect(drillInstances(world)).toHaveLength(1);
      expect(drillMails(world)).toHaveLength(1);
    },
  );
});
