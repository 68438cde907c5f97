import { describe, expect, it } from 'vitest';

import { createRateLimiter, type TokenBucket } from '../../../libs/aws/rate-limiter.ts';

const READS: TokenBucket = { operations: /^Describe/, tokens: 3, perSecond: 2 };
const WRITES: TokenBucket = { operations: /^Update/, tokens: 1, perSecond: 1 };

/** A rate limiter on a clock that moves only by `pass`; `lastCallAt` is the last second at which a call may begin. */
const givenLimiter = (lastCallAt = Infinity) => {
  let now = 0;
  const waits: number[] = [];
  const acquire = createRateLimiter([READS, WRITES], {
    now: () => new Date(now),
    sleep: async (milliseconds) => void waits.push(milliseconds),
    requireTime: (time) => {
      if (time > 1000 * lastCallAt) throw new Error('too late');
    },
  });
  return {
    /** How long each of these calls, made at the same time, waits for its turn, in seconds; 0 for a call that does not. */
    waitsOf: async (...operations: readonly string[]) => {
      const seconds: number[] = [];
      for (const operation of operations) {
        waits.length = 0;
        await acquire(operation);
        seconds.push((waits[0] ?? 0) / 1000);
      }
      return seconds;
    },
    pass: (seconds: number) => void (now += 1000 * seconds),
  };
};

const calls = (operation: string, count: number): readonly string[] => Array<string>(count).fill(operation);

describe('a call', () => {
  it('waits for nothing while its bucket has tokens, and then for its turn at the rate of the bucket', async () => {
    const { waitsOf } = givenLimiter();
    expect(await waitsOf(...calls('DescribeVolumes', 6))).toEqual([0, 0, 0, 0.5, 1, 1.5]);
  });

  it('shares a bucket with the other operations that it matches, and none with the rest', async () => {
    const { waitsOf } = givenLimiter();
    expect(await waitsOf('DescribeA', 'DescribeB', 'DescribeC', 'UpdateA', 'DescribeD', 'UpdateB')).toEqual([
      0, 0, 0, 0, 0.5, 1,
    ]);
  });

  it('that no bucket matches never waits', async () => {
    const { waitsOf } = givenLimiter();
    expect(await waitsOf(...calls('SendCommand', 100))).toEqual(Array(100).fill(0));
  });

  it('finds the tokens that were refilled meanwhile, and never more than the bucket holds', async () => {
    const { waitsOf, pass } = givenLimiter();
    await waitsOf(...calls('DescribeVolumes', 3));
    pass(1);
    expect(await waitsOf(...calls('DescribeVolumes', 3))).toEqual([0, 0, 0.5]);
    pass(3600);
    expect(await waitsOf(...calls('DescribeVolumes', 4))).toEqual([0, 0, 0, 0.5]);
  });

  it('waits a fraction of a millisecond too long rather than too short: AWS would throttle it', async () => {
    const waits: number[] = [];
    const acquire = createRateLimiter([{ operations: /./, tokens: 1, perSecond: 3 }], {
      now: () => new Date(0),
      sleep: async (milliseconds) => void waits.push(milliseconds),
    });
    for (const operation of calls('UpdateGroup', 3)) await acquire(operation);
    expect(waits).toEqual([334, 667]);
  });

  it('waits behind those that wait already', async () => {
    const { waitsOf, pass } = givenLimiter();
    await waitsOf(...calls('UpdateGroup', 5));
    pass(2);
    expect(await waitsOf('UpdateGroup')).toEqual([3]);
  });

  it('whose turn comes after the time of the run is refused at once, and takes no token', async () => {
    const { waitsOf, pass } = givenLimiter(2);
    expect(await waitsOf(...calls('UpdateGroup', 3))).toEqual([0, 1, 2]);
    await expect(waitsOf('UpdateGroup')).rejects.toThrow('too late');
    pass(2);
    expect(await waitsOf('SendCommand')).toEqual([0]);
    pass(1);
    await expect(waitsOf('SendCommand')).rejects.toThrow('too late');
  });
});
