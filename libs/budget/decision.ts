import { formatUsd } from '../hosts/money.ts';

/**
 * The response to a change of the critical alarm or to a message of AWS Budgets. `why` is whole sentences; `cause` is the
 * same as a clause, for the subject of an e-mail.
 */
export type Decision = IgnoreDecision | TellDecision | ActingDecision;

/** The owner is notified; no host is touched. */
export interface TellDecision {
  readonly decision: 'tell';
  readonly why: string;
  readonly cause: string;
}

/** Nothing to do, and nothing to notify. */
export interface IgnoreDecision {
  readonly decision: 'ignore';
  readonly why: string;
}

/** A decision that concerns the hosts. */
export type ActingDecision =
  | {
      readonly decision: 'suspend';
      readonly why: string;
      readonly cause: string;
      /** The threshold passed, in multiples of the critical amount. */
      readonly multiple: number;
    }
  /** Only the owner can know whether the news is true. */
  | {
      readonly decision: 'ask';
      readonly why: string;
      readonly cause: string;
      /** Why each host was not stopped: a clause. */
      readonly reason: string;
      /** The threshold that was passed before, if one was: it stops no host that is enrolled just now. */
      readonly multiple?: number;
    };

/** The limits that the owner may set. */
export interface Limits {
  /** The critical amount of a month, in cents. */
  readonly criticalCents: number;
  /** From this multiple of the critical amount on, a figure is taken for an error of AWS. */
  readonly implausibleFactor: number;
}

/** The decision that only the owner can make, for these reasons; `news` is whole sentences. */
const ask = (news: string, cause: string, reason: string, advice: string): ActingDecision => ({
  decision: 'ask',
  cause,
  reason,
  why: `${news} ${advice}`,
});

/** The decision about an amount that the account cannot have spent. `news` is whole sentences. */
export const askAboutImplausible = (amountCents: number, news: string, { implausibleFactor }: Limits): ActingDecision =>
  ask(
    news,
    `an estimate of ${formatUsd(amountCents)} is implausible`,
    `${formatUsd(amountCents)} is at least ${implausibleFactor} times the critical amount, which this account cannot have spent`,
    "This is probably an error in AWS's estimate, so hostkeeper stops nothing because of it.",
  );

/** The decision about a message that reports a threshold as passed by an amount below the critical one. */
export const askAboutContradiction = (amountCents: number, thresholdCents: number, news: string): ActingDecision =>
  ask(
    news,
    `a message of AWS Budgets contradicts itself`,
    `${formatUsd(amountCents)} is not above ${formatUsd(thresholdCents)}, though AWS Budgets says so`,
    'The message contradicts itself, so hostkeeper stops nothing because of it: decide yourself.',
  );

/** The decision about news of an earlier month that arrives in this one, whose charges begin again at zero. */
export const askAboutEarlierMonth = (month: string, news: string): ActingDecision =>
  ask(
    news,
    `news of ${month} arrived late`,
    `the charges of ${month} say nothing about those of this month`,
    `That was in ${month}. The charges of this month begin again at zero, so hostkeeper stops nothing because of it.`,
  );
