import { describe, expect, it } from 'vitest';

import criticalAlarm from '../../../events/budget-kill-switch/sample-critical-alarm.json' with { type: 'json' };
import { given, type GivenHost, stateOf } from '../../support/given.ts';
import { invokeLinesOf } from '../../support/paste.ts';
import { invocationsOf } from '../../support/queries.ts';
import { expectFailures } from '../../support/story-end.ts';
import { advanceSparsely } from '../../support/sparsely.ts';

/** Hosts that together need every action of a suspension. */
const hosts: Readonly<Record<string, GivenHost>> = {
  blog: { sizes: '1/1/1', protected: true, suspendedProcesses: ['Terminate'] },
  shop: { standby: true },
};
const alarm = { ...criticalAlarm, time: '2026-11-01T00:00:00Z' };

/** Every way in which one call can fail. */
const faultTimings = [
  { name: 'fails before it takes effect', when: 'before' },
  { name: 'fails after it took effect', when: 'after' },
  { name: 'dies with its process before it takes effect', when: 'before', fatal: true },
  { name: 'dies with its process after it took effect', when: 'after', fatal: true },
] as const;

const fault = { code: 'ServiceFault', message: 'something went wrong' };

/** Whether the injected fault happened. */
const hasFailed = ({ world }: Awaited<ReturnType<typeof given>>): boolean =>
  world.calls.some(({ error }) => error?.includes(fault.message));

/** The calls of a function when none fails. */
const callsWithoutFaults = async (
  run: (world: Awaited<ReturnType<typeof given>>) => Promise<unknown>,
  caller: string,
) => {
  const all = await given(hosts);
  const callsBefore = all.world.calls.length;
  await run(all);
  return all.world.calls.slice(callsBefore).filter((call) => call.caller === caller);
};

type GivenHosts = Awaited<ReturnType<typeof given>>;

const suspend = async ({ world }: GivenHosts): Promise<void> => {
  world.emit(alarm);
  await world.advance({ minutes: 1 });
};

const resume = async ({ world }: GivenHosts): Promise<void> => {
  await world.invoke('emergency-shutdown', { reason: 'the bill rises' });
  await world.advance({ minutes: 6 });
  await world.invoke('emergency-resume', { reason: 'the cause is dealt with' });
};

/** Whether an e-mail says how to undo what was done. */
const suggestsCommand = ({ world }: GivenHosts, command: string): boolean =>
  world.mails.flatMap(invokeLinesOf).some((line) => line.includes(`-${command} `) && line.includes('"blog"'));

const oneTo = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at + 1);

const { length: suspendCalls } = await callsWithoutFaults(suspend, 'BudgetKillSwitchRole');
const { length: resumeCalls } = await callsWithoutFaults(resume, 'EmergencyResumeRole');
/** Whether a resume recorded on the host `blog` that it is to run: from then on reconcile continues with it. */
const hasIntent = ({ world }: GivenHosts, when: 'before' | 'after'): boolean =>
  world.calls.some(
    ({ operation, caller, input, error }) =>
      operation === 'CreateOrUpdateTags' &&
      caller === 'EmergencyResumeRole' &&
      /"blog-group".*"resuming /.test(JSON.stringify(input)) &&
      (error === undefined || when === 'after'),
  );

describe('whichever call of the kill switch', () => {
  it('may go wrong is among these', () => {
    expect(suspendCalls).toBeGreaterThanOrEqual(10);
  });

  it.each(faultTimings)(
    '$name, the hosts stop, their sizes are kept, and an e-mail arrives',
    async ({ when, ...way }) => {
      for (const nth of oneTo(suspendCalls)) {
        const all = await given(hosts);
        all.world.injectFault('*', { ...fault, nth, when, caller: 'BudgetKillSwitchRole', fatal: 'fatal' in way });
        await suspend(all);
        expect(hasFailed(all)).toBe(true);
        expect(!('fatal' in way) || invocationsOf(all.world, 'budget-kill-switch')[0]?.error !== undefined).toBe(true);
        await all.world.advance({ minutes: 10 });
        for (const host of Object.keys(hosts)) expect(all.group(host)).toMatchObject({ sizes: '0/0/0', instances: [] });
        expect(stateOf(all.group('blog'))).toMatch(/^suspended 1\/1\/1 .* budget threshold:1@2026-11$/);
        expect(stateOf(all.group('shop'))).toMatch(/^suspended 0\/0\/1 .* budget threshold:1@2026-11$/);
        expect(suggestsCommand(all, 'emergency-resume')).toBe(true);
        expect(all.world.failures).toEqual([]);
      }
    },
  );
});

describe('whichever call of a resume', () => {
  it('may go wrong is among these', () => {
    expect(resumeCalls).toBeGreaterThanOrEqual(6);
  });

  it.each(faultTimings)(
    '$name, each host is back and notified, or still stopped and the person knows',
    async ({ when, ...way }) => {
      expectFailures('emergency-resume');
      const outcomes = new Set<boolean>();
      for (const nth of oneTo(resumeCalls)) {
        const all = await given(hosts);
        all.world.injectFault('*', { ...fault, nth, when, caller: 'EmergencyResumeRole', fatal: 'fatal' in way });
        await resume(all);
        expect(hasFailed(all)).toBe(true);
        expect(!('fatal' in way) || invocationsOf(all.world, 'emergency-resume')[0]?.error !== undefined).toBe(true);
        await all.world.advance({ minutes: 30 });
        const state = stateOf(all.group('blog')) ?? '';
        const back = hasIntent(all, when);
        outcomes.add(back);
        expect(all.group('blog').sizes).toBe(back ? '1/1/1' : '0/0/0');
        expect(state).toMatch(back ? /^running / : /^suspended 1\/1\/1 /);
        expect(suggestsCommand(all, 'emergency-shutdown')).toBe(back);
      }
      // A fault before the intent is recorded leaves the host stopped, any later one does not.
      expect(outcomes).toEqual(new Set([false, true]));
    },
  );
});

