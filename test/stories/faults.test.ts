import { describe, expect, it } from 'vitest';

import criticalAlarm from '../../events/budget-kill-switch/critical-alarm.json' with { type: 'json' };
import { given, type GivenHost, stateOf } from '../support/given.ts';
import { runsOf } from '../support/then.ts';

/** Hosts that between them need everything that suspending can do. */
const hosts: Readonly<Record<string, GivenHost>> = {
  blog: { sizes: '1/1/1', protected: true, suspendedProcesses: ['Terminate'] },
  shop: { standby: true },
};
const alarm = { ...criticalAlarm, time: '2026-11-01T00:00:00Z' };

/** Every way in which one call can go wrong. */
const ways = [
  { name: 'fails before it takes effect', when: 'before' },
  { name: 'fails after it took effect', when: 'after' },
  { name: 'dies with its process before it takes effect', when: 'before', fatal: true },
  { name: 'dies with its process after it took effect', when: 'after', fatal: true },
] as const;

const fault = { code: 'ServiceFault', message: 'something went wrong' };

/** The calls of a function when nothing goes wrong. */
const undisturbed = async (run: (world: Awaited<ReturnType<typeof given>>) => Promise<unknown>, caller: string) => {
  const all = await given(hosts);
  const begun = all.world.calls.length;
  await run(all);
  return all.world.calls.slice(begun).filter((call) => call.caller === caller).length;
};

type Given = Awaited<ReturnType<typeof given>>;

const suspend = async ({ world }: Given): Promise<void> => {
  world.emit(alarm);
  await world.advance({ minutes: 1 });
};

const resume = async ({ world }: Given): Promise<void> => {
  await world.invoke('emergency-shutdown', { reason: 'the bill rises' });
  await world.advance({ minutes: 6 });
  await world.invoke('emergency-resume', { reason: 'the cause is dealt with' });
};

/** Whether a message says how to undo what was done. */
const tells = ({ world }: Given, command: string): boolean =>
  world.mails.some(({ body }) => new RegExp(`^aws lambda invoke .*${command}.*"blog"`, 'm').test(body));

const positionsOf = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at + 1);

const suspendCalls = await undisturbed(suspend, 'BudgetKillSwitchRole');
const resumeCalls = await undisturbed(resume, 'EmergencyResumeRole');

describe('whichever call of the kill switch', () => {
  it('may go wrong is among these', () => {
    expect(suspendCalls).toBeGreaterThanOrEqual(10);
  });

  it.each(ways)('$name, the hosts stop, their sizes are kept, and it is told', async ({ when, ...way }) => {
    for (const nth of positionsOf(suspendCalls)) {
      const all = await given(hosts);
      all.world.refuse('*', { ...fault, nth, when, caller: 'BudgetKillSwitchRole', fatal: 'fatal' in way });
      await suspend(all);
      expect(runsOf(all.world, 'budget-kill-switch')[0]?.error).toBeDefined();
      await all.world.advance({ minutes: 10 });
      for (const host of Object.keys(hosts)) expect(all.group(host)).toMatchObject({ sizes: '0/0/0', instances: [] });
      expect(stateOf(all.group('blog'))).toMatch(/^suspended 1\/1\/1 .* budget:1$/);
      expect(stateOf(all.group('shop'))).toMatch(/^suspended 0\/0\/1 .* budget:1$/);
      expect(tells(all, 'emergency-resume')).toBe(true);
      expect(all.world.failures).toEqual([]);
    }
  });
});

describe('whichever call of a resume', () => {
  it('may go wrong is among these', () => {
    expect(resumeCalls).toBeGreaterThanOrEqual(6);
  });

  it.each(ways)(
    '$name, each host is back and told, or still stopped and the person knows',
    async ({ when, ...way }) => {
      for (const nth of positionsOf(resumeCalls)) {
        const all = await given(hosts);
        all.world.refuse('*', { ...fault, nth, when, caller: 'EmergencyResumeRole', fatal: 'fatal' in way });
        await resume(all);
        expect(runsOf(all.world, 'emergency-resume')[0]?.error).toBeDefined();
        await all.world.advance({ minutes: 30 });
        const state = stateOf(all.group('blog')) ?? '';
        const back = state.startsWith('running ');
        expect(all.group('blog').sizes).toBe(back ? '1/1/1' : '0/0/0');
        expect(state).toMatch(back ? /^running / : /^suspended 1\/1\/1 /);
        expect(tells(all, 'emergency-shutdown')).toBe(back);
      }
    },
  );
});

describe('Lambda', () => {
  it('tries an asynchronous invocation three times, and hands what still fails to the queue', async () => {
    const { world } = await given(hosts);
    for (const nth of [1, 2, 3]) {
      world.refuse('DescribeAutoScalingGroups', { ...fault, nth, caller: 'BudgetKillSwitchRole' });
    }
    world.emit(alarm);
    await world.advance({ minutes: 10 });
    expect(runsOf(world, 'budget-kill-switch').map(({ error }) => error)).toEqual(
      Array(3).fill('no hosts can be listed: us-east-1: something went wrong'),
    );
    expect(world.failures).toMatchObject([{ name: 'budget-kill-switch', event: alarm }]);
  });

  it('leaves a pass of reconcile that failed to the next one', async () => {
    const { world } = await given(hosts);
    world.refuse('DescribeAutoScalingGroups', { ...fault, nth: 1, caller: 'ReconcileRole' });
    await world.advance({ minutes: 3, seconds: 30 });
    expect(runsOf(world, 'reconcile').map(({ error }) => error !== undefined)).toEqual([true, false, false]);
    expect(world.failures).toHaveLength(1);
  });
});
