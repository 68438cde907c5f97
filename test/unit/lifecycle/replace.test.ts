import { describe, expect, it } from 'vitest';

import { type InterruptionNotice, TERMINATE } from '../../../libs/lifecycle/model.ts';
import {
  type HostFixture,
  hostFixture,
  terminating,
  judged,
  minutesAgo,
  now,
  plan,
  suspended,
  describePlan,
  volume,
} from '../../support/host-fixture.ts';

const ref = { host: 'blog', region: 'eu-central-1', group: 'blog-group' };

/** A host whose instance is in this state, for which this run has requested this. */
const at = (state: string, requested: readonly string[] = []) =>
  hostFixture({ instances: { 'i-1': state }, requested: { 'i-1': requested } });

describe('an instance that AWS takes back', () => {
  const interruption: InterruptionNotice = { cause: 'interruption', instanceId: 'i-1' };
  const rebalance: InterruptionNotice = { cause: 'rebalance', instanceId: 'i-1' };

  it('is terminated at once in its group, so that its two minutes are used', () => {
    expect(plan(hostFixture(), interruption)).toMatchObject({
      actions: [{ action: 'autoscaling:TerminateInstanceInAutoScalingGroup', instanceId: 'i-1' }],
    });
  });

  it('has its launch abandoned at our hook, for AWS refuses to terminate it, and is waited for until it gets there', () => {
    expect(plan(at('Pending:Wait'), interruption)).toMatchObject({
      actions: [{ action: 'autoscaling:CompleteLifecycleAction', hook: 'hostkeeper-launch', result: 'ABANDON' }],
    });
    expect(describePlan(at('Pending:Wait', ['hostkeeper-launch']), interruption)).toMatch(/^wait: the launch of i-1/);
    for (const state of ['Pending', 'Pending:Proceed'])
      expect(describePlan(at(state), interruption)).toMatch(new RegExp(`^wait: i-1 is ${state}, in which`));
  });

  it('is terminated once in a run, and then waited for', () => {
    expect(describePlan(hostFixture({ requested: { 'i-1': [TERMINATE] } }), interruption)).toBe(
      'wait: the termination of i-1 was requested',
    );
  });

  it("is ignored when it terminates already, is another host's, or its host is suspended", () => {
    expect(describePlan(terminating(), interruption)).toBe('SendCommand');
    expect(describePlan(hostFixture(), { ...interruption, instanceId: 'i-9' })).toMatch(/^converged/);
    expect(describePlan(suspended({ instances: { 'i-1': 'InService' } }), interruption)).toMatch(/^converged/);
    for (const state of ['Terminating', 'Terminating:Proceed', 'Terminated', 'Standby', 'Detaching', 'Detached'])
      expect(describePlan(at(state), interruption)).toBe(`converged: running; i-1 is ${state}`);
  });

  it.each<[string, HostFixture, InterruptionNotice | undefined, Date, string]>([
    ['an interruption', {}, interruption, now, 'AWS takes i-1 back within two minutes'],
    ['a recommendation', { tags: { 'on-rebalance': 'replace' } }, rebalance, now, 'AWS may take i-1 back soon'],
    [
      'a retirement',
      { retirements: { 'i-1': new Date('2026-12-01T00:00:00Z') } },
      undefined,
      new Date('2026-11-15T02:00:00Z'),
      'AWS retires i-1 on 2026-12-01T00:00:00.000Z',
    ],
  ])('gets nothing any more once it is replaced for %s, which is the reason', (_, more, notice, time, reason) => {
    const bare = { ...more, volumes: [volume()], records: [] };
    expect(plan(hostFixture(bare), notice, time)).toMatchObject({
      actions: [{ action: 'autoscaling:TerminateInstanceInAutoScalingGroup', reason, ...ref }],
    });
    expect(plan(hostFixture({ ...bare, instances: { 'i-1': 'Pending:Wait' } }), notice, time)).toMatchObject({
      actions: [{ action: 'autoscaling:CompleteLifecycleAction', result: 'ABANDON', reason, ...ref }],
    });
  });

  it('is replaced for what AWS announced of it, and not for what it announced of another', () => {
    const instances = { 'i-1': 'InService', 'i-2': 'InService' };
    const retirements = { 'i-2': new Date('2026-12-01T00:00:00Z') };
    const answer = plan(hostFixture({ instances, retirements }), undefined, new Date('2026-11-15T02:00:00Z'));
    expect(answer).toMatchObject({ actions: [{ instanceId: 'i-2' }] });
    const host = hostFixture({ instances, tags: { 'on-rebalance': 'replace' } });
    expect(plan(host, { cause: 'rebalance', instanceId: 'i-2' })).toMatchObject({ actions: [{ instanceId: 'i-2' }] });
  });

  it('is taken back in two minutes whatever else AWS announced of it, and of one that it retires it recommends nothing', () => {
    const retirements = { 'i-1': new Date('2026-12-01T00:00:00Z') };
    expect(plan(hostFixture({ retirements }), interruption)).toMatchObject({
      actions: [{ reason: 'AWS takes i-1 back within two minutes' }],
    });
    expect(describePlan(hostFixture({ retirements, tags: { 'on-rebalance': 'replace' } }), rebalance)).toMatch(
      /^wait: AWS retires i-1 on/,
    );
  });

  it('stays at a recommendation as long as EC2 does not know it', () => {
    const unknown = { ...hostFixture({ tags: { 'on-rebalance': 'replace' } }), ec2Instances: new Map() };
    expect(judged(unknown, rebalance).find(({ kind }) => kind === 'InstanceKept')?.outcome).toMatchObject({
      reason: expect.stringMatching(/^i-1 stays: it is 0 minutes old/),
    });
  });

  it('is replaced on a mere recommendation only when the tag says so, and once an hour at most', () => {
    const tags = { 'on-rebalance': 'replace' };
    const aged = (minutes: number) => ({ tags, ec2Instances: { 'i-1': { launchTime: minutesAgo(minutes) } } });
    expect(describePlan(hostFixture(), rebalance)).toBe(
      'converged: i-1 stays: its tag hostkeeper:on-rebalance is not "replace"',
    );
    expect(describePlan(hostFixture(aged(60)), rebalance)).toBe('TerminateInstanceInAutoScalingGroup');
    expect(describePlan(hostFixture(aged(59)), rebalance)).toBe(
      'converged: i-1 stays: it is 59 minutes old, and at most one instance is replaced in an hour',
    );
  });

  it('is replaced in the maintenance window when AWS retires it, and otherwise waits for it', () => {
    const retirements = { 'i-1': new Date('2026-12-01T00:00:00Z') };
    const night = new Date('2026-11-15T02:00:00Z');
    expect(describePlan(hostFixture({ retirements }), undefined, night)).toBe('TerminateInstanceInAutoScalingGroup');
    expect(describePlan(hostFixture({ retirements }))).toBe(
      "wait: AWS retires i-1 on 2026-12-01T00:00:00.000Z: it is replaced between 2 and 4 o'clock UTC",
    );
    expect(describePlan(hostFixture(), { cause: 'retirement', instanceId: 'i-1' })).toBe(
      "wait: AWS is going to retire i-1: it is replaced between 2 and 4 o'clock UTC",
    );
  });

  it.each([
    ['05:00', '12:00 of the same day', '2026-11-15T05:00:00Z', '2026-11-15T12:00:00Z', true],
    ['05:00', '02:30 of the next day, when an hour is not left', '2026-11-15T05:00:00Z', '2026-11-16T02:30:00Z', true],
    ['05:00', '03:00 of the next day', '2026-11-15T05:00:00Z', '2026-11-16T03:00:00Z', false],
    ['01:00', '02:30 of the same day', '2026-11-15T01:00:00Z', '2026-11-15T02:30:00Z', true],
    ['01:00', '12:00 of the same day', '2026-11-15T01:00:00Z', '2026-11-15T12:00:00Z', false],
    ['03:59', '12:00 of the same day', '2026-11-15T03:59:00Z', '2026-11-15T12:00:00Z', true],
    ['05:00', 'a date that is past', '2026-11-15T05:00:00Z', '2026-11-15T04:00:00Z', true],
  ])('is replaced at once where no night comes an hour before the date: at %s for %s', (_, __, time, date, isNow) => {
    const retiredAt = new Date(date);
    const notice: InterruptionNotice = { cause: 'retirement', instanceId: 'i-1', retiredAt };
    const expected = isNow
      ? 'TerminateInstanceInAutoScalingGroup'
      : `wait: AWS retires i-1 on ${retiredAt.toISOString()}: it is replaced between 2 and 4 o'clock UTC`;
    expect(describePlan(hostFixture(), notice, new Date(time))).toBe(expected);
    expect(describePlan(hostFixture({ retirements: { 'i-1': retiredAt } }), undefined, new Date(time))).toBe(expected);
  });

  it('is replaced at once when AWS says that it is expedited', () => {
    const retiredAt = new Date('2026-12-24T00:00:00Z');
    const notice: InterruptionNotice = { cause: 'retirement', instanceId: 'i-1', retiredAt, isExpedited: true };
    expect(describePlan(hostFixture(), notice)).toBe('TerminateInstanceInAutoScalingGroup');
    expect(describePlan(hostFixture({ suspendedProcesses: ['Launch'] }), notice)).toMatch(
      /^refuse: AWS retires i-1 at once, and it is not replaced before/,
    );
  });

  const old = { tags: { 'on-rebalance': 'replace' }, ec2Instances: { 'i-1': { launchTime: minutesAgo(90) } } };
  const night = new Date('2026-11-15T02:00:00Z');
  const retirements = { 'i-1': new Date('2026-12-01T00:00:00Z') };
  it.each<[string, HostFixture, RegExp]>([
    ['its group launches nothing', { suspendedProcesses: ['Launch'] }, /process Launch .* suspended: resume it$/],
    ['its maximum is 0', { sizes: { min: 0, desired: 0, max: 0 } }, /maximum size of its group is 0: set it to 1$/],
    [
      'its last launch failed',
      { failedLaunch: { isLaunch: true, status: 'Failed', message: 'no Spot capacity', startedAt: minutesAgo(9) } },
      /last launch failed, "no Spot capacity": add instance types/,
    ],
    ['its sizes want no instance', { sizes: { min: 0, desired: 0, max: 1 } }, /desired capacity .* 0: set it to 1$/],
  ])(
    'is not ended for a recommendation or a retirement while nothing would come back, and the owner is told: %s',
    (_, more, why) => {
      expect(describePlan(hostFixture({ ...old, ...more }), rebalance)).toMatch(why);
      expect(describePlan(hostFixture({ retirements, ...more }), undefined, night)).toMatch(why);
      expect(describePlan(hostFixture(more), { cause: 'retirement', instanceId: 'i-1' })).toMatch(why);
      expect(plan(hostFixture({ ...old, ...more }), rebalance)).toMatchObject({
        status: 'refuse',
        command: expect.stringMatching(
          /^aws autoscaling (resume-processes|set-desired-capacity|update-auto-scaling-group|describe-scaling-activities) /,
        ),
      });
      // AWS takes it back in any case.
      expect(describePlan(hostFixture(more), { cause: 'interruption', instanceId: 'i-1' })).toBe(
        'TerminateInstanceInAutoScalingGroup',
      );
    },
  );
});
