import { describe, expect, it } from 'vitest';

import { forceRequest } from '../../../libs/lifecycle/model.ts';
import {
  describePlan,
  type HostFixture,
  hostFixture,
  launching,
  launchingWhileHeld,
  minutesAgo,
  plan,
  secondsAgo,
  terminating,
  unmountRequested,
  volume,
  volumeAt,
} from '../../support/host-fixture.ts';

const ref = { host: 'blog', region: 'eu-central-1', group: 'blog-group', volumeId: 'vol-1' };
const kept = 'CompleteLifecycleAction';

describe('an instance that terminates', () => {
  it('is asked to unmount its volume while it runs and the volume has a device', () => {
    expect(plan(terminating())).toEqual({
      status: 'act',
      actions: [
        {
          action: 'ssm:SendCommand',
          reason: 'vol-1 is mounted on i-1, which is terminating',
          routine: true,
          ...ref,
          instanceId: 'i-1',
          device: '/dev/sdf',
        },
      ],
    });
    expect(describePlan(terminating({}, { tags: { device: 'none' } }))).toBe(kept);
    expect(describePlan(terminating({}, { volumes: [volumeAt('i-9')] }))).toBe(kept);
  });

  it.each(['Pending', 'InProgress', 'Delayed'])('is waited for while its command is %s, for 20 s', (status) => {
    const wait = 'wait: i-1 has not confirmed yet that vol-1 is unmounted';
    expect(describePlan(terminating(unmountRequested(status, 19.9)))).toBe(wait);
    expect(describePlan(terminating(unmountRequested(status, 20)))).toBe(kept);
  });

  it.each(['Cancelled', 'TimedOut', 'Failed', 'Cancelling', 'Undeliverable', 'success', ''])(
    'keeps its volume when its command is "%s"',
    (status) => {
      expect(describePlan(terminating(unmountRequested(status, 1)))).toBe(kept);
    },
  );

  it('has its volume detached once, without force, on its word alone and while it runs', () => {
    expect(plan(terminating(unmountRequested('Success', 600)))).toEqual({
      status: 'act',
      actions: [
        {
          action: 'ec2:DetachVolume',
          reason: 'i-1 has unmounted vol-1',
          routine: true,
          ...ref,
          instanceId: 'i-1',
          force: false,
        },
      ],
    });
    for (const state of ['attaching', 'detaching', 'detached', 'busy'])
      expect(describePlan(terminating(unmountRequested('Success', 1), { volumes: [volumeAt('i-1', state)] }))).toBe(
        kept,
      );
    for (const state of ['shutting-down', 'stopping', 'stopped', 'terminated'])
      expect(describePlan(terminating(unmountRequested('Success', 1), { ec2Instances: { 'i-1': { state } } }))).toBe(
        kept,
      );
  });

  it('has the volume detached that is attached to it, whatever else that is attached to', () => {
    const [own] = volumeAt('i-1').attachments;
    const other = { instanceId: 'i-9', state: 'detaching', attachTime: secondsAgo(1) };
    const shared = volume({ state: 'in-use', attachments: own ? [other, own] : [] });
    expect(plan(terminating(unmountRequested('Success', 1), { volumes: [shared] }))).toMatchObject({
      actions: [{ action: 'ec2:DetachVolume', instanceId: 'i-1' }],
    });
  });

  it('that stopped by itself is told of, and one that was asked is not', () => {
    const dead = { ec2Instances: { 'i-1': { state: 'terminated' } } };
    expect(plan(terminating({}, dead))).toMatchObject({
      actions: [{ action: 'autoscaling:CompleteLifecycleAction', reason: 'i-1 had stopped by itself', routine: false }],
    });
    const [action] = [plan(terminating(unmountRequested('Failed', 1)))].flatMap((one) =>
      one.status === 'act' ? one.actions : [],
    );
    expect(action).toMatchObject({
      reason: 'nothing is left to do on i-1',
      hook: 'hostkeeper-terminate',
      result: 'CONTINUE',
    });
    expect(action).not.toMatchObject({ routine: false });
    expect(action).not.toHaveProperty('stillMounted');
  });
});

