/** The facts in a message of AWS Budgets. */
export interface BudgetMessage {
  readonly account: string;
  readonly budgetName: string;
  readonly alertType: 'ACTUAL' | 'FORECASTED';
  readonly amountUsd: number;
  readonly thresholdUsd: number;
}

/** The rest of the one line with this prefix; `undefined` when there is none, or more than one. */
const lineOf = (text: string, prefix: string): string | undefined => {
  const lines = text.split(/\r?\n/).filter((line) => line.startsWith(prefix));
  return lines.length === 1 ? lines[0]?.slice(prefix.length).trim() : undefined;
};

/** Parses an amount in USD, as AWS writes it: `$1,234.56`. */
const usdOf = (text: string | undefined): number | undefined => {
  const [, digits] = /^\$(\d+(?:,\d{3})*(?:\.\d+)?)$/.exec(text ?? '') ?? [];
  return digits === undefined ? undefined : Number(digits.replaceAll(',', ''));
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
  const amountUsd = usdOf(lineOf(text, `${alertType} Amount: `));
  const thresholdUsd = usdOf(lineOf(text, 'Alert Threshold: > '));
  if (account === undefined || budgetName === undefined || amountUsd === undefined || thresholdUsd === undefined) {
    return undefined;
  }
  return { account, budgetName, alertType, amountUsd, thresholdUsd };
};
