import { describe, expect, it } from 'vitest';

import { THRESHOLD_MULTIPLES } from '../../libs/hosts/thresholds.ts';
import { given, stateOf } from '../support/given.ts';
import { invokeLinesOf } from '../support/paste.ts';
import { invocationsOf, sizeWrites } from '../support/queries.ts';
import { type BudgetNotification, notificationText } from '../aws/budgets/index.ts';
import { packagedTemplate } from '../aws/lambda/package-stack.ts';
import { advanceSparsely } from '../support/sparsely.ts';

/** The message of AWS Budgets about the critical budget, with the changes of a story. */
const budgetMessage = (more: Partial<BudgetNotification> = {}): string =>
  notificationText({
    budgetName: 'CriticalBudget',
    alertType: 'ACTUAL',
    limitUsd: 25,
    thresholdUsd: 37.5,
    amountUsd: 38.2,
    at: new Date('2026-11-14T14:11:07Z'),
    ...more,
  });

const TOPIC = 'arn:aws:sns:us-east-1:123456789012:BudgetTopic';

type GivenHosts = Awaited<ReturnType<typeof given>>;

const deliverMessage = async ({ world }: GivenHosts, text: string): Promise<void> => {
  world.publish(TOPIC, 'AWS Budgets: a budget has exceeded your alert threshold', text);
  await world.advance({ minutes: 5 });
};

const eventOf = (...messages: readonly string[]) => ({
  Records: messages.map((Message) => ({
    EventSource: 'aws:sns',
    Sns: { Message, Timestamp: '2026-11-01T00:00:05.000Z' },
  })),
});

