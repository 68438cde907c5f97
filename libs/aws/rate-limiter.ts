/** How often AWS lets operations of a kind be called: so many at once, and so many more a second. */
export interface TokenBucket {
  readonly operations: RegExp;
  readonly tokens: number;
  readonly perSecond: number;
}

/** The only clock and the only wait that calls may use. */
export interface Clock {
  readonly now: () => Date;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/**
 * Waits until an operation may be called without passing its bucket, in the order of asking; what is in no bucket need
 * not wait. A burst that AWS would throttle is so never sent: most of it would be lost in three tries.
 * https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 */
export const createRateLimiter = (buckets: readonly TokenBucket[], { now, sleep }: Clock) => {
  const levels = new Map<TokenBucket, { readonly free: number; readonly at: number }>();
  return async (operation: string): Promise<void> => {
    const bucket = buckets.find(({ operations }) => operations.test(operation));
    if (!bucket) return;
    const { tokens, perSecond } = bucket;
    const at = now().getTime();
    const last = levels.get(bucket) ?? { free: tokens, at };
    // Below zero the tokens are promised already, to who asked before.
    const free = Math.min(tokens, last.free + ((at - last.at) / 1000) * perSecond) - 1;
    levels.set(bucket, { free, at });
    if (free < 0) await sleep(Math.ceil((-1000 * free) / perSecond));
  };
};
