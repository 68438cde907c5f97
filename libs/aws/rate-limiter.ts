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
  /** Throws when a call that begins at a time, in milliseconds since 1970, might not end before the invocation does. */
  readonly requireTime?: (time: number) => void;
}

/**
 * Waits until an operation has a token of its bucket, in the order of the calls; an operation without a bucket does not
 * wait. A burst that AWS would throttle is therefore never sent, and costs no retries. Throws at once what `requireTime`
 * throws for the time of its turn.
 * https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 */
export const createRateLimiter = (buckets: readonly TokenBucket[], { now, sleep, requireTime }: Clock) => {
  const levels = new Map<TokenBucket, { readonly free: number; readonly measuredAt: number }>();
  return async (operation: string): Promise<void> => {
    const bucket = buckets.find(({ operations }) => operations.test(operation));
    const time = now().getTime();
    if (!bucket) return requireTime?.(time);
    const { tokens, perSecond } = bucket;
    const last = levels.get(bucket) ?? { free: tokens, measuredAt: time };
    // Below zero, earlier callers are waiting for the tokens of the next seconds.
    const free = Math.min(tokens, last.free + ((time - last.measuredAt) / 1000) * perSecond) - 1;
    const waitMilliseconds = Math.max(0, Math.ceil((-1000 * free) / perSecond));
    requireTime?.(time + waitMilliseconds);
    levels.set(bucket, { free, measuredAt: time });
    if (waitMilliseconds > 0) await sleep(waitMilliseconds);
  };
};
