import { describe, expect, it } from 'vitest';

import {
  drillInstances,
  drillMails,
  drillVolumes,
  givenDrills,
  lastResult,
  runSchedule,
} from '../../support/drill-story.ts';
import { expectFailures } from '../../support/story-end.ts';

type World = Awaited<ReturnType<typeof givenDrills>>['world'];

/** How the instances were asked for: type and market. What AWS lacks is asked for three times, with one client token. */
const asked = (world: World): readonly string[] => {
  const calls = world.calls.filter(({ operation }) => operation === 'RunInstances');
  const byToken = calls.map(({ input }): readonly [unknown, string] => {
    const market = input['InstanceMarketOptions'] === undefined ? 'on-demand' : 'spot';
    return [input['ClientToken'], `${String(input['InstanceType'])} ${market}`];
  });
  return [...new Map(byToken).values()];
};

/** What is left after an hour: nothing may be. */
const expectNothingLeft = async (world: World): Promise<void> => {
  await world.advance({ minutes: 70 });
  expect(drillInstances(world).filter(({ state }) => state !== 'terminated')).toEqual([]);
  expect(drillVolumes(world)).toEqual([]);
};

describe('AWS has no Spot instance', () => {
  it('so a larger one, and then one on demand is taken', async () => {
    const env = await givenDrills();
    const { exhaust } = env.world.inRegion().ec2;
    exhaust('spot', 't3.micro');
    exhaust('spot', 't3.small');
    await runSchedule(env.world);
    expect(asked(env.world)).toEqual(['t3.micro spot', 't3.small spot', 't3.micro on-demand']);
    expect(lastResult(env)).toBe('passed');
  });

  it('and no other, so the e-mail says that this says nothing about the snapshot, and the next day tries again', async () => {
    const env = await givenDrills();
    const { exhaust } = env.world.inRegion().ec2;
    for (const type of ['t3.micro', 't3.small'])
      for (const market of ['spot', 'on-demand'] as const) exhaust(market, type);
    await runSchedule(env.world);
    expect([lastResult(env), drillInstances(env.world)]).toEqual(['not-launched', []]);
    expect(drillMails(env.world)[0]?.body).toContain(
      'no instance could be launched for it (AWS has no t3.micro and no t3.small there). Nothing was launched, and nothing was paid.',
    );
    await runSchedule(env.world);
    expect([asked(env.world).length, drillMails(env.world).length]).toEqual([4, 1]);
    await env.world.advance({ hours: 21 });
    await runSchedule(env.world);
    expect(asked(env.world)).toHaveLength(8);
  });
});