describe('a volume that is stuck', () => {
  it('while it attaches is detached without force from the instance itself after 90 s, which is told', () => {
    expect(describePlan(launching({ volumes: [volumeAt('i-1', 'attaching', 89.9)] }))).toBe('wait: vol-1 is attaching');
    expect(plan(launching({ volumes: [volumeAt('i-1', 'attaching', 90.9)] }))).toEqual({
      status: 'act',
      actions: [
        {
          action: 'ec2:DetachVolume',
          reason: 'vol-1 has been attaching for 90 s',
          routine: false,
          ...ref,
          instanceId: 'i-1',
          force: false,
        },
      ],
    });
  });

  it.each(['detaching', 'busy', 'unknown'])('in another state is waited for: %s', (state) => {
    expect(describePlan(launching({ volumes: [volumeAt('i-1', state, 600)] }))).toBe(`wait: vol-1 is ${state}`);
  });
});

/** A volume that is attached to an instance in this state, beside one in service. */
const beside = (state: string): HostFixture => ({
  instances: { 'i-0': state, 'i-1': 'InService' },
  volumes: [volumeAt('i-0')],
});

describe('a volume with another instance', () => {
  const tags = { 'force-detach-after': '10' };

  it.each(['shutting-down', 'terminated'])(
    'that is %s is taken by force after the minutes of the tag, which is told',
    (state) => {
      expect(describePlan(launchingWhileHeld(tags, { state, endedAt: minutesAgo(9.9) }))).toMatch(
        /^wait: vol-1 is still/,
      );
      expect(plan(launchingWhileHeld(tags, { state, endedAt: minutesAgo(10.9) }))).toMatchObject({
        actions: [
          {
            action: 'ec2:DetachVolume',
            reason: `vol-1 is still attached to i-0, which is ${state} for 10 minutes`,
            routine: false,
            ...ref,
            instanceId: 'i-0',
            force: true,
          },
        ],
      });
      expect(describePlan(launchingWhileHeld({}, { state, endedAt: minutesAgo(9999) }))).toMatch(
        /^wait: vol-1 is still/,
      );
    },
  );

  it('is taken by force once in a run: AWS takes a while for that as well', () => {
    const host = launchingWhileHeld(tags, { endedAt: minutesAgo(10) });
    const requested = new Map([['i-0', [forceRequest('vol-1')]]]);
    expect(describePlan(host)).toBe('DetachVolume');
    expect(describePlan({ ...host, requested })).toBe('wait: vol-1 is still attached to i-0, which is shutting-down');
  });

  it.each(['pending', 'running', 'stopping', 'stopped'])('that is %s is never taken by force', (state) => {
    expect(describePlan(launchingWhileHeld(tags, { state, endedAt: minutesAgo(9999) }))).toContain('detach it there');
  });

  it('that EC2 no longer knows is waited for', () => {
    expect(describePlan(launching({ volumes: [volumeAt('i-0')] }))).toBe(
      'wait: vol-1 is still attached to i-0, which EC2 no longer knows',
    );
  });

  it.each(['Terminating', 'Terminating:Proceed', 'Terminated'])('that its group ends is waited for: %s', (state) => {
    expect(describePlan(hostFixture(beside(state)))).toContain(`vol-1 is still attached to i-0, which is ${state}`);
    expect(describePlan(hostFixture(beside(state)))).toMatch(/^wait/);
  });

  it.each(['Standby', 'Terminating:Retained', 'Detaching'])('that stays is left to a person: %s', (state) => {
    expect(describePlan(hostFixture(beside(state)))).toMatch(
      new RegExp(
        `^refuse: .*vol-1 is still attached to i-0, which is ${state}: terminate it, or return it to service$`,
      ),
    );
  });
});

describe('a volume that cannot be the right one', () => {
  it.each(['deleting', 'deleted', 'error'])('is not attached: %s', (state) => {
    expect(describePlan(launching({ volumes: [volume({ state })] }))).toMatch(
      new RegExp(`^refuse: .*vol-1 is ${state}: tag a volume that was created from its last snapshot$`),
    );
  });

  it('is not attached beside another, with where each of them is', () => {
    const other = volume({ volumeId: 'vol-2', zone: 'eu-central-1b', state: 'in-use' });
    expect(describePlan(launching({ volumes: [volume(), other] }))).toContain(
      'vol-1 (eu-central-1a, available) and vol-2 (eu-central-1b, in-use) are all tagged as its data volume: ',
    );
  });
});
