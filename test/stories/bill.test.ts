import { describe, expect, it } from 'vitest';

import sample from '../../events/budget-notification/sample-actual.json' with { type: 'json' };
import { given, type GivenHost, stateOf } from '../support/given.ts';
import { expectFailures } from '../support/story-end.ts';
import { invokeLinesOf } from '../support/paste.ts';

/** A month that began long ago, for hosts that run since. */
const givenMidMonth = (hosts: Readonly<Record<string, GivenHost>>, start = '2026-11-10T00:00:00Z') =>
  given(hosts, { start });

type Env = Awaited<ReturnType<typeof given>>;

/** The bill passes the critical amount: the alarm was OK before. */
const passCritical = async ({ world }: Env, usd = 30): Promise<void> => {
  world.charge(2.1);
  await world.advance({ minutes: 1 });
  world.charge(usd);
};

/** What AWS Budgets says hours later of the threshold that the alarm is about. */
const budgetMessage = (sample.Records[0]?.Sns.Message ?? '').replaceAll('37.50', '25.00').replaceAll('38.20', '30.00');

const STOPPED = { sizes: '0/0/0', instances: [] };

/** Calls of the kill switch that an outage may fail. */
const CALLS = [
  'DescribeAutoScalingGroups',
  'CreateOrUpdateTags',
  'UpdateAutoScalingGroup',
  'ResumeProcesses',
  'SetInstanceProtection',
  'TerminateInstanceInAutoScalingGroup',
  'Publish',
] as const;
const OUTAGES = CALLS.flatMap((operation) => [2, 6, 60, 3 * 60].map((minutes) => ({ operation, minutes })));

describe('the bill passes the critical amount while an operation is down', () => {
  it.each(OUTAGES)(
    '$operation for $minutes minutes: the hosts are stopped within two passes of its end',
    async ({ operation, minutes }) => {
      expectFailures('budget-kill-switch', 'budget-notification', 'snapshot');
      const all = await givenMidMonth({
        blog: { protected: true, suspendedProcesses: ['Terminate'] },
        shop: { standby: true },
      });
      const { world, group } = all;
      await world.advance({ seconds: 30 });
      world.breakDown(operation, { minutes });
      await passCritical(all);
      await world.advance({ minutes: minutes + 1, seconds: 10 });
      for (const host of ['blog', 'shop']) expect(group(host).sizes).toBe('0/0/0');
      await world.advance({ minutes: 15 });
      for (const host of ['blog', 'shop']) {
        expect(group(host)).toMatchObject(STOPPED);
        expect(stateOf(group(host))).toMatch(/ budget threshold:1@2026-11$/);
      }
      expect(world.mails.flatMap(invokeLinesOf).some((line) => line.includes('-emergency-resume '))).toBe(true);
    },
  );

  it('and the hosts whose run could not even list them are stopped by the first pass that can', async () => {
    expectFailures('budget-kill-switch');
    const all = await givenMidMonth({ blog: {} });
    const { world, group } = all;
    await world.advance({ seconds: 30 });
    world.breakDown('DescribeAutoScalingGroups', { minutes: 6 });
    await passCritical(all);
    await world.advance({ minutes: 5 });
    expect(group('blog').sizes).toBe('0/1/1');
    await world.advance({ minutes: 2, seconds: 10 });
    expect(group('blog').sizes).toBe('0/0/0');
    await world.advance({ minutes: 3 });
    expect(world.mails.map(({ subject }) => subject)).toContain(
      "[prod] Stopping blog: month's charges 30.00 USD passed 25.00 USD",
    );
  });
});

describe('an alarm that is never delivered', () => {
  it.each([
    [30, '1'],
    [38, '1.5'],
    [500, '5'],
  ])('is made up for by the next pass, at the highest threshold that %s USD have passed', async (usd, multiple) => {
    const all = await givenMidMonth({ blog: {}, wiki: { tags: { 'hostkeeper:on-critical-budget': 'kep' } } });
    all.world.setDelivery('budget-kill-switch');
    await passCritical(all, usd);
    await all.world.advance({ minutes: 1, seconds: 10 });
    for (const host of ['blog', 'wiki']) {
      expect(all.group(host).sizes).toBe('0/0/0');
      expect(stateOf(all.group(host))).toMatch(new RegExp(`^suspended 0/1/1 .* budget threshold:${multiple}@2026-11$`));
    }
  });
});

