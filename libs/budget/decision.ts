/** What is known of the bill when its alarm goes off. */
export interface Bill {
  /** What the month is estimated to have cost so far; absent where the alarm did not say it readably. */
  readonly amountUsd?: number;
  /** The line it has passed. */
  readonly criticalUsd: number;
}

/** What is to be done about news of the bill, and why, in whole sentences. */
export type Decision =
  | { readonly decision: 'ignore'; readonly why: string }
  | {
      readonly decision: 'suspend';
      readonly why: string;
      /** The same as a clause, for the subject of an e-mail. */
      readonly cause: string;
      /** How many times the critical line was passed. */
      readonly multiple: number;
    }
  /** Worth telling, and no reason to touch a host. */
  | { readonly decision: 'tell'; readonly why: string; readonly cause: string }
  /** Only a person can know whether it is true: `reason` is what keeps each host from being stopped. */
  | { readonly decision: 'ask'; readonly why: string; readonly cause: string; readonly reason: string };
