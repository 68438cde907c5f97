import * as z from 'zod/mini';

import { TIMES } from '../quotas.ts';
import type { Clock } from '../clock.ts';
import { ACCOUNT } from '../operation.ts';
import type { Resource } from '../template.ts';

const properties = z.object({
  Budget: z.object({ BudgetLimit: z.object({ Amount: z.coerce.number(), Unit: z.literal('USD') }) }),
  NotificationsWithSubscribers: z.array(
    z.object({
      Notification: z.object({
        NotificationType: z.enum(['ACTUAL', 'FORECASTED']),
        Threshold: z.number(),
        ThresholdType: z.literal('PERCENTAGE'),
      }),
      Subscribers: z.array(z.object({ SubscriptionType: z.enum(['SNS', 'EMAIL']), Address: z.string() })),
    }),
  ),
});

/** What a message is about. */
export interface BudgetNotification {
  readonly budgetName: string;
  readonly alertType: 'ACTUAL' | 'FORECASTED';
  readonly limitUsd: number;
  readonly thresholdUsd: number;
  readonly amountUsd: number;
  readonly at: Date;
  readonly account?: string;
}

const usd = (amount: number): string => `$${amount.toFixed(2)}`;

/** The prose that AWS Budgets writes: there is no other form. */
export const notificationText = ({
  budgetName,
  alertType,
  limitUsd,
  thresholdUsd,
  amountUsd,
  at,
  account = ACCOUNT,
}: BudgetNotification): string =>
  [
    `AWS Budget Notification ${at.toLocaleDateString('en-US', { dateStyle: 'long', timeZone: 'UTC' })}`,
    `AWS Account ${account}`,
    '',
    'Dear AWS Customer,',
    '',
    `You requested that we alert you when the ${alertType} Cost associated with your ${budgetName} budget is greater than ` +
      `${usd(thresholdUsd)} for the current month. The ${alertType} Cost associated with this budget is ${usd(amountUsd)}. ` +
      'You can find additional details below and by accessing the AWS Budgets dashboard [1].',
    '',
    `Budget Name: ${budgetName}`,
    'Budget Type: Cost',
    `Budgeted Amount: ${usd(limitUsd)}`,
    `Alert Type: ${alertType}`,
    `Alert Threshold: > ${usd(thresholdUsd)}`,
    `${alertType} Amount: ${usd(amountUsd)}`,
    '',
    '[1] https://console.aws.amazon.com/billing/home#/budgets',
    '',
  ].join('\n');

/**
 * AWS Budgets: hours after the money was spent, it writes to who subscribed, once a month for each threshold. Forecasts
 * are not made here. https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-best-practices.html
 */
export const createBudgets = (deps: {
  readonly clock: Clock;
  readonly budgets: readonly Resource[];
  readonly publish: (topicArn: string, subject: string, body: string) => void;
  readonly send: (address: string, subject: string, body: string) => void;
}) => {
  const { clock, publish, send } = deps;
  const budgets = deps.budgets.map(({ logicalId, properties: raw }) => ({
    budgetName: logicalId,
    budgetProperties: z.parse(properties, raw),
  }));
  const sentNotifications = new Set<string>();

  return {
    /** What the month has cost so far, in USD. */
    spend: (amountUsd: number): void => {
      const month = clock.now().toISOString().slice(0, 7);
      for (const { budgetName, budgetProperties } of budgets) {
        const limitUsd = budgetProperties.Budget.BudgetLimit.Amount;
        for (const { Notification, Subscribers } of budgetProperties.NotificationsWithSubscribers) {
          const { NotificationType: alertType, Threshold } = Notification;
          const thresholdUsd = (limitUsd * Threshold) / 100;
          const notificationKey = `${month} ${budgetName} ${alertType} ${Threshold}`;
          if (alertType !== 'ACTUAL' || amountUsd <= thresholdUsd || sentNotifications.has(notificationKey)) continue;
          sentNotifications.add(notificationKey);
          clock.after(clock.drawMilliseconds(TIMES.budget.seconds), () => {
            const text = notificationText({
              budgetName,
              alertType,
              limitUsd,
              thresholdUsd,
              amountUsd,
              at: clock.now(),
            });
            const subject = `AWS Budgets: ${budgetName} has exceeded your alert threshold`;
            for (const { SubscriptionType, Address } of Subscribers) {
              (SubscriptionType === 'SNS' ? publish : send)(Address, subject, text);
            }
          });
        }
      }
    },
  };
};
