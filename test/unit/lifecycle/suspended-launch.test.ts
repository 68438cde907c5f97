import { describe, expect, it } from 'vitest';

import { LAUNCH_HOOK, TERMINATE_HOOK } from '../../../libs/lifecycle/steps/hooks.ts';
import { describePlan, type HostFixture, minutesAgo, plan, suspended } from '../../support/host-fixture.ts';

const NO_SIZE = { min: 0, desired: 0, max: 0 };
const THEIRS = { ...LAUNCH_HOOK, name: 'theirs' };
const OURS = [LAUNCH_HOOK, TERMINATE_HOOK].map((hook) => Object.assign({ metadata: 'blog' }, hook));
const TERMINATES = { ...TERMINATE_HOOK, name: 'theirs-too' };

/** A host that was suspended while its instance, launched this long ago, waits at the launch hook. */
const launching = (minutes: number, more: HostFixture = {}) =>
  suspended({
    sizes: NO_SIZE,
    instances: { 'i-1': 'Pending:Wait' },
    ec2Instances: { 'i-1': { launchTime: minutesAgo(minutes) } },
    state: { intent: 'suspended', since: minutesAgo(60), cause: 'budget' },
    ...more,
  });

/** The same once this run has abandoned the launch. */
const abandoned = (minutes: number, more: HostFixture = {}) =>
  launching(minutes, { requested: { 'i-1': [LAUNCH_HOOK.name] }, ...more });

describe('the launch of a suspended host', () => {
  it('is abandoned at our hook, as routine: the owner has asked for the stop', () => {
    expect(plan(launching(1))).toMatchObject({
      actions: [
        {
          action: 'autoscaling:CompleteLifecycleAction',
          hook: 'hostkeeper-launch',
          result: 'ABANDON',
          instanceId: 'i-1',
          routine: true,
          reason: 'the host is stopped, and i-1 was launching',
        },
      ],
    });
  });

  it('is not abandoned before its group is seen at a maximum of 0: each would be launched anew', () => {
    expect(describePlan(launching(1, { sizes: { min: 0, desired: 0, max: 1 } }))).toBe(
      'wait: i-1 is launching, and its group is at 0/0/1 although the host is stopped',
    );
  });

  it('is abandoned also where the tags of the host are invalid, but not before its group is at 0 either', () => {
    const tags = { ttl: 'soon' };
    expect(describePlan(launching(1, { tags }))).toBe('CompleteLifecycleAction');
    expect(describePlan(launching(1, { tags, sizes: { min: 0, desired: 1, max: 1 } }))).toMatch(/^refuse: .*ttl/);
  });

  it('is left to the hooks of others for 15 minutes; then the owner is told which, and the command', () => {
    const hooks = [...OURS, THEIRS, TERMINATES];
    expect(describePlan(abandoned(14.9, { hooks }))).toMatch(/^wait: i-1 is still launching/);
    expect(plan(abandoned(15, { hooks }))).toMatchObject({
      status: 'refuse',
      reason: expect.stringMatching(/^the lifecycle hook theirs holds the launch of i-1, /),
      command:
        'aws autoscaling complete-lifecycle-action --region eu-central-1 --auto-scaling-group-name blog-group ' +
        '--instance-id i-1 --lifecycle-hook-name theirs --lifecycle-action-result ABANDON',
    });
    const state = { intent: 'suspended', since: minutesAgo(14), cause: 'budget' } as const;
    expect(describePlan(abandoned(60, { hooks, state }))).toMatch(/^wait: i-1 is still launching/);
  });

  it('is held by any of several hooks of others: all are named, and the command completes the first', () => {
    const hooks = [...OURS, THEIRS, { ...THEIRS, name: 'more' }];
    expect(plan(abandoned(15, { hooks }))).toMatchObject({
      reason: expect.stringMatching(/^the lifecycle hook theirs or more holds the launch of i-1, which is charged/),
      command: expect.stringContaining('--lifecycle-hook-name theirs '),
    });
  });

  it('is waited for where no other hook is known', () => {
    expect(describePlan(abandoned(60))).toMatch(/^wait: i-1 is still launching/);
    expect(describePlan(abandoned(60, { hooks: [...OURS, TERMINATES] }))).toMatch(/^wait: i-1 is still launching/);
  });
});
