import { expect, it } from 'vitest';

import type { AutoScaling } from '../../../libs/aws/auto-scaling.ts';
import { suspendController } from '../../../libs/capacity/controller.ts';
import { createCapacity } from '../../../libs/capacity/index.ts';
import type { CapacityRequest } from '../../../libs/capacity/model.ts';
import type { Host } from '../../../libs/hosts/host.ts';
import { blog, minutesAgo, now } from './capacity-fixture.ts';

const done = async () => {};

/** What a run that stops these hosts comes to, in which one region cannot be listed and one does not answer. */
const stop = async (hosts: readonly Host[], failing: string, cause: Error) => {
  const regions: string[] = [];
  const autoScaling: AutoScaling = {
    describeAutoScalingGroups: async () => [],
    createOrUpdateTags: done,
    updateAutoScalingGroup: done,
    resumeProcesses: done,
    clearInstanceProtection: done,
    terminateInstance: done,
  };
  const { reconcile } = createCapacity({
    stage: 'prod',
    autoScalingIn: (region) => {
      regions.push(region);
      return autoScaling;
    },
    directory: {
      list: async () => ({ hosts: [], unreachable: [] }),
      prefetch: done,
      getMany: async (refs) => {
        if (refs.some(({ region }) => region === failing)) throw cause;
        return new Map(refs.map((ref) => [ref, hosts.find(({ group }) => group === ref.group) ?? blog()]));
      },
      set: () => {},
      invalidate: () => {},
    },
    notifier: { send: done },
    finishRun: async () => ({ results: [] }),
  });
  const request: CapacityRequest = { intent: 'suspend', cause: 'budget', at: minutesAgo(1), honorKeepTag: true };
  const run = await reconcile(
    suspendController,
    { hosts, request, unreachable: [{ region: 'us-west-2', cause }] },
    { dryRun: true, now: () => now, startedAt: now, deadline: new Date(now.getTime() + 60_000), sleep: done },
  );
  return { ...run, regions };
};

it('a region that does not answer stops no other, and each that fails is told by its name', async () => {
  const cause = new Error('the region is down');
  const other = blog({ host: 'shop', group: 'shop-group', region: 'us-east-1' });
  const { results, notable, regions } = await stop([blog(), other], 'eu-central-1', cause);
  expect(regions).toEqual(['eu-central-1', 'us-east-1']);
  expect(results.map(({ target: { host, region, group }, status }) => [host, region, group, status])).toEqual([
    ['blog', 'eu-central-1', 'blog-group', 'failed'],
    ['shop', 'us-east-1', 'shop-group', 'planned'],
    ['every host of us-west-2', 'us-west-2', '*', 'failed'],
  ]);
  expect(results.map((one) => one.cause)).toEqual([cause, undefined, cause]);
  expect(notable.map(({ kind, target }) => `${kind.heading}: ${target.host}`)).toEqual(
    expect.arrayContaining(['Failed: blog', 'Failed: every host of us-west-2']),
  );
});
