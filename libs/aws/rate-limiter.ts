/** AWS's limit on operations that share a token bucket: `tokens` is the burst, `perSecond` the refill rate. */
export interface TokenBucket {
  readonly operations: RegExp;
  readonly tokens: number;
  readonly perSecond: number;
}

/** The only clock and the only sleep that AWS clients use. */
export interface Clock {
  readonly now: () => Date;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/**
 * Waits until an operation has a token of its bucket, in the order of the calls; an operation without a bucket does not
 * wait. A burst that AWS would throttle is therefore never sent, and costs no retries.
 * https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 */
export const createRateLimiter = (buckets: readonly TokenBucket[], { now, sleep }: Clock) => {
  const levels = new Map<TokenBucket, { readonly free: number; readonly measuredAt: number }>();
  return async (operation: string): Promise<void> => {
    const bucket = buckets.find(({ operations }) => operations.test(operation));
    if (!bucket) return;
    const { tokens, perSecond } = bucket;
    const time = now().getTime();
    const last = levels.get(bucket) ?? { free: tokens, measuredAt: time };
    // Below zero, earlier callers are waiting for the tokens of the next seconds.
    const free = Math.min(tokens, last.free + ((time - last.measuredAt) / 1000) * perSecond) - 1;
    levels.set(bucket, { free, measuredAt: time });
    if (free < 0) await sleep(Math.ceil((-1000 * free) / perSecond));
  };
};
