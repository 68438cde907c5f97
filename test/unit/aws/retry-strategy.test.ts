import type { RetryErrorType } from '@smithy/types';
import { describe, expect, it } from 'vitest';

import { createRetryStrategy } from '../../../libs/aws/retry-strategy.ts';

/** The seconds that a call which always fails in this way waits before each further attempt, until it is given up. */
const waitsOf = async (errorType: RetryErrorType): Promise<readonly number[]> => {
  const waits: number[] = [];
  const strategy = createRetryStrategy({ sleep: async (milliseconds) => void waits.push(milliseconds / 1000) });
  let token = await strategy.acquireInitialRetryToken('');
  for (;;) {
    try {
      token = await strategy.refreshRetryTokenForRetry(token, { errorType });
    } catch {
      return waits;
    }
    if (token.getRetryDelay() !== 0) throw new Error('the SDK would sleep on a clock of its own');
    if (waits.length > 1000) throw new Error('it never gives up');
  }
};

describe('a call that fails', () => {
  it.each(['TRANSIENT', 'SERVER_ERROR'] as const)('as %s is attempted three times', async (errorType) => {
    expect(await waitsOf(errorType)).toEqual([0.1, 0.2]);
  });

  it('because it is throttled is attempted for about five minutes, never more than five seconds apart', async () => {
    const waits = await waitsOf('THROTTLING');
    expect(waits.slice(0, 6)).toEqual([0.5, 1, 2, 4, 5, 5]);
    expect(Math.max(...waits)).toBe(5);
    const total = waits.reduce((sum, seconds) => sum + seconds, 0);
    expect(total).toBeGreaterThan(270);
    expect(total).toBeLessThan(330);
  });

  it('by its own fault is not attempted again', async () => {
    expect(await waitsOf('CLIENT_ERROR')).toEqual([]);
  });
});