describe('a threshold that was passed before', () => {
  it('a host was enrolled never stops it, from whichever source; the next one does', async () => {
    const all = await givenMidMonth({ blog: { isNew: true } });
    const { world, group } = all;
    world.charge(30);
    await world.advance({ minutes: 30 });
    world.publish(world.names.topics['BudgetTopic'] ?? '', 'AWS Budgets', budgetMessage);
    await world.advance({ minutes: 10 });
    expect(group('blog').sizes).toBe('0/1/1');
    expect(stateOf(group('blog'))).toMatch(/^running 2026-11-10T00:0\S+ threshold:1@2026-11$/);
    world.setDelivery('budget-notification');
    world.charge(38);
    await world.advance({ minutes: 10 });
    expect(group('blog')).toMatchObject(STOPPED);
    expect(stateOf(group('blog'))).toMatch(/ budget threshold:1\.5@2026-11$/);
  });

  it('a host was enrolled never stops it where its state cannot be written either; the next one does', async () => {
    const denied = { code: 'AccessDenied', message: 'explicit deny in a service control policy', status: 403 };
    const { world, group } = await givenMidMonth({ blog: { isNew: true } });
    world.breakDown('CreateOrUpdateTags', { hours: 10 }, denied);
    world.charge(30);
    await world.advance({ minutes: 30 });
    expect(group('blog').sizes).toBe('0/1/1');
    world.charge(38);
    await world.advance({ minutes: 2 });
    expect(group('blog').sizes).toBe('0/0/0');
  });

  it('a host was enrolled is in its notification, which says the next one', async () => {
    const { world } = await givenMidMonth({ blog: { isNew: true, hooks: false } });
    world.setDelivery('budget-kill-switch');
    world.charge(30);
    await world.advance({ minutes: 3 });
    expect(world.mails.find(({ subject }) => subject.includes('enrolled'))?.body).toContain(
      'the bill stops it at 1.5 times the critical amount',
    );
  });

  it('a resume does not undo it, even where the bill rose while the host was stopped', async () => {
    const all = await givenMidMonth({ blog: {} });
    const { world, group } = all;
    await passCritical(all);
    await world.advance({ minutes: 10 });
    world.charge(52);
    await world.advance({ minutes: 1 });
    await world.invoke('emergency-resume', { reason: 'the cause is dealt with' });
    expect(stateOf(group('blog'))).toMatch(/ threshold:2@2026-11$/);
    await world.advance({ hours: 1 });
    expect(group('blog').sizes).toBe('0/1/1');
    world.charge(80);
    await world.advance({ minutes: 10 });
    expect(stateOf(group('blog'))).toMatch(/ threshold:3@2026-11$/);
  });

  it('a host that a person stopped learns of it while it is stopped', async () => {
    const all = await givenMidMonth({ blog: {} });
    const { world, group } = all;
    world.charge(2.1);
    await world.invoke('emergency-shutdown', { reason: 'work', hosts: ['blog'] });
    await world.advance({ minutes: 10 });
    world.charge(30);
    await world.advance({ minutes: 5 });
    expect(stateOf(group('blog'))).toMatch(/ operator threshold:1@2026-11$/);
  });
});

