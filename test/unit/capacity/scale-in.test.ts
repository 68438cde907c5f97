import { describe, expect, it } from 'vitest';

import { planUnrecorded } from '../../../libs/capacity/unrecorded.ts';
import type { Unrecorded } from '../../../libs/capacity/model.ts';
import {
  actionsOf,
  blog,
  describePlan,
  instance,
  minutesAgo,
  now,
  planFor,
  sizesOf,
  suspendedSince,
} from './capacity-fixture.ts';

const ref = { host: 'blog', region: 'eu-central-1', group: 'blog-group' };

describe('what prevents scale-in', () => {
  it('is removed after the sizes are 0/0/0, each with what was found', () => {
    const host = suspendedSince(1, {
      sizes: sizesOf('1/1/1'),
      suspendedProcesses: ['Launch', 'Terminate'],
      instances: [
        instance('InService', { instanceId: 'i-1', protectedFromScaleIn: true }),
        instance('Standby', { instanceId: 'i-2', protectedFromScaleIn: true }),
        instance('InService', { instanceId: 'i-3' }),
        instance('Terminating', { instanceId: 'i-4', protectedFromScaleIn: true }),
      ],
    });
    expect(actionsOf(planFor(host))).toEqual([
      { action: 'autoscaling:UpdateAutoScalingGroup', reason: 'its sizes were 1/1/1', ...ref, sizes: sizesOf('0/0/0') },
      {
        action: 'autoscaling:ResumeProcesses',
        reason: 'its process Terminate was suspended',
        ...ref,
        processes: ['Terminate'],
      },
      {
        action: 'autoscaling:SetInstanceProtection',
        reason: 'i-1, i-2 was protected from scale-in',
        ...ref,
        instanceIds: ['i-1', 'i-2'],
      },
    ]);
  });

  it.each(['Pending', 'Pending:Wait', 'Pending:Proceed', 'InService', 'Standby', 'Terminating:Retained', 'Dreaming'])(
    'is the protection of an instance in %s',
    (state) => {
      const host = suspendedSince(1, { instances: [instance(state, { protectedFromScaleIn: true })] });
      expect(describePlan(planFor(host))).toBe('SetInstanceProtection');
    },
  );

  it('is no other process than Terminate: a suspended Launch launches nothing', () => {
    const host = suspendedSince(1, { suspendedProcesses: ['Launch', 'AZRebalance'] });
    expect(planFor(host).status).toBe('converged');
  });
});

/** One in service and one in standby, suspended since some minutes. */
const two = (minutes: number) =>
  suspendedSince(minutes, { instances: [instance('InService'), instance('Standby', { instanceId: 'i-2' })] });

describe('an instance of a suspended host', () => {
  it('that scale-in left is ended by its id after two minutes, with its state', () => {
    expect(actionsOf(planFor(two(1.9)))).toMatchObject([{ instanceId: 'i-2' }]);
    expect(actionsOf(planFor(two(2)))).toEqual([
      {
        action: 'autoscaling:TerminateInstanceInAutoScalingGroup',
        reason: 'i-2 was still there, Standby',
        ...ref,
        instanceId: 'i-2',
      },
      {
        action: 'autoscaling:TerminateInstanceInAutoScalingGroup',
        reason: 'i-1 was still there, InService',
        ...ref,
        instanceId: 'i-1',
      },
    ]);
  });

  it.each(['Pending', 'Pending:Wait', 'Pending:Proceed'])('that launches is ended last: %s', (state) => {
    const instances = [instance(state, { instanceId: 'i-2' }), instance('InService')];
    expect(actionsOf(planFor(suspendedSince(2, { instances })))).toMatchObject([
      { instanceId: 'i-1' },
      { instanceId: 'i-2' },
    ]);
  });

  it('that ends is waited for before the warm pool is spoken of', () => {
    const host = suspendedSince(60, { instances: [instance('Terminating')], warmPool: true });
    expect(describePlan(planFor(host))).toBe('wait: i-1 has not ended yet');
    expect(describePlan(planFor(suspendedSince(60, { warmPool: true })))).toBe(
      'refuse: its group has a warm pool, whose instances go on: delete the pool',
    );
  });
});

describe('a state that could not be written', () => {
  const suspended = { intent: 'suspended', since: minutesAgo(1), cause: 'budget' } as const;
  const unrecorded = (more: Partial<Unrecorded> = {}): Unrecorded => ({
    state: suspended,
    error: 'AccessDenied: no',
    attempts: 1,
    triedAt: minutesAgo(0.25),
    ...more,
  });
  const problem =
    'its state cannot be recorded: let hostkeeper write the tag hostkeeper:state of its group (AWS says "AccessDenied: no")';
  const stopped = suspendedSince(1);

  it('keeps no host from being stopped', () => {
    const plan = planUnrecorded(blog(), unrecorded({ attempts: 9 }), now);
    expect(describePlan(plan)).toBe('UpdateAutoScalingGroup');
  });

  it('is written again every 15 seconds once the host is stopped, three times in all, and then told', () => {
    expect(describePlan(planUnrecorded(stopped, unrecorded({ triedAt: minutesAgo(0.24) }), now))).toBe(
      `wait: ${problem}`,
    );
    expect(actionsOf(planUnrecorded(stopped, unrecorded({ attempts: 2 }), now))).toMatchObject([
      { action: 'autoscaling:CreateOrUpdateTags', reason: 'its state was not recorded yet', state: suspended },
    ]);
    expect(describePlan(planUnrecorded(stopped, unrecorded({ attempts: 3 }), now))).toBe(`refuse: ${problem}`);
  });

  it('starts no host', () => {
    const state = { intent: 'resuming', since: now, sizes: sizesOf('0/1/1') } as const;
    expect(describePlan(planUnrecorded(stopped, unrecorded({ state }), now))).toBe(`refuse: ${problem}`);
  });

  it('names the limit of tags where AWS does', () => {
    const error = 'LimitExceeded: 50 tags';
    expect(planUnrecorded(stopped, unrecorded({ error, attempts: 3 }), now)).toMatchObject({
      reason: `its state cannot be recorded: free a tag of its group, as 50 of 50 are used (AWS says "${error}")`,
    });
  });
});
