import { describe, expect, it } from 'vitest';

import { awsError, startClock } from './fixtures.ts';
import type { Bucket } from './quotas.ts';
import { bucketOf } from './services.ts';
import { createThrottle } from './throttle.ts';

const bucket = (operations: RegExp, tokens: number): Bucket => ({
  operations,
  tokens,
  perSecond: 2,
  error: ['Throttling', 'Rate exceeded', 429],
  page: '',
});
const READS = bucket(/^Describe/, 4);
const WRITES = bucket(/^Update/, 2);

/** An account in which one service limits its reads and writes; `count` calls until it refuses one. */
const givenThrottle = () => {
  const clock = startClock();
  const throttle = createThrottle(clock.now, (service, operation) =>
    service === 'limited' ? [READS, WRITES].find(({ operations }) => operations.test(operation)) : undefined,
  );
  const call = (operation: string, region = 'us-east-1', service = 'limited') => {
    throttle({ service, operation, region });
    return true;
  };
  const count = (...request: Parameters<typeof call>): number => {
    for (let calls = 0; calls < 100; calls += 1) {
      try {
        call(...request);
      } catch {
        return calls;
      }
    }
    return Infinity;
  };
  return { clock, call, count };
};

describe('the API rate limits', () => {
  it('accept as many calls at once as a bucket has tokens, then refuse with the error of the service', () => {
    const { call, count } = givenThrottle();
    expect(count('DescribeThings')).toBe(4);
    expect(() => call('DescribeThings')).toThrow(awsError('Throttling', 'Rate exceeded', 429));
  });

  it('share a bucket between the operations that it matches, and with no others', () => {
    const { call, count } = givenThrottle();
    call('DescribeThings');
    expect(count('DescribeOthers')).toBe(3);
    expect(count('UpdateThings')).toBe(2);
  });

  it('refill a bucket as time passes, and never beyond its capacity', async () => {
    const { clock, count } = givenThrottle();
    expect(count('DescribeThings')).toBe(4);
    await clock.advance(499);
    expect(count('DescribeThings')).toBe(0);
    await clock.advance(501);
    expect(count('DescribeThings')).toBe(2);
    await clock.advance(3_600_000);
    expect(count('DescribeThings')).toBe(4);
  });

  it('keep a bucket for each region', () => {
    const { count } = givenThrottle();
    expect([count('UpdateThings', 'us-east-1'), count('UpdateThings', 'eu-central-1')]).toEqual([2, 2]);
    expect(count('UpdateThings', 'us-east-1')).toBe(0);
  });

  it('accept any number of calls to an operation or a service without a bucket', () => {
    const { count } = givenThrottle();
    expect([count('ListThings'), count('DescribeThings', 'us-east-1', 'unlimited')]).toEqual([Infinity, Infinity]);
  });
});

describe('the buckets of the registry', () => {
  it.each([
    ['ec2', 'DescribeInstances', 100],
    ['ec2', 'AttachVolume', 50],
    ['autoscaling', 'DescribeAutoScalingGroups', 20],
    ['autoscaling', 'CompleteLifecycleAction', 10],
    ['sns', 'Publish', 300],
    ['sns', 'ListTopics', undefined],
    ['ecs', 'ListContainerInstances', undefined],
    ['unknown', 'Anything', undefined],
  ])('of %s for %s have %s tokens', (service, operation, tokens) => {
    expect(bucketOf(service, operation)?.tokens).toBe(tokens);
  });

  it('are one bucket for AttachVolume and another for DetachVolume', () => {
    expect(bucketOf('ec2', 'AttachVolume')).not.toBe(bucketOf('ec2', 'DetachVolume'));
  });
});
