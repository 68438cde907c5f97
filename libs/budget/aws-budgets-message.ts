/** What AWS Budgets says in a message, as far as it matters here. */
export interface BudgetMessage {
  readonly account: string;
  readonly budgetName: string;
  readonly alertType: 'ACTUAL' | 'FORECASTED';
  readonly amountUsd: number;
  readonly thresholdUsd: number;
}

/** The one line that begins with these words; `undefined` when there is none, or more than one. */
const lineOf = (text: string, words: string): string | undefined => {
  const lines = text.split(/\r?\n/).filter((line) => line.startsWith(words));
  return lines.length === 1 ? lines[0]?.slice(words.length).trim() : undefined;
};

/** An amount in USD, as AWS writes it: `$1,234.56`. */
const usdOf = (text: string | undefined): number | undefined => {
  const [, digits] = /^\$(\d+(?:,\d{3})*(?:\.\d+)?)$/.exec(text ?? '') ?? [];
  return digits === undefined ? undefined : Number(digits.replaceAll(',', ''));
};

/**
 * Reads the English prose that AWS Budgets publishes: it has no other form. Each fact stands on a line of its own, behind
 * words that do not change; a text that lacks one of them, or has one twice, is not understood.
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
