import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling';
import { describe, expect, it } from 'vitest';

import { packagedTemplate } from './lambda/package-stack.ts';
import { createWorld } from './world.ts';

const givenClient = () => {
  const world = createWorld({ template: packagedTemplate() });
  const client = new AutoScalingClient({
    region: 'us-east-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'owner', secretAccessKey: 'secret' },
    requestHandler: world.requestHandler,
  });
  return { world, list: () => client.send(new DescribeAutoScalingGroupsCommand({})) };
};

describe('an outage', () => {
  it('fails every call of its operation for its duration, and none after it', async () => {
    const { world, list } = givenClient();
    world.breakDown('DescribeAutoScalingGroups', { minutes: 6 });
    for (const minutes of [0, 3, 2]) {
      await world.advance({ minutes });
      await expect(list()).rejects.toThrow('The service is down.');
    }
    await world.advance({ minutes: 1 });
    await expect(list()).resolves.toBeDefined();
  });

  it('leaves other operations and other callers alone, and ends with the faults', async () => {
    const { world, list } = givenClient();
    world.breakDown('UpdateAutoScalingGroup', { hours: 1 });
    world.breakDown('*', { hours: 1 }, { caller: 'ReconcileRole' });
    await expect(list()).resolves.toBeDefined();
    world.breakDown('*', { hours: 1 });
    await expect(list()).rejects.toThrow('The service is down.');
    world.clearFaults();
    await expect(list()).resolves.toBeDefined();
  });
});