describe('AWS Budgets writes that money was spent', () => {
  it('and the hosts stop, the threshold is recorded, and the e-mail says how to undo it', async () => {
    const all = await given({ blog: {}, wiki: { tags: { 'hostkeeper:on-critical-budget': 'keep' } } });
    await deliverMessage(all, budgetMessage());
    expect([all.group('blog').sizes, all.group('wiki').sizes]).toEqual(['0/0/0', '0/1/1']);
    expect(stateOf(all.group('blog'))).toMatch(/ budget threshold:1\.5@2026-11$/);
    expect(all.world.mails[0]?.body).toContain('38.20 USD, above 37.50 USD');
    expect(all.world.mails.flatMap(invokeLinesOf)[0]).toMatch(/"blog".*emergency-resume /);
    expect(all.world.mails).toHaveLength(2);
  });

  it('and each of the five deployed thresholds stops the hosts, once a month', async () => {
    const budgets = Object.values(packagedTemplate().Resources).map((resource) => JSON.stringify(resource.Properties));
    const critical = budgets.find((text) => text.includes('"BudgetTopic"') && text.includes('BudgetLimit')) ?? '';
    const thresholds = [...critical.matchAll(/"Threshold":(\d+)/g)].map(([, percent]) => Number(percent) / 100);
    expect(thresholds).toEqual(THRESHOLD_MULTIPLES);
  });

  it('and from the charges to the stopped host no person is needed', async () => {
    const { world, group } = await given({ blog: {} });
    // The passes and the resume cannot read the bill, so only the message speaks of 1.5 times the critical amount.
    world.breakDown('GetMetricStatistics', { hours: 20 });
    world.charge(8);
    world.charge(40);
    await world.advance({ minutes: 5 });
    await world.invoke('emergency-resume', { reason: 'bill checked' });
    await advanceSparsely(world, { hours: 13 });
    expect(invocationsOf(world, 'budget-notification').map(({ error }) => error)).toEqual([undefined, undefined]);
    expect(stateOf(group('blog'))).toMatch(/^suspended 0\/1\/1 .* budget threshold:1\.5@2026-11$/);
  });

  it('and a resume names the next threshold, and refuses above the last one unless that is accepted', async () => {
    const all = await given({ blog: {} });
    await deliverMessage(all, budgetMessage());
    const next = await all.world.invoke('emergency-resume', { reason: 'bill checked' });
    expect(JSON.stringify(next.returned)).toContain('the bill stops it again at 2 times the critical amount');
    await all.world.advance({ minutes: 20 });
    await deliverMessage(all, budgetMessage({ thresholdUsd: 125, amountUsd: 130 }));
    const last = await all.world.invoke('emergency-resume', { reason: 'bill checked' });
    expect(last.returned).toMatchObject({
      results: [{ status: 'refused', reason: expect.stringContaining('"acceptUnguarded":true') }],
    });
    expect(all.group('blog').sizes).toBe('0/0/0');
    await all.world.invoke('emergency-resume', { reason: 'bill checked', acceptUnguarded: true });
    expect(all.group('blog').sizes).toBe('0/1/1');
  });

  it('and a higher threshold, passed while the hosts are stopped, is recorded; the sizes and the time stay', async () => {
    const all = await given({ blog: {} });
    await deliverMessage(all, budgetMessage());
    const before = stateOf(all.group('blog')) ?? '';
    await deliverMessage(all, budgetMessage({ thresholdUsd: 50, amountUsd: 51 }));
    expect(stateOf(all.group('blog'))).toBe(before.replace('threshold:1.5@', 'threshold:2@'));
  });

  it('and the same message again changes nothing and notifies nothing twice', async () => {
    const all = await given({ blog: {} });
    await deliverMessage(all, budgetMessage());
    const [calls, mails] = [sizeWrites(all.world).length, all.world.mails.length];
    await deliverMessage(all, budgetMessage());
    expect(sizeWrites(all.world)).toHaveLength(calls);
    expect(all.world.mails).toHaveLength(mails);
  });

  it('and an implausible amount stops nothing, and an e-mail says what to type', async () => {
    const all = await given({ blog: {} });
    await deliverMessage(all, budgetMessage({ amountUsd: 31_415_926_535 }));
    expect(all.group('blog').sizes).toBe('0/1/1');
    expect(all.world.mails.flatMap(invokeLinesOf)[0]).toMatch(/"blog".*emergency-shutdown /);
    expect(all.world.mails).toHaveLength(1);
  });

  it('and a message that contradicts itself stops nothing, and an e-mail asks', async () => {
    const all = await given({ blog: {} });
    await deliverMessage(all, budgetMessage({ thresholdUsd: 125, amountUsd: 0 }));
    expect(all.group('blog').sizes).toBe('0/1/1');
    expect(all.world.mails.map(({ subject }) => subject)).toEqual([
      '[prod] Decide whether to stop blog: a message of AWS Budgets contradicts itself',
    ]);
    expect(all.world.mails.flatMap(invokeLinesOf)[0]).toMatch(/"blog".*emergency-shutdown /);
  });

  it('and a message of last month, delivered in this one, stops nothing, and an e-mail asks', async () => {
    const all = await given({ blog: {} }, { start: '2026-12-01T00:01:00Z' });
    await deliverMessage(all, budgetMessage({ at: new Date('2026-11-30T23:50:00Z') }));
    expect(all.group('blog').sizes).toBe('0/1/1');
    expect(all.world.mails.map(({ subject }) => subject)).toEqual([
      '[prod] Decide whether to stop blog: news of 2026-11 arrived late',
    ]);
  });

  it.each([
    ['33.333', 33.33, 1],
    ['33.333', 50, 1.5],
    ['33.35', 50.02, 1.5],
    ['33.35', 50.03, 1.5],
    ['33.35', 133.4, 3],
  ])('and of %s USD, %d USD stops the hosts as its multiple: %d', async (criticalUsd, thresholdUsd, multiple) => {
    const all = await given({ blog: {} }, { environment: { 'budget-notification': { CRITICAL_USD: criticalUsd } } });
    await deliverMessage(all, budgetMessage({ thresholdUsd, amountUsd: thresholdUsd + 1 }));
    expect(stateOf(all.group('blog'))?.endsWith(` budget threshold:${multiple}@2026-11`)).toBe(true);
  });

  it('and after the resume, the threshold just passed is not promised as the next one', async () => {
    const all = await given({ blog: {} }, { environment: { 'budget-notification': { CRITICAL_USD: '33.35' } } });
    await deliverMessage(all, budgetMessage({ thresholdUsd: 50.02, amountUsd: 50.4 }));
    const { returned } = await all.world.invoke('emergency-resume', { reason: 'bill checked' });
    expect(JSON.stringify(returned)).toContain('the bill stops it again at 2 times the critical amount');
  });

  it.each([
    ['a forecast', budgetMessage({ alertType: 'FORECASTED' }), 'not spent yet'],
    ['another budget', budgetMessage({ budgetName: 'Marketing' }), 'not the critical budget'],
    ['a budget whose name contains ours', budgetMessage({ budgetName: 'CriticalBudget-2' }), 'not the critical budget'],
    ['another account', budgetMessage({ account: '210987654321' }), 'account 210987654321'],
    [
      'a threshold below the critical amount',
      budgetMessage({ thresholdUsd: 21.25, amountUsd: 22 }),
      'below the critical amount',
    ],
    ['an amount in another currency', budgetMessage().replaceAll('$', '€'), 'was not understood'],
    ['an amount that is said twice', `${budgetMessage()}\nACTUAL Amount: $1.00`, 'was not understood'],
    ['something else entirely', 'RDS will attempt to send you\nevent notifications', 'RDS will attempt to send you'],
    [
      'an amount that is none',
      budgetMessage().replace('ACTUAL Amount: $38.20', 'ACTUAL Amount: lots'),
      'was not understood',
    ],
  ])('but %s is notified, and stops nothing', async (_, text, words) => {
    const all = await given({ blog: {} });
    await deliverMessage(all, text);
    expect(invocationsOf(all.world, 'budget-notification').map(({ error }) => error)).toEqual([undefined]);
    expect(all.group('blog').sizes).toBe('0/1/1');
    expect(all.world.mails).toHaveLength(1);
    expect(all.world.mails[0]?.subject).toMatch(/^\[prod\] Nothing stopped: /);
    expect(all.world.mails[0]?.body).toContain(words);
  });

  it('and several messages in one delivery are each evaluated', async () => {
    const { world, group } = await given({ blog: {} });
    const { error } = await world.invoke(
      'budget-notification',
      eventOf('hello', budgetMessage({ thresholdUsd: 50 }), budgetMessage()),
    );
    expect(error).toBeUndefined();
    expect(stateOf(group('blog'))).toMatch(/ budget threshold:2@2026-11$/);
    expect(world.mails.map(({ subject }) => subject)).toEqual([
      '[prod] Nothing stopped: a message on the budget topic was not understood',
      "[prod] Stopping blog: month's cost 38.20 USD passed 50.00 USD",
    ]);
  });
});
