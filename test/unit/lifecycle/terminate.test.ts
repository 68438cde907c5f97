import { describe, expect, it } from 'vitest';

import { toOwnerRecord } from '../../../libs/lifecycle/record-owner.ts';
import { TERMINATE_HOOK } from '../../../libs/lifecycle/steps/hooks.ts';
import {
  volumeAt,
  hostFixture,
  terminating,
  completedHooks,
  launching,
  pausedUntil,
  owner,
  plan,
  record,
  unmountRequested,
  secondsAgo,
  suspended,
  describePlan,
  volume,
} from '../../support/host-fixture.ts';

describe('an instance that terminates', () => {
  const cluster = { tags: { cluster: 'web' } };
  const draining = { arn: 'arn:1', status: 'DRAINING', runningTasks: 2 };

  it('takes no more tasks first', () => {
    expect(plan(terminating({ containerInstance: { ...draining, status: 'ACTIVE' } }, cluster))).toMatchObject({
      actions: [{ action: 'ecs:UpdateContainerInstancesState', cluster: 'web', containerInstance: 'arn:1' }],
    });
  });

  it.each([
    ['90 s', false, 89, 90],
    ['60 s when it is one that AWS interrupts', true, 59, 60],
  ])('waits for its tasks for %s, from when its group began to end it', (_, spot, before, after) => {
    const drained = (seconds: number) =>
      describePlan(
        terminating(
          { since: secondsAgo(seconds), containerInstance: draining },
          { ...cluster, ec2Instances: { 'i-1': { spot } } },
        ),
      );
    expect(drained(before)).toBe('wait: 2 tasks are still running on i-1');
    expect(drained(after)).toBe('SendCommand');
  });

  it('is asked to unmount once its tasks have ended, or when it has none', () => {
    expect(describePlan(terminating({ containerInstance: { ...draining, runningTasks: 0 } }, cluster))).toBe(
      'SendCommand',
    );
    expect(plan(terminating())).toMatchObject({
      actions: [{ action: 'ssm:SendCommand', instanceId: 'i-1', volumeId: 'vol-1', device: '/dev/sdf' }],
    });
  });

  it('has its volume detached only when it has confirmed the unmount', () => {
    expect(describePlan(terminating(unmountRequested('InProgress', 19)))).toBe(
      'wait: i-1 has not confirmed yet that vol-1 is unmounted',
    );
    expect(plan(terminating(unmountRequested('Success', 5)))).toMatchObject({
      actions: [{ action: 'ec2:DetachVolume', instanceId: 'i-1', volumeId: 'vol-1', force: false }],
    });
  });

  it.each([
    ['has not answered for 20 s', 'InProgress', 20],
    ['could not unmount', 'Failed', 1],
    ['cannot be reached', 'Undeliverable', 1],
  ])('goes with its volume when it %s: its shutdown unmounts', (_, status, seconds) => {
    expect(describePlan(terminating(unmountRequested(status, seconds)))).toBe('CompleteLifecycleAction');
  });

  it('says why it could not be asked, and what its shutdown does', () => {
    const refused = {
      unmountRequest: { status: 'Undeliverable', requestedAt: secondsAgo(1), problem: 'AccessDenied: no' },
    };
    expect(plan(terminating(refused))).toMatchObject({
      actions: [
        { routine: false, stillMounted: true, reason: 'i-1 could not be asked to unmount vol-1: AccessDenied: no' },
      ],
    });
    expect(plan(terminating(refused, { volumes: [volume()] }))).toMatchObject({
      actions: [{ routine: true, reason: 'nothing is left to do on i-1' }],
    });
  });

  it('is completed when its volume is detaching, when it has none, and when it no longer runs', () => {
    expect(describePlan(terminating(unmountRequested('Success', 9), { volumes: [volumeAt('i-1', 'detaching')] }))).toBe(
      'CompleteLifecycleAction',
    );
    expect(describePlan(terminating({}, { volumes: [volume()] }))).toBe('CompleteLifecycleAction');
    expect(describePlan(terminating({}, { ec2Instances: { 'i-1': { state: 'terminated' } } }))).toBe(
      'CompleteLifecycleAction',
    );
  });

  it("has ECS's own hook completed as well where that holds it still, once it is drained", () => {
    const done = { requested: { 'i-1': [TERMINATE_HOOK.name] } };
    expect(completedHooks(terminating(unmountRequested('Failed', 1), cluster))).toEqual(['hostkeeper-terminate']);
    expect(completedHooks(terminating(unmountRequested('Failed', 1), { ...cluster, ...done }))).toEqual([
      'ecs-managed-draining-termination-hook',
    ]);
    expect(describePlan(terminating(unmountRequested('Failed', 1), done))).toMatch(/^converged/);
  });

  it('keeps its names, for its successor takes them over', () => {
    const host = terminating(unmountRequested('Failed', 1), { requested: { 'i-1': [TERMINATE_HOOK.name] } });
    expect(describePlan(host)).toBe('converged: running; i-1 is Terminating:Wait, its hook completed');
  });

  it('is completed, and its successor gets the volume in the same run', () => {
    const instances = { 'i-0': 'Terminating:Wait', 'i-1': 'Pending:Wait' };
    const terminations = { 'i-0': unmountRequested('Success', 5) };
    expect(describePlan(launching({ instances, terminations, volumes: [volumeAt('i-0')] }))).toBe('DetachVolume');
    const requested = { 'i-0': [TERMINATE_HOOK.name] };
    expect(plan(launching({ instances, terminations, requested }))).toMatchObject({
      actions: [{ action: 'ec2:AttachVolume', instanceId: 'i-1' }],
    });
  });
});

