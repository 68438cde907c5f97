import { formatUsd } from '../hosts/money.ts';
import { monthOf, multipleOfAmount, multipleOfThreshold } from '../hosts/thresholds.ts';
import { alarmCents } from './alarm-data.ts';
import { parseBudgetMessage } from './aws-budgets-message.ts';
import {
  type ActingDecision,
  askAboutContradiction,
  askAboutEarlierMonth,
  askAboutImplausible,
  type Decision,
  type IgnoreDecision,
  type Limits,
  type TellDecision,
} from './decision.ts';

/** A state change of a CloudWatch alarm. */
export interface AlarmChange {
  readonly isCriticalAlarm: boolean;
  readonly from: string;
  readonly to: string;
  /** When it changed. */
  readonly at: Date;
  /** The alarm's `reasonData`: JSON in a string. */
  readonly reasonData?: string | undefined;
}

/**
 * Decides on a change of the critical alarm. From OK to ALARM it suspends the hosts, unless the amount is implausible
 * or the month has ended since: the charges of every month begin again at zero. An alarm that was never OK may have been created above its threshold, so the owner decides. All else is ignored.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
 */
export const evaluateAlarm = (
  { isCriticalAlarm, from, to, at, reasonData }: AlarmChange,
  limits: Limits,
  now: Date,
): IgnoreDecision | ActingDecision => {
  if (!isCriticalAlarm) return { decision: 'ignore', why: 'This is not the critical alarm of this stack.' };
  if (to !== 'ALARM' || from === 'ALARM') return { decision: 'ignore', why: `The alarm went from ${from} to ${to}.` };
  const { criticalCents, implausibleFactor } = limits;
  const cents = alarmCents(reasonData);
  const month = monthOf(at);
  const isOver = month < monthOf(now);
  const why =
    `The estimated charges of ${isOver ? month : 'this month'} (${cents === undefined ? 'amount unknown' : formatUsd(cents)}) ` +
    `have passed the critical amount of ${formatUsd(criticalCents)}.`;
  const cause = `month's charges ${cents === undefined ? '' : `${formatUsd(cents)} `}passed ${formatUsd(criticalCents)}`;
  if (isOver) return askAboutEarlierMonth(month, why);
  if (cents !== undefined && cents >= criticalCents * implausibleFactor) return askAboutImplausible(cents, why, limits);
  if (from !== 'OK') {
    const reason = `its alarm went from ${from} to ALARM: it may have been created when the bill was above the critical amount already`;
    const multiple = cents === undefined ? 1 : (multipleOfAmount(cents, criticalCents) ?? 1);
    return {
      decision: 'ask',
      reason,
      cause,
      why: `${why} Nothing was stopped because of this: decide yourself.`,
      multiple,
    };
  }
  return { decision: 'suspend', why, cause, multiple: 1 };
};

/** The budget and account whose messages may suspend hosts. */
export interface OwnBudget {
  readonly account: string;
  readonly budgetName: string;
}

/** One message of an SNS delivery. */
export interface BudgetRecord {
  readonly text: string;
  readonly publishedAt: Date;
}

/** How much of an unreadable message the notification quotes. */
const MAX_QUOTED_LINES = 5;
const MAX_QUOTED_CHARACTERS = 1000;

/**
 * Decides on one message of AWS Budgets. Only actual cost, in the critical budget and account of the stack, suspends the
 * hosts, at each of its thresholds. The owner is notified of everything else.
 */
const evaluateMessage = (
  { text, publishedAt }: BudgetRecord,
  own: OwnBudget,
  { limits, now }: { readonly limits: Limits; readonly now: Date },
): Decision => {
  const message = parseBudgetMessage(text);
  if (!message) {
    const beginning = text.split(/\r?\n/).slice(0, MAX_QUOTED_LINES).join('\n').slice(0, MAX_QUOTED_CHARACTERS);
    return {
      decision: 'tell',
      cause: 'a message on the budget topic was not understood',
      why: `The budget's topic received a message that was not understood. It begins:\n\n${beginning}`,
    };
  }
  const { account, budgetName, alertType, amountCents, thresholdCents, month = monthOf(publishedAt) } = message;
  const news = `AWS Budgets says that the ${alertType} cost of ${budgetName} is ${formatUsd(amountCents)}, above ${formatUsd(thresholdCents)}.`;
  const isForecast = alertType === 'FORECASTED';
  const cause = `${isForecast ? 'forecast' : "month's cost"} ${formatUsd(amountCents)} passed ${formatUsd(thresholdCents)}`;
  const tell = (why: string, about = cause): TellDecision => ({
    decision: 'tell',
    why: `${news} ${why}`,
    cause: about,
  });
  if (account !== own.account) return tell(`That is account ${account}, not this one.`, `account ${account}: ${cause}`);
  if (budgetName !== own.budgetName)
    return tell(`That is not the critical budget, ${own.budgetName}.`, `budget ${budgetName}: ${cause}`);
  if (isForecast) return tell('It is a forecast, and not spent yet.');
  const { criticalCents, implausibleFactor } = limits;
  const passed = multipleOfThreshold(thresholdCents, criticalCents);
  if (!passed) return tell(`That is below the critical amount of ${formatUsd(criticalCents)}.`);
  if (month < monthOf(now)) return askAboutEarlierMonth(month, news);
  if (amountCents >= criticalCents * implausibleFactor) return askAboutImplausible(amountCents, news, limits);
  // Amounts are printed with two decimals, so one that is above may look a cent less.
  if (amountCents + 1 < criticalCents) return askAboutContradiction(amountCents, thresholdCents, news);
  const { multiple, exact } = passed;
  const assumed = exact ? '' : ` That is no threshold of the stack, so it counts as ${multiple} times that amount.`;
  const doubted =
    amountCents + 1 < thresholdCents ? ' The message contradicts itself, but either amount is above that.' : '';
  return {
    decision: 'suspend',
    cause,
    why: `${news} The critical amount is ${formatUsd(criticalCents)}.${assumed}${doubted}`,
    multiple,
  };
};

/** What to do about all messages of a delivery. */
export interface NotificationsDecision {
  /**
   * The decision about the hosts, and when its message was published. The highest threshold decides; a question to the
   * owner only when no threshold was passed for certain. `why` covers every message that concerns the hosts.
   */
  readonly acting?: { readonly decision: ActingDecision; readonly at: Date };
  /** The messages that do not concern the hosts, of which the owner is notified. */
  readonly notices: readonly TellDecision[];
}

const multipleOf = (decision: ActingDecision): number => (decision.decision === 'suspend' ? decision.multiple : 0);

/** Decides on the messages of one SNS delivery. */
export const evaluateNotifications = (
  records: readonly BudgetRecord[],
  own: OwnBudget,
  limits: Limits,
  now: Date,
): NotificationsDecision => {
  const evaluated = records.map((record) => ({
    decision: evaluateMessage(record, own, { limits, now }),
    at: record.publishedAt,
  }));
  const acting = evaluated.flatMap(({ decision, at }) =>
    decision.decision === 'suspend' || decision.decision === 'ask' ? [{ decision, at }] : [],
  );
  const notices = evaluated.flatMap(({ decision }) => (decision.decision === 'tell' ? [decision] : []));
  const [decisive] = acting.toSorted((a, b) => multipleOf(b.decision) - multipleOf(a.decision));
  const why = acting.map(({ decision }) => decision.why).join('\n');
  return {
    ...(decisive && { acting: { decision: { ...decisive.decision, why }, at: decisive.at } }),
    notices,
  };
};
