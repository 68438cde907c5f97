import { ACCOUNT } from '../operation.ts';

/** The content of a notification of AWS Budgets. */
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

/** The text of a notification, as AWS Budgets writes it in 2026: it has no structured form. https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-sns-policy.html */
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
      'You can find additional details below and by accessing the AWS Budgets dashboard.',
    '',
    `Budget Name: ${budgetName}`,
    'Budget Type: Cost',
    `Budgeted Amount: ${usd(limitUsd)}`,
    `Alert Type: ${alertType}`,
    `Alert Threshold: > ${usd(thresholdUsd)}`,
    `${alertType} Amount: ${usd(amountUsd)}`,
    '',
    'Go to the AWS Budgets dashboard: https://console.aws.amazon.com/billing/home#/budgets',
    '',
    'Sincerely,',
    'The Amazon Web Services Team',
    '',
  ].join('\n');
