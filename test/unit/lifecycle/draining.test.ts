import { describe, expect, it } from 'vitest';

import type { ContainerInstance } from '../../../libs/lifecycle/model.ts';
import { TERMINATE_HOOK } from '../../../libs/lifecycle/steps/hooks.ts';
import {
  completedHooks,
  describePlan,
  type HostFixture,
  plan,
  secondsAgo,
  terminating,
} from '../../support/host-fixture.ts';

const tags = { cluster: 'web' };

/** A host in a cluster whose instance terminates without a volume. */
const inCluster = (containerInstance: Partial<ContainerInstance>, more: HostFixture = {}) =>
  terminating(
    { containerInstance: { arn: 'arn:1', status: 'DRAINING', runningTasks: 1, ...containerInstance } },
    { tags, volumes: [], ...more },
  );

describe('the tasks of an instance that terminates', () => {
  it('are drained by name of cluster and container instance', () => {
    expect(plan(inCluster({ status: 'ACTIVE' }))).toEqual({
      status: 'act',
      actions: [
        {
          action: 'ecs:UpdateContainerInstancesState',
          reason: 'i-1 accepted new tasks',
          routine: true,
          host: 'blog',
          region: 'eu-central-1',
          group: 'blog-group',
          instanceId: 'i-1',
          cluster: 'web',
          containerInstance: 'arn:1',
        },
      ],
    });
  });

  it('are waited for, however many there are, also where nobody knows since when', () => {
    expect(describePlan(inCluster({}))).toBe('wait: 1 task is still running on i-1');
    expect(describePlan(inCluster({ runningTasks: 2 }))).toBe('wait: 2 tasks are still running on i-1');
  });

  it('are waited for by no instance that drains no more, that has left the cluster, or that does not run', () => {
    const done = 'CompleteLifecycleAction';
    expect(describePlan(inCluster({ status: 'DEREGISTERING' }))).toBe(done);
    expect(describePlan(terminating({}, { tags, volumes: [] }))).toBe(done);
    for (const status of ['ACTIVE', 'DRAINING'])
      expect(describePlan(inCluster({ status }, { ec2Instances: { 'i-1': { state: 'shutting-down' } } }))).toBe(done);
  });

  it('are none of a host without the tag of a cluster', () => {
    expect(describePlan(inCluster({ status: 'ACTIVE' }, { tags: {} }))).toBe('CompleteLifecycleAction');
  });

  it('that are late do not keep it from being drained first', () => {
    const since = secondsAgo(600);
    const containerInstance = { arn: 'arn:1', status: 'ACTIVE', runningTasks: 1 };
    expect(describePlan(terminating({ since, containerInstance }, { tags }))).toBe('UpdateContainerInstancesState');
  });
});

describe("ECS's own hook", () => {
  const requested = { 'i-1': [TERMINATE_HOOK.name] };

  it('is completed also where the tag of the cluster is invalid', () => {
    const invalid = { tags: { cluster: '' }, volumes: [], requested };
    expect(completedHooks(terminating({}, invalid))).toEqual(['ecs-managed-draining-termination-hook']);
  });

  it('is completed once in a run', () => {
    const both = { 'i-1': [TERMINATE_HOOK.name, 'ecs-managed-draining-termination-hook'] };
    expect(describePlan(terminating({}, { tags, volumes: [], requested: both }))).toMatch(/^converged/);
  });
});
