import { expect, it } from 'vitest';

import { suspendController } from '../../../libs/capacity/controller.ts';
import { createCapacity } from '../../../libs/capacity/index.ts';
import type { AutoScaling } from '../../../libs/aws/auto-scaling.ts';
import { hostFixture } from '../../support/host-fixture.ts';

const now = new Date('2026-11-14T12:00:00Z');
const blog = hostFixture({ instances: {} });

const unused = async () => Promise.reject(new Error('is not called'));
const done = async () => {};

/** A run that stops the host, with so many seconds before its deadline; AWS takes every call, and changes nothing. */
const stopWithin = (seconds: number) => {
  const autoScaling: AutoScaling = {
    describeAutoScalingGroups: unused,
    createOrUpdateTags: done,
    updateAutoScalingGroup: done,
    resumeProcesses: done,
    clearInstanceProtection: done,
    terminateInstance: done,
  };
  const { run } = createCapacity({
    stage: 'prod',
    autoScalingIn: () => autoScaling,
    directory: {
      list: unused,
      prefetch: unused,
      getMany: async (refs) => new Map(refs.map((ref) => [ref, blog])),
      set: () => {},
      invalidate: () => {},
    },
    notifier: { send: done },
    finishRun: async () => ({ results: [] }),
  });
  const request = { intent: 'suspend', cause: 'budget', at: now, honorKeepTag: true } as const;
  const deadline = new Date(now.getTime() + 1000 * seconds);
  return run(
    suspendController,
    { hosts: [blog], request },
    { dryRun: false, now: () => now, startedAt: now, deadline, sleep: done },
  );
};

it('a run that has no time to begin with a host fails, so that Lambda invokes it again', async () => {
  await expect(stopWithin(0)).rejects.toThrow('1 of 1 hosts were not stopped: the time of this run is over');
});

it('a run that has begun with a host does not fail, as a tag says what is to be done', async () => {
  await expect(stopWithin(600)).resolves.toEqual({ results: [] });
});
