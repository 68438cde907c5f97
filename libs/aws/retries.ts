import type { RetryStrategyV2, StandardRetryToken } from '@smithy/types';

import type { Timing } from './pace.ts';

/** So often a call is made that AWS throttles, for five minutes in all: hundreds of instances that go at once share its buckets. */
const THROTTLED_TRIES = 60;

/** So often a call is made that gets lost, or meets an error of AWS's own. */
const LOST_TRIES = 3;

const FIRST_WAIT_MILLISECONDS = { THROTTLING: 500, TRANSIENT: 100, SERVER_ERROR: 100, CLIENT_ERROR: 0 } as const;
const LONGEST_WAIT_MILLISECONDS = 5000;

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
export const retries = ({ sleep }: Pick<Timing, 'sleep'>): RetryStrategyV2 => ({
  acquireInitialRetryToken: async () => token(0),
  refreshRetryTokenForRetry: async (last, { errorType }) => {
    const count = last.getRetryCount() + 1;
    const tries = errorType === 'THROTTLING' ? THROTTLED_TRIES : LOST_TRIES;
    if (errorType === 'CLIENT_ERROR' || count >= tries) throw new Error('it was tried often enough');
    await sleep(Math.min(LONGEST_WAIT_MILLISECONDS, FIRST_WAIT_MILLISECONDS[errorType] * 2 ** (count - 1)));
    return token(count);
  },
  recordSuccess: () => {},
});