describe('the bill is read, and', () => {
  it('a host that is to be kept is left alone', async () => {
    const all = await givenMidMonth({ wiki: { tags: { 'hostkeeper:on-critical-budget': 'keep' } } });
    all.world.setDelivery('budget-kill-switch');
    await passCritical(all);
    await all.world.advance({ minutes: 30 });
    expect(all.group('wiki').sizes).toBe('0/1/1');
    expect(all.world.mails.map(({ subject }) => subject).filter((subject) => subject.startsWith('[prod]'))).toEqual([]);
  });

  it('a run that still stops hosts is not overtaken', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `host-${index}`);
    const all = await givenMidMonth(Object.fromEntries(names.map((name) => [name, {}])));
    await all.world.advance({ seconds: 30 });
    await passCritical(all);
    await all.world.advance({ minutes: 20 });
    for (const name of names) expect(all.group(name)).toMatchObject(STOPPED);
    const callers = all.world.calls.flatMap(({ operation, caller }) =>
      operation === 'UpdateAutoScalingGroup' ? [caller] : [],
    );
    expect(new Set(callers)).toEqual(new Set(['BudgetKillSwitchRole']));
  });

  it('one call a pass is made for it, to us-east-1', async () => {
    const { world } = await given({ blog: {} }, { region: 'us-east-1', start: '2026-11-10T00:00:00Z' });
    await world.advance({ minutes: 10, seconds: 20 });
    const calls = world.calls.filter(({ operation }) => operation === 'GetMetricStatistics');
    expect(calls.map(({ caller, region }) => `${caller} ${region}`)).toEqual(Array(10).fill('ReconcileRole us-east-1'));
  });

  it('an implausible amount stops nothing and asks a person, though it changes every six hours', async () => {
    const all = await givenMidMonth({ blog: {} });
    const { world, group } = all;
    for (const name of ['budget-kill-switch', 'budget-notification'] as const) world.setDelivery(name);
    await passCritical(all, 31_415_926_535);
    await world.advance({ minutes: 30 });
    world.charge(31_415_926_999);
    await world.advance({ minutes: 30 });
    expect(group('blog').sizes).toBe('0/1/1');
    expect(world.mails.filter(({ subject }) => subject.includes('ecide whether to stop blog'))).toHaveLength(1);
  });
});

describe('the bill cannot be read', () => {
  it('while CloudWatch is down: the passes go on, a person is notified after an hour, and the alarm still stops the hosts', async () => {
    const all = await givenMidMonth({ blog: { hooks: false } });
    const { world, group } = all;
    world.breakDown('GetMetricStatistics', { hours: 12 });
    await world.advance({ minutes: 50 });
    expect(world.failures).toEqual([]);
    const about = () => world.mails.filter(({ subject }) => subject.includes("month's charges cannot be read"));
    expect(about()).toHaveLength(0);
    await world.advance({ hours: 1 });
    expect(about()).toHaveLength(1);
    await passCritical(all);
    await world.advance({ minutes: 5 });
    expect(group('blog')).toMatchObject(STOPPED);
  });

  it('where billing alerts are not ticked: nothing is stopped, and nobody is alarmed', async () => {
    const { world, group } = await givenMidMonth({ blog: {}, shop: { isNew: true } });
    await world.advance({ hours: 1 });
    for (const host of ['blog', 'shop']) expect(group(host).sizes).toBe('0/1/1');
    expect(stateOf(group('shop'))).toMatch(/^running \S+$/);
    expect(world.failures).toEqual([]);
  });

  it('in the first day of a month, in which the metric still carries the charges of the last one', async () => {
    const all = await givenMidMonth({ blog: {} }, '2026-11-30T23:30:00Z');
    const { world, group } = all;
    await passCritical(all);
    await world.advance({ minutes: 10 });
    await world.invoke('emergency-resume', { reason: 'the cause is dealt with' });
    await world.advance({ minutes: 30 });
    world.setDelivery('budget-kill-switch');
    world.charge(31);
    await world.advance({ minutes: 30 });
    expect(group('blog').sizes).toBe('0/1/1');
    world.charge(2);
    await world.advance({ minutes: 5 });
    world.charge(26);
    await world.advance({ minutes: 5 });
    expect(group('blog').sizes).toBe('0/0/0');
    expect(stateOf(group('blog'))).toMatch(/ threshold:1@2026-12$/);
  });
});
