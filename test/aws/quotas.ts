/**
 * The shapes of the figures that AWS publishes about itself, and the figures that belong to no one service. Everything in
 * the simulator that takes time or has a limit takes it from the `quotas.ts` of its service. `page` is the source; where
 * AWS publishes no figure, it describes the behavior, and the figure is what operators observe.
 */

/** Durations in seconds, from the least to the greatest; each use draws one of the range. */
export type Times = Readonly<
  Record<string, { readonly seconds: readonly [min: number, max: number]; readonly page: string }>
>;

/**
 * A token bucket: it limits the calls of the operations that match, in an account and region. A call takes a token of each
 * bucket that matches it.
 * https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 */
export interface Bucket {
  readonly operations: RegExp;
  /** Each of the operations has such a bucket for itself; by default they share one. */
  readonly isOfEach?: true;
  /** How many tokens a call takes; by default one. */
  readonly cost?: (input: Readonly<Record<string, unknown>>) => number;
  /** Its capacity. */
  readonly tokens: number;
  /** Tokens that are refilled in a second. */
  readonly perSecond: number;
  /** The error when it is empty. */
  readonly error: readonly [code: string, message: string, status: number];
  readonly page: string;
}

export const TIMES = {
  /** From the request to its arrival at AWS. */
  call: { seconds: [0.02, 0.08], page: 'https://docs.aws.amazon.com/general/latest/gr/api-retries.html' },
} as const satisfies Times;
