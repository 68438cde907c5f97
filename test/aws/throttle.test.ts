import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling';
import { describe, expect, it } from 'vitest';

import { awsError, startClock } from './fixtures.ts';
import { packagedTemplate } from './lambda/package-stack.ts';
import type { Bucket } from './quotas.ts';
import { bucketsOf } from './services.ts';
import { createThrottle } from './throttle.ts';
import { createWorld } from './world.ts';

const bucket = (operations: RegExp, tokens: number): Bucket => ({
  operations,
  tokens,
  perSecond: 2,
  error: ['Throttling', 'Rate exceeded', 429],
  page: '',
});
const READS = bucket(/^Describe/, 4);
const WRITES = bucket(/^Update/, 2);
/** All deletions, with three tokens for each operation, and the changes of a call as its price. */
const EACH: Bucket = { ...bucket(/^Delete/, 3), isOfEach: true, cost: ({ changes }) => Number(changes ?? 1) };

/** An account in which one service limits its reads and writes; `count` calls until it refuses one. */
const givenThrottle = () => {
  const clock = startClock();
  const throttle = createThrottle(clock.now, (service, operation) =>
    service === 'limited' ? [READS, WRITES, EACH].filter(({ operations }) => operations.test(operation)) : [],
  );
  const call = (operation: string, region = 'us-east-1', service = 'limited', input = {}) => {
    throttle({ service, operation, region, input });
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

  it('keep a bucket for each operation where AWS does', () => {
    const { count } = givenThrottle();
    expect([count('DeleteThings'), count('DeleteOthers')]).toEqual([3, 3]);
  });

  it('take as many tokens as a call has changes, or none', () => {
    const { call, count } = givenThrottle();
    const change = (changes: number) => call('DeleteThings', 'us-east-1', 'limited', { changes });
    change(2);
    expect(() => change(2)).toThrow(awsError('Throttling', 'Rate exceeded', 429));
    expect(count('DeleteThings')).toBe(1);
  });

  it('accept any number of calls to an operation or a service without a bucket', () => {
    const { count } = givenThrottle();
    expect([count('ListThings'), count('DescribeThings', 'us-east-1', 'unlimited')]).toEqual([Infinity, Infinity]);
  });
});

describe('the buckets of the registry', () => {
  it.each([
    ['ec2', 'DescribeInstances', [100]],
    ['ec2', 'AttachVolume', [50]],
    ['ec2', 'TerminateInstances', [100]],
    ['ec2', 'CreateSnapshot', [100]],
    ['ec2', 'RunInstances', [5]],
    ['ec2', 'AssociateAddress', [50]],
    ['autoscaling', 'DescribeAutoScalingGroups', [20]],
    ['autoscaling', 'CompleteLifecycleAction', [10]],
    ['route53', 'GetChange', [50, 50]],
    ['route53', 'ChangeResourceRecordSets', [50, 50, 1000]],
    ['sns', 'Publish', [300]],
    ['sns', 'ListTopics', []],
    ['ecs', 'ListContainerInstances', [100]],
    ['ssm', 'SendCommand', [100]],
    ['lambda', 'ListFunctions', [15]],
    ['lambda', 'Invoke', []],
    ['monitoring', 'DescribeAlarms', [9]],
    ['unknown', 'Anything', []],
  ])('of %s for %s have %j tokens', (service, operation, tokens) => {
    expect(bucketsOf(service, operation).map((limit) => limit.tokens)).toEqual(tokens);
  });

  it.each(['AttachVolume', 'CreateSnapshot'])('are one for %s alone', (operation) => {
    expect(bucketsOf('ec2', operation)).toMatchObject([{ isOfEach: true }]);
  });

  it('refuse the calls of a whole account, with the error that the service has', async () => {
    const { requestHandler } = createWorld({ template: packagedTemplate(), callSeconds: [0, 0] });
    const credentials = { accessKeyId: 'owner', secretAccessKey: 'any' };
    const client = new AutoScalingClient({ region: 'us-east-1', credentials, requestHandler, maxAttempts: 1 });
    const describeGroups = () => client.send(new DescribeAutoScalingGroupsCommand({}));
    for (let calls = 0; calls < 20; calls += 1) await describeGroups();
    await expect(describeGroups()).rejects.toMatchObject({ name: 'Throttling', message: 'Rate exceeded' });
  });
});