describe('Lambda', () => {
  it('tries an asynchronous invocation three times, and hands what still fails to the queue', async () => {
    expectFailures('budget-kill-switch');
    const { world } = await given(hosts);
    for (const nth of [1, 2, 3]) {
      world.injectFault('DescribeAutoScalingGroups', { ...fault, nth, caller: 'BudgetKillSwitchRole' });
    }
    world.emit(alarm);
    await world.advance({ minutes: 10 });
    expect(invocationsOf(world, 'budget-kill-switch').map(({ error }) => error)).toEqual(
      Array(3).fill('no hosts can be listed: us-east-1: something went wrong'),
    );
    expect(world.failures).toMatchObject([{ name: 'budget-kill-switch', event: alarm }]);
  });

  it('leaves a pass of reconcile that failed to the next one', async () => {
    const { world } = await given(hosts);
    world.injectFault('DescribeAutoScalingGroups', { ...fault, nth: 1, caller: 'ReconcileRole' });
    await world.advance({ minutes: 3, seconds: 30 });
    expect(invocationsOf(world, 'reconcile').map(({ error }) => error !== undefined)).toEqual([true, false, false]);
    expect(world.failures).toHaveLength(1);
  });
});

describe('a call of the kill switch that times out after it took effect', () => {
  it.each(['CreateOrUpdateTags', 'UpdateAutoScalingGroup', 'DescribeAutoScalingGroups', 'Publish'])(
    'is made again, and the function does not fail: the 2nd %s',
    async (operation) => {
      const all = await given(hosts);
      const nth = operation === 'Publish' ? 1 : 2;
      all.world.injectFault(operation, { ...fault, status: 503, nth, when: 'after', caller: 'BudgetKillSwitchRole' });
      await suspend(all);
      expect(all.world.calls.some(({ error }) => error?.includes(fault.message))).toBe(true);
      await all.world.advance({ minutes: 10 });
      expect(invocationsOf(all.world, 'budget-kill-switch').map(({ error }) => error)).toEqual([undefined]);
      for (const host of Object.keys(hosts)) expect(all.group(host)).toMatchObject({ sizes: '0/0/0', instances: [] });
    },
  );
});

describe('EventBridge', () => {
  it('may deliver the alarm twice: the hosts stop once, and the second delivery notifies nothing new', async () => {
    const all = await given(hosts);
    all.world.setDelivery('budget-kill-switch', 1, 240);
    await all.world.advance({ seconds: 1 });
    all.world.emit(alarm);
    await all.world.advance({ minutes: 15 });
    expect(invocationsOf(all.world, 'budget-kill-switch').map(({ error }) => error)).toEqual([undefined, undefined]);
    const stops = all.world.calls.filter(({ operation }) => operation === 'UpdateAutoScalingGroup');
    expect(stops).toHaveLength(2);
    const told = all.world.mails.map(({ body }) => body);
    expect(new Set(told).size).toBe(told.length);
  });

  it('may deliver the alarm hours late: hosts that were resumed meanwhile stay up', async () => {
    const all = await given(hosts);
    all.world.setDelivery('budget-kill-switch', 6 * 3600);
    all.world.emit(alarm);
    await resume(all);
    await advanceSparsely(all.world, { hours: 7 });
    expect(invocationsOf(all.world, 'budget-kill-switch')).toHaveLength(1);
    expect(all.group('blog').sizes).toBe('1/1/1');
    expect(stateOf(all.group('blog'))).toMatch(/^running /);
  });

  it('and the message of AWS Budgets about the same threshold hours later stops no host that was resumed meanwhile', async () => {
    const all = await given(hosts);
    all.world.charge(2.1);
    all.world.charge(27.13);
    await all.world.advance({ minutes: 10 });
    expect(all.group('blog').sizes).toBe('0/0/0');
    await all.world.invoke('emergency-resume', { reason: 'the cause is dealt with' });
    await advanceSparsely(all.world, { hours: 13 });
    expect(invocationsOf(all.world, 'budget-notification')).toHaveLength(1);
    expect(all.group('blog').sizes).toBe('1/1/1');
    all.world.charge(38);
    await advanceSparsely(all.world, { hours: 13 });
    expect(all.group('blog').sizes).toBe('0/0/0');
    expect(stateOf(all.group('blog'))).toMatch(/ threshold:1\.5@2026-11$/);
  });

  it('may never deliver the alarm: the message of AWS Budgets hours later stops the hosts', async () => {
    const all = await given(hosts);
    // The passes cannot read the bill: otherwise they would stop the hosts within a minute.
    all.world.breakDown('GetMetricStatistics', { hours: 20 });
    all.world.charge(2.1);
    all.world.setDelivery('budget-kill-switch');
    all.world.charge(27.13);
    await all.world.advance({ hours: 1 });
    expect(all.group('blog').sizes).toBe('1/1/1');
    await advanceSparsely(all.world, { hours: 12 });
    expect(all.group('blog').sizes).toBe('0/0/0');
    expect(stateOf(all.group('blog'))).toMatch(/ budget threshold:1@2026-11$/);
  });
});
