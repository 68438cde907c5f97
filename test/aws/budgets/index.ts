import * as z from 'zod/mini';

import type { Clock } from '../clock.ts';
import type { Service } from '../operation.ts';
import type { AccountContext } from '../service.ts';
import type { Resource } from '../template.ts';
import { notificationText } from './message.ts';
import { TIMES } from './quotas.ts';

export { type BudgetNotification, notificationText } from './message.ts';

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

/** Sends the notifications: to a topic, or to an address. */
interface NotificationSender {
  readonly publish: (topicArn: string, subject: string, body: string) => void;
  readonly send: (address: string, subject: string, body: string) => void;
}

/**
 * AWS Budgets: hours after the cost it notifies the subscribers of each threshold that was passed, once a month. Forecasts
 * are not simulated. https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-best-practices.html
 */
export const createBudgets = (
  deps: NotificationSender & { readonly clock: Clock; readonly budgets: readonly Resource[] },
) => {
  const { clock, publish, send } = deps;
  const budgets = deps.budgets.map(({ logicalId, properties: raw }) => ({
    budgetName: logicalId,
    budgetProperties: z.parse(properties, raw),
  }));
  const sentNotifications = new Set<string>();

  return {
    /** No operation is simulated. */
    service: {} satisfies Service,
    /** Sets the cost of the month so far, in USD. */
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
          clock.after(clock.drawMilliseconds(TIMES.notification.seconds), () => {
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

export const budgets = {
  create: ({ clock, resources, peers }: AccountContext & { readonly peers: { readonly sns: NotificationSender } }) =>
    createBudgets({
      clock,
      budgets: resources('AWS::Budgets::Budget'),
      publish: (topicArn, subject, body) => peers.sns.publish(topicArn, subject, body),
      send: (address, subject, body) => peers.sns.send(address, subject, body),
    }),
} as const;
