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
  /** Only the owner can know whether the news is true. `reason` is why each host was not stopped: a clause. */
  | { readonly decision: 'ask'; readonly why: string; readonly cause: string; readonly reason: string };

/** The limits that the owner may set. */
export interface Limits {
  /** The critical amount of a month, in USD. */
  readonly criticalUsd: number;
  /** From this multiple of the critical amount on, a figure is taken for an error of AWS. */
  readonly implausibleFactor: number;
}

export const formatUsd = (amount: number): string => `${amount.toFixed(2)} USD`;

/** The decision about an amount that the account cannot have spent. `news` is whole sentences. */
export const askAboutImplausible = (
  amountUsd: number,
  news: string,
  { implausibleFactor }: Limits,
): ActingDecision => ({
  decision: 'ask',
  cause: `an estimate of ${formatUsd(amountUsd)} is implausible`,
  reason: `${formatUsd(amountUsd)} is at least ${implausibleFactor} times the critical amount, which this account cannot have spent`,
  why: `${news} This is probably an error in AWS's estimate, so hostkeeper stops nothing because of it.`,
});
