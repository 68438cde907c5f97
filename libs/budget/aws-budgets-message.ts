import { parseCents } from '../hosts/money.ts';
import { monthOf } from '../hosts/thresholds.ts';

/** The facts in a message of AWS Budgets; both amounts are in cents. */
export interface BudgetMessage {
  readonly account: string;
  readonly budgetName: string;
  readonly alertType: 'ACTUAL' | 'FORECASTED';
  readonly amountCents: number;
  readonly thresholdCents: number;
  /** The month of the date in its first line, as `2026-11`; absent when that line has no date. */
  readonly month?: string;
}

/** The rest of the one line with this prefix; `undefined` when there is none, or more than one. */
const lineOf = (text: string, prefix: string): string | undefined => {
  const lines = text.split(/\r?\n/).filter((line) => line.startsWith(prefix));
  return lines.length === 1 ? lines[0]?.slice(prefix.length).trim() : undefined;
};

/** The month of a date as AWS writes it: `November 14, 2026`. */
const monthOfDate = (text: string | undefined): string | undefined => {
  const date = new Date(`${text ?? ''} UTC`);
  return Number.isNaN(date.getTime()) ? undefined : monthOf(date);
};

/**
 * Parses the English prose that AWS Budgets publishes; it has no other format. Each fact is on a line of its own, after a
 * fixed prefix. `undefined` for a text that lacks one of them, or has one twice.
 * https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-sns-policy.html
 */
export const parseBudgetMessage = (text: string): BudgetMessage | undefined => {
  const account = lineOf(text, 'AWS Account ');
  const budgetName = lineOf(text, 'Budget Name: ');
  const alertType = lineOf(text, 'Alert Type: ');
  if (alertType !== 'ACTUAL' && alertType !== 'FORECASTED') return undefined;
  const amountCents = parseCents(lineOf(text, `${alertType} Amount: `) ?? '');
  const thresholdCents = parseCents(lineOf(text, 'Alert Threshold: > ') ?? '');
  if (account === undefined || budgetName === undefined || amountCents === undefined || thresholdCents === undefined) {
    return undefined;
  }
  const month = monthOfDate(lineOf(text, 'AWS Budget Notification '));
  return { account, budgetName, alertType, amountCents, thresholdCents, ...(month !== undefined && { month }) };
};
