import type { RetryStrategyV2, StandardRetryToken } from '@smithy/types';

import type { Clock } from './rate-limiter.ts';

/** So often a call is made that AWS throttles, for five minutes in all: hundreds of instances that go at once share its buckets. */
const MAX_THROTTLED_ATTEMPTS = 60;

/** So often a call is made that gets lost, or meets an error of AWS's own. */
const MAX_TRANSIENT_ATTEMPTS = 3;

const BASE_DELAY_MILLISECONDS = { THROTTLING: 500, TRANSIENT: 100, SERVER_ERROR: 100, CLIENT_ERROR: 0 } as const;
const MAX_DELAY_MILLISECONDS = 5000;

/** The nth try of a call. The waiting is done when a token is given out. */
const token = (count: number): StandardRetryToken => ({
  getRetryCount: () => count,
  getRetryDelay: () => 0,
  getRetryCost: () => 0,
});

/**
 * Tries a call again that AWS throttled or lost, each time after twice the wait; the calls themselves are paced, so they
 * need no chance to keep them apart. What AWS refuses stays refused.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export const createRetryStrategy = ({ sleep }: Pick<Clock, 'sleep'>): RetryStrategyV2 => ({
  acquireInitialRetryToken: async () => token(0),
  refreshRetryTokenForRetry: async (last, { errorType }) => {
    const count = last.getRetryCount() + 1;
    const tries = errorType === 'THROTTLING' ? MAX_THROTTLED_ATTEMPTS : MAX_TRANSIENT_ATTEMPTS;
    if (errorType === 'CLIENT_ERROR' || count >= tries) throw new Error('it was tried often enough');
    await sleep(Math.min(MAX_DELAY_MILLISECONDS, BASE_DELAY_MILLISECONDS[errorType] * 2 ** (count - 1)));
    return token(count);
  },
  recordSuccess: () => {},
});
