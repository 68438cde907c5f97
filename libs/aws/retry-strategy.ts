import type { RetryStrategyV2, StandardRetryToken } from '@smithy/types';

import type { Clock } from './rate-limiter.ts';

/** Attempts of a throttled call, over five minutes: hundreds of instances that terminate at once share AWS's buckets. */
const MAX_THROTTLED_ATTEMPTS = 60;

/** Attempts of a call that is lost, or that fails with a server error. */
const MAX_TRANSIENT_ATTEMPTS = 3;

const BASE_DELAY_MILLISECONDS = { THROTTLING: 500, TRANSIENT: 100, SERVER_ERROR: 100, CLIENT_ERROR: 0 } as const;
const MAX_DELAY_MILLISECONDS = 5000;

/** The token of the nth attempt. It carries no delay: the strategy sleeps before it returns the token. */
const token = (count: number): StandardRetryToken => ({
  getRetryCount: () => count,
  getRetryDelay: () => 0,
  getRetryCost: () => 0,
});

/**
 * Retries calls that were throttled or lost, with exponential backoff; without jitter, because the rate limiter already
 * spreads them. Client errors are not retried. The SDK's own strategies sleep on `setTimeout`; this one sleeps on the
 * platform's clock, so that tests need no real time.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export const createRetryStrategy = (
  { sleep }: Pick<Clock, 'sleep'>,
  maxThrottledAttempts = MAX_THROTTLED_ATTEMPTS,
): RetryStrategyV2 => ({
  acquireInitialRetryToken: async () => token(0),
  refreshRetryTokenForRetry: async (previous, { errorType }) => {
    const count = previous.getRetryCount() + 1;
    const maxAttempts = errorType === 'THROTTLING' ? maxThrottledAttempts : MAX_TRANSIENT_ATTEMPTS;
    if (errorType === 'CLIENT_ERROR' || count >= maxAttempts) throw new Error('no attempts are left');
    await sleep(Math.min(MAX_DELAY_MILLISECONDS, BASE_DELAY_MILLISECONDS[errorType] * 2 ** (count - 1)));
    return token(count);
  },
  recordSuccess: () => {},
});
