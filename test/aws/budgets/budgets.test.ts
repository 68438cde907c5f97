import { describe, expect, it } from 'vitest';

import { hours, startClock } from '../fixtures.ts';
import { createBudgets, notificationText } from './index.ts';

const TOPIC = 'arn:aws:sns:us-east-1:123456789012:alerts';
const READER = 'reader@example.com';

type NotificationType = 'ACTUAL' | 'FORECASTED';

const threshold = (Threshold: number, NotificationType: NotificationType = 'ACTUAL') => ({
  Notification: { NotificationType, Threshold, ThresholdType: 'PERCENTAGE' },
  Subscribers: [
    { SubscriptionType: 'SNS', Address: TOPIC },
    { SubscriptionType: 'EMAIL', Address: READER },
  ],
});

/** A budget of 20 USD a month with some thresholds, and the notifications that it sent. */
const givenBudget = (...NotificationsWithSubscribers: ReturnType<typeof threshold>[]) => {
  const clock = startClock();
  const sent: string[] = [];
  const texts: string[] = [];
  const record =
    (by: string) =>
    (to: string, subject: string, body: string): void => {
      sent.push(`${by} ${to} ${subject}`);
      texts.push(body);
    };
  const { spend } = createBudgets({
    clock,
    budgets: [
      {
        logicalId: 'Monthly',
        type: 'AWS::Budgets::Budget',
        arn: '',
        properties: { Budget: { BudgetLimit: { Amount: '20', Unit: 'USD' } }, NotificationsWithSubscribers },
      },
    ],
    publish: record('SNS'),
    send: record('e-mail'),
  });
  return { clock, spend, sent, texts };
};

describe('AWS Budgets', () => {
  it('notifies the topic and the address 8 to 12 hours after a threshold was passed', async () => {
    const { clock, spend, sent, texts } = givenBudget(threshold(80));
    spend(16.01);
    await clock.advance(hours(8) - 1);
    expect(sent).toEqual([]);
    await clock.advance(hours(4) + 1);
    expect(sent).toEqual([
      `SNS ${TOPIC} AWS Budgets: Monthly has exceeded your alert threshold`,
      `e-mail ${READER} AWS Budgets: Monthly has exceeded your alert threshold`,
    ]);
    expect(texts[0]).toBe(texts[1]);
    expect(texts[0]).toContain('\nBudgeted Amount: $20.00\nAlert Type: ACTUAL\nAlert Threshold: > $16.00\n');
    expect(texts[0]).toContain('\nACTUAL Amount: $16.01\n');
  });

  it('does not notify of a cost that only reaches the threshold', async () => {
    const { clock, spend, sent } = givenBudget(threshold(80));
    spend(16);
    await clock.advance(hours(48));
    expect(sent).toEqual([]);
  });

  it('notifies once a month for each threshold, however often the cost grows', async () => {
    const { clock, spend, texts } = givenBudget(threshold(50), threshold(100));
    for (const usd of [12, 15, 21, 30]) {
      spend(usd);
      await clock.advance(hours(24));
    }
    // Each notification goes to both subscribers.
    expect(texts.map((text) => /Alert Threshold: > (\S+)/.exec(text)?.[1])).toEqual([
      '$10.00',
      '$10.00',
      '$20.00',
      '$20.00',
    ]);
    await clock.advance(hours(24 * 30));
    spend(12);
    await clock.advance(hours(24));
    expect(texts).toHaveLength(6);
  });

  it('does not forecast', async () => {
    const { clock, spend, sent } = givenBudget(threshold(10, 'FORECASTED'));
    spend(40);
    await clock.advance(hours(48));
    expect(sent).toEqual([]);
  });

  it('throws for a budget in another form than a percentage of US dollars', () => {
    const percentage = threshold(80);
    const absolute = {
      ...percentage,
      Notification: { ...percentage.Notification, ThresholdType: 'ABSOLUTE_VALUE' },
    };
    expect(() => givenBudget(absolute)).toThrow('PERCENTAGE');
  });

  it("writes the text of AWS's e-mail", () => {
    const text = notificationText({
      budgetName: 'Monthly',
      alertType: 'FORECASTED',
      limitUsd: 20,
      thresholdUsd: 24,
      amountUsd: 27.5,
      at: new Date('2026-11-14T06:03:20Z'),
    });
    expect(text.split('\n').slice(0, 4)).toEqual([
      'AWS Budget Notification November 14, 2026',
      'AWS Account 123456789012',
      '',
      'Dear AWS Customer,',
    ]);
    expect(text).toContain(
      'The FORECASTED Cost associated with this budget is $27.50. You can find additional details below and by accessing the AWS Budgets dashboard.\n',
    );
    const facts = [
      'Budget Name',
      'Budget Type',
      'Budgeted Amount',
      'Alert Type',
      'Alert Threshold',
      'FORECASTED Amount',
    ];
    expect(text.split('\n').filter((line) => facts.some((fact) => line.startsWith(`${fact}: `)))).toEqual([
      'Budget Name: Monthly',
      'Budget Type: Cost',
      'Budgeted Amount: $20.00',
      'Alert Type: FORECASTED',
      'Alert Threshold: > $24.00',
      'FORECASTED Amount: $27.50',
    ]);
    expect(text.split('\n').slice(-6)).toEqual([
      '',
      'Go to the AWS Budgets dashboard: https://console.aws.amazon.com/billing/home#/budgets',
      '',
      'Sincerely,',
      'The Amazon Web Services Team',
      '',
    ]);
  });
});
