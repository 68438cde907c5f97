import type { Bill, Decision } from './decision.ts';
import { parseBudgetMessage } from './aws-budgets-message.ts';

/** A change of the critical alarm, as far as the verdict needs it. */
export interface AlarmChange {
  readonly isCriticalAlarm: boolean;
  readonly from: string;
  readonly to: string;
  /** The alarm's `reasonData`: JSON in a string. */
  readonly reasonData?: string | undefined;
}

/** What the owner may set. */
export interface Limits {
  readonly criticalUsd: number;
  /** So many times the line no account can have spent. */
  readonly implausibleFactor: number;
}

const usd = (amount: number): string => `${amount.toFixed(2)} USD`;

/** The latest data point of an alarm; `undefined` when it cannot be read, which is no reason to let the bill run on. */
export const amountOf = (reasonData: string | undefined): number | undefined => {
  let data: unknown;
  try {
    data = JSON.parse(reasonData ?? '');
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  if (typeof data !== 'object' || data === null || !('recentDatapoints' in data)) return undefined;
  const points: unknown = data.recentDatapoints;
  const latest: unknown = Array.isArray(points) ? points.at(-1) : undefined;
  return typeof latest === 'number' && Number.isFinite(latest) && latest >= 0 ? latest : undefined;
};

const implausible = (amountUsd: number, why: string, { implausibleFactor }: Limits): Decision => ({
  decision: 'ask',
  cause: `an estimate of ${usd(amountUsd)} is implausible`,
  reason: `${usd(amountUsd)} is ${implausibleFactor} times the critical line or more, which no such account can have spent`,
  why: `${why} AWS's estimate is probably an error, so hostkeeper stops nothing because of it.`,
});

const describeCause = ({ amountUsd, criticalUsd }: Bill): string =>
  `month's charges ${amountUsd === undefined ? '' : `${usd(amountUsd)} `}passed ${usd(criticalUsd)}`;

const describe = ({ amountUsd, criticalUsd }: Bill): string =>
  `The estimated charges of this month (${amountUsd === undefined ? 'amount unknown' : usd(amountUsd)}) ` +
  `have passed the critical line of ${usd(criticalUsd)}.`;

/**
 * Judges a change of the critical alarm: from OK to ALARM stops the hosts, unless the amount is beyond belief; an alarm
 * that never was OK may have been made over its line, so a person decides; all else is not for us.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
 */
export const evaluateAlarm = ({ isCriticalAlarm, from, to, reasonData }: AlarmChange, limits: Limits): Decision => {
  if (!isCriticalAlarm) return { decision: 'ignore', why: 'This is not the critical alarm of this stack.' };
  if (to !== 'ALARM' || from === 'ALARM') return { decision: 'ignore', why: `The alarm went from ${from} to ${to}.` };
  const amountUsd = amountOf(reasonData);
  const { criticalUsd, implausibleFactor } = limits;
  const bill = { criticalUsd, ...(amountUsd !== undefined && { amountUsd }) };
  const [why, cause] = [describe(bill), describeCause(bill)];
  if (amountUsd !== undefined && amountUsd >= criticalUsd * implausibleFactor)
    return implausible(amountUsd, why, limits);
  if (from !== 'OK') {
    const reason = `its alarm went to ALARM from ${from}: it may have been made while the bill was over the line already`;
    return {
      decision: 'ask',
      reason,
      cause,
      why: `${why} But the alarm was not OK before, so the charges may be old.`,
    };
  }
  return { decision: 'suspend', why, cause, multiple: 1 };
};

/** Whose messages are acted on. */
export interface OwnBudget {
  readonly account: string;
  readonly budgetName: string;
}

/** So much of a text that was not understood is told. */
const QUOTED_LINES = 5;

/**
 * Judges a message of AWS Budgets. Only money that was spent, in the stack's own critical budget and account, stops the
 * hosts, at each of its rungs; everything else is told.
 */
export const evaluateMessage = (text: string, own: OwnBudget, limits: Limits): Decision => {
  const notice = parseBudgetMessage(text);
  if (!notice) {
    const beginning = text.split(/\r?\n/).slice(0, QUOTED_LINES).join('\n').slice(0, 1000);
    return {
      decision: 'tell',
      cause: 'a message on the budget topic was not understood',
      why: `A message on the topic of the budget was not understood. It begins:\n\n${beginning}`,
    };
  }
  const { account, budgetName, alertType, amountUsd, thresholdUsd } = notice;
  const said = `AWS Budgets reports that the ${alertType} cost of ${budgetName} is ${usd(amountUsd)}, above ${usd(thresholdUsd)}.`;
  const isForecast = alertType === 'FORECASTED';
  const amounts = `${isForecast ? 'forecast' : "month's cost"} ${usd(amountUsd)} passed ${usd(thresholdUsd)}`;
  const tell = (why: string, cause: string): Decision => ({ decision: 'tell', why: `${said} ${why}`, cause });
  if (account !== own.account)
    return tell(`That is account ${account}, not this one.`, `account ${account}: ${amounts}`);
  if (budgetName !== own.budgetName)
    return tell(`That is not the critical budget, ${own.budgetName}.`, `budget ${budgetName}: ${amounts}`);
  if (isForecast) return tell('It is a forecast, and not spent yet.', amounts);
  const { criticalUsd, implausibleFactor } = limits;
  if (thresholdUsd < criticalUsd) return tell(`That is below the critical line of ${usd(criticalUsd)}.`, amounts);
  if (amountUsd >= criticalUsd * implausibleFactor) return implausible(amountUsd, said, limits);
  return {
    decision: 'suspend',
    cause: amounts,
    why: `${said} The critical line is ${usd(criticalUsd)}.`,
    multiple: thresholdUsd / criticalUsd,
  };
};