describe('an instance in another state', () => {
  it.each([
    'Pending',
    'Pending:Proceed',
    'Terminating',
    'Terminating:Proceed',
    'Terminating:Retained',
    'Terminated',
    'EnteringStandby',
    'Standby',
    'Detaching',
    'Detached',
  ])('is left to its group, or to the person who put it there: %s', (state) => {
    expect(describePlan(hostFixture({ instances: { 'i-1': state }, records: [], volumes: [volume()] }))).toBe(
      `converged: running; i-1 is ${state}`,
    );
  });

  it('is waited for when its state is unknown, with the name of the state', () => {
    expect(describePlan(hostFixture({ instances: { 'i-1': 'Dreaming' } }))).toBe(
      'wait: i-1 is Dreaming, a state not known here',
    );
  });
});

describe('a suspended host', () => {
  it('gets nothing for an instance in service', () => {
    expect(describePlan(suspended({ instances: { 'i-1': 'InService' }, records: [] }))).toMatch(
      /^converged: suspended/,
    );
  });

  it("goes through the same steps, and has ECS's hook completed whatever its tags say", () => {
    const instances = { 'i-1': 'Terminating:Wait' };
    expect(describePlan(suspended({ instances, volumes: [volumeAt('i-1')] }))).toBe('SendCommand');
    expect(completedHooks(suspended({ instances }))).toEqual(['hostkeeper-terminate']);
    expect(completedHooks(suspended({ instances, requested: { 'i-1': [TERMINATE_HOOK.name] } }))).toEqual([
      'ecs-managed-draining-termination-hook',
    ]);
  });

  it('loses its names once no instance is left', () => {
    const addresses = { A: '198.51.100.7' };
    expect(plan(suspended())).toMatchObject({
      actions: [
        {
          action: 'route53:ChangeResourceRecordSets',
          changes: [{ before: record() }, { before: toOwnerRecord('blog.example.com', { owner, addresses }) }],
        },
      ],
    });
    expect(describePlan(suspended({ instances: { 'i-1': 'Terminating:Proceed' } }))).toMatch(/^converged/);
    expect(
      describePlan(
        suspended({ instances: { 'i-1': 'Terminating:Proceed' }, ec2Instances: { 'i-1': { state: 'terminated' } } }),
      ),
    ).toMatch(/^converged/);
    expect(describePlan(suspended({ ec2Instances: { 'i-1': { state: 'shutting-down' } } }))).toBe(
      'wait: i-1 has not ended yet, and blog.example.com is removed then',
    );
    expect(describePlan(suspended({ ec2Instances: { 'i-1': { state: 'terminated' } } }))).toBe(
      'ChangeResourceRecordSets',
    );
    expect(describePlan(suspended({ records: [] }))).toMatch(/^converged/);
  });

  it('loses its names also while its volume is attached to a foreign instance', () => {
    const rescue = suspended({
      volumes: [volumeAt('i-9')],
      ec2Instances: { 'i-9': { group: 'other' } },
    });
    expect(describePlan(rescue)).toBe('ChangeResourceRecordSets');
  });

  it('keeps its names where the tag says so, or where its address stays its own', () => {
    expect(describePlan(suspended({ tags: { 'records-when-suspended': 'keep' } }))).toMatch(/^converged/);
    expect(describePlan(suspended({ tags: { address: 'eipalloc-1' } }))).toMatch(/^converged/);
  });

  it('has its hooks completed also when it is paused, or its tags are invalid', () => {
    const instances = { 'i-1': 'Terminating:Wait' };
    expect(describePlan(suspended({ instances, tags: { 'paused-until': '2026-12-24' } }))).not.toMatch(/^converged/);
    const invalid = { instances, tags: { ttl: 'short' } };
    expect(completedHooks(suspended(invalid))).toEqual(['hostkeeper-terminate']);
    expect(completedHooks(suspended({ ...invalid, requested: { 'i-1': [TERMINATE_HOOK.name] } }))).toEqual([
      'ecs-managed-draining-termination-hook',
    ]);
  });
});

describe('a paused host', () => {
  it('is left alone until the time of its tag, and no longer', () => {
    expect(pausedUntil('2026-11-14T12:00:01Z')).toBe('converged: paused until 2026-11-14T12:00:01.000Z');
    expect(pausedUntil('2026-11-14T12:00:00Z')).toBe('AttachVolume');
  });
});