describe('the instance of a drill', () => {
  it('never connects to Systems Manager: it is given up after three minutes', async () => {
    const env = await givenDrills();
    env.world.intercept('SendCommand', async () => {
      for (const instance of drillInstances(env.world)) instance.ssmOnline = false;
    });
    await runSchedule(env.world);
    expect(lastResult(env)).toBe('unanswered');
    expect(drillMails(env.world)[0]?.body).toMatch(/did not answer \(AWS says "InvalidInstanceId: /);
    await expectNothingLeft(env.world);
  });

  it('hangs in the middle of its work: the command is given up after seven minutes', async () => {
    const env = await givenDrills();
    env.world.intercept('SendCommand', async () => {
      for (const instance of drillInstances(env.world)) instance.responsive = false;
    });
    await runSchedule(env.world);
    expect(lastResult(env)).toBe('unanswered');
    await expectNothingLeft(env.world);
  });

  it('is taken back by AWS', async () => {
    const env = await givenDrills();
    const { ec2 } = env.world.inRegion();
    env.world.intercept('SendCommand', async () => {
      for (const { instanceId } of drillInstances(env.world))
        ec2.instances.terminate(
          instanceId,
          'Server.SpotInstanceTermination: Instance terminated due to Spot interruption',
        );
    });
    await runSchedule(env.world);
    expect(lastResult(env)).toBe('unanswered');
    expect(drillMails(env.world)[0]?.body).toContain('Server.SpotInstanceTermination');
  });
});

/** The call at which it dies, before or after it took effect; the result in the end, and how many e-mails tell it. */
const DEATHS = [
  ['RunInstances', 'before', undefined, 0],
  ['RunInstances', 'after', 'unanswered', 1],
  ['SendCommand', 'before', 'unanswered', 1],
  ['SendCommand', 'after', 'passed', 1],
  ['ListCommandInvocations', 'before', 'unanswered', 1],
  ['TerminateInstances', 'before', 'passed', 1],
  ['TerminateInstances', 'after', 'passed', 1],
  ['CreateOrUpdateTags', 'before', 'passed', 1],
  ['CreateOrUpdateTags', 'after', 'passed', 1],
  ['Publish', 'before', 'passed', 1],
  // Sent twice is better than never.
  ['Publish', 'after', 'passed', 2],
] as const;

describe('the run that drills dies', () => {
  it.each(DEATHS)(
    'at %s, %s it took effect: passes finish it, and nothing is left',
    async (call, when, result, mails) => {
      expectFailures('restore-drill');
      const env = await givenDrills();
      const { world } = env;
      const fault = { nth: 1, when, code: 'InternalFailure', message: '', fatal: true, caller: 'RestoreDrillRole' };
      world.injectFault(call, fault);
      await runSchedule(world);
      world.pauseSchedules(false);
      await world.advance({ hours: 3 });
      expect(lastResult(env)).toBe(result);
      expect(drillMails(world)).toHaveLength(mails);
      await expectNothingLeft(world);
    },
  );

  it('and its instance ends by itself after half an hour, whoever looks', async () => {
    expectFailures('restore-drill');
    const { world } = await givenDrills();
    world.injectFault('SendCommand', { nth: 1, code: 'InternalFailure', message: '', fatal: true });
    await runSchedule(world);
    await world.advance({ minutes: 28 });
    expect(drillInstances(world).map(({ state }) => state)).toEqual(['running']);
    await world.advance({ minutes: 7 });
    expect(drillInstances(world).map(({ state }) => state)).toEqual(['terminated']);
    expect(drillVolumes(world)).toEqual([]);
  });

  it('and the same request that is made again finds the instance that it has launched', async () => {
    expectFailures('restore-drill');
    const env = await givenDrills();
    env.world.injectFault('RunInstances', { nth: 1, when: 'after', code: 'InternalFailure', message: '', fatal: true });
    await runSchedule(env.world);
    await runSchedule(env.world);
    expect(drillInstances(env.world)).toHaveLength(1);
    expect(lastResult(env)).toBe('passed');
  });
});

describe('passes of reconcile', () => {
  it('look for drills twice an hour, so that one that fails is not the last before EC2 forgets the instance', async () => {
    expectFailures('restore-drill', 'reconcile');
    const env = await givenDrills();
    const { world } = env;
    world.injectFault('SendCommand', { nth: 1, code: 'InternalFailure', message: '', fatal: true });
    await runSchedule(world);
    await world.advance({ minutes: 37 });
    world.pauseSchedules(false);
    world.breakDown('DescribeInstances', { minutes: 5 });
    await world.advance({ hours: 2 });
    expect(lastResult(env)).toBe('unanswered');
    expect(drillMails(world).filter(({ subject }) => subject.includes('came to no result'))).toHaveLength(1);
  });

  it('look for drills twice an hour, and cost no call besides', async () => {
    const { world } = await givenDrills();
    world.pauseSchedules(false);
    const from = world.calls.length;
    await world.advance({ hours: 2 });
    const looks = world.calls
      .slice(from)
      .filter(
        ({ operation, input }) =>
          operation === 'DescribeInstances' && JSON.stringify(input).includes('hostkeeper:role'),
      );
    expect(looks).toHaveLength(4);
  });
});
