import { describe, expect, it } from 'vitest';

import { awsError, awsErrorLike, hours, minutes } from '../fixtures.ts';
import { AutoScalingGroupName, givenGroup, NONE, ONE } from './fixtures.ts';
import type { LifecycleHook } from './hooks.ts';
import type { GroupInput } from './state.ts';

const launchHook: LifecycleHook = {
  name: 'ours',
  transition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
  heartbeatSeconds: 900,
  defaultResult: 'CONTINUE',
};
const terminateHook: LifecycleHook = {
  ...launchHook,
  name: 'last',
  transition: 'autoscaling:EC2_INSTANCE_TERMINATING',
};

/** A group whose only instance waits at a hook; `name` is the action in the words of a call. */
const givenWait = async (hook: LifecycleHook, input: Partial<GroupInput> = {}) => {
  const launching = hook.transition === launchHook.transition;
  const sizes = launching ? { ...ONE, desired: 0 } : ONE;
  const env = givenGroup({ sizes, hooks: [hook], ...input });
  const size = launching ? { DesiredCapacity: 1 } : NONE;
  env.service.UpdateAutoScalingGroup.handle({ AutoScalingGroupName, ...size }, env.call());
  await env.clock.advance(minutes(1));
  const name = { AutoScalingGroupName, LifecycleHookName: hook.name, InstanceId: env.first() };
  const complete = (LifecycleActionResult: string, other: object = {}) =>
    env.service.CompleteLifecycleAction.handle({ ...name, LifecycleActionResult, ...other }, env.call());
  return { ...env, name, complete };
};

const remove = ({ service, name, call }: Awaited<ReturnType<typeof givenWait>>) =>
  service.DeleteLifecycleHook.handle(name, call());

describe('a lifecycle hook that is deleted', () => {
  it('abandons the launch that waits at it: the instance ends, and another takes its place', async () => {
    const env = await givenWait(launchHook);
    expect(env.states()).toEqual(['Pending:Wait']);
    remove(env);
    expect(env.states()).toEqual(['Terminating']);
    await env.clock.advance(minutes(5));
    expect(env.states()).toEqual(['InService']);
    expect(env.first()).not.toBe(env.name.InstanceId);
  });

  it('lets the termination that waits at it continue', async () => {
    const env = await givenWait(terminateHook);
    expect(env.states()).toEqual(['Terminating:Wait']);
    remove(env);
    expect(env.states()).toEqual(['Terminating:Proceed']);
  });

  it('ends nothing that waits at another hook', async () => {
    const env = await givenWait(launchHook, { hooks: [launchHook, { ...launchHook, name: 'theirs' }] });
    env.complete('CONTINUE');
    remove(env);
    expect(env.states()).toEqual(['Pending:Wait']);
  });
});

describe('a termination that is abandoned', () => {
  const RETAINED = ['Terminating:Retained'];

  it('by an answer retains the instance where the policy of the group says so, until a request ends it', async () => {
    const { complete, states, clock, service, name, call } = await givenWait(terminateHook, { retain: true });
    complete('ABANDON');
    await clock.advance(hours(48));
    expect(states()).toEqual(RETAINED);
    const { InstanceId } = name;
    service.TerminateInstanceInAutoScalingGroup.handle({ InstanceId, ShouldDecrementDesiredCapacity: false }, call());
    await clock.advance(minutes(3));
    expect(states()).toEqual([]);
  });

  it('by its time-out does so too', async () => {
    const { states, clock } = await givenWait({ ...terminateHook, defaultResult: 'ABANDON' }, { retain: true });
    await clock.advance(minutes(15));
    expect(states()).toEqual(RETAINED);
  });

  it('ends the instance without such a policy, and so does one that continues with it', async () => {
    const abandoned = await givenWait(terminateHook);
    abandoned.complete('ABANDON');
    const continued = await givenWait(terminateHook, { retain: true });
    continued.complete('CONTINUE');
    expect([abandoned.states(), continued.states()]).toEqual([['Terminating:Proceed'], ['Terminating:Proceed']]);
  });

  it('does not come about without a hook, whatever the policy', async () => {
    const { service, call, clock, states } = givenGroup({ retain: true });
    service.UpdateAutoScalingGroup.handle({ AutoScalingGroupName, ...NONE }, call());
    await clock.advance(minutes(3));
    expect(states()).toEqual([]);
  });
});

describe('a lifecycle action', () => {
  it('is completed by whoever names its instance or its token, and once', async () => {
    const { complete, states } = await givenWait(launchHook);
    const noAction = awsErrorLike('ValidationError', /^No active Lifecycle Action found with /);
    for (const other of [
      { InstanceId: 'i-0nobody' },
      { LifecycleHookName: 'theirs' },
      { LifecycleActionToken: '00000000-0000-4000-8000-000000000000' },
    ])
      expect(() => complete('CONTINUE', other)).toThrow(noAction);
    expect(states()).toEqual(['Pending:Wait']);
    complete('CONTINUE');
    expect(states()).toEqual(['Pending:Proceed']);
    expect(() => complete('CONTINUE')).toThrow(noAction);
  });

  it('is completed by the token of its event, which is a UUID', async () => {
    const events: object[] = [];
    const env = givenGroup({ sizes: { ...ONE, desired: 0 }, hooks: [launchHook] }, (event) => events.push(event));
    env.service.UpdateAutoScalingGroup.handle({ AutoScalingGroupName, DesiredCapacity: 1 }, env.call());
    await env.clock.advance(minutes(1));
    const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
    expect(events).toEqual([
      expect.objectContaining({
        id: expect.stringMatching(uuid),
        resources: [env.group.arn],
        detail: expect.objectContaining({ LifecycleActionToken: expect.stringMatching(uuid) }),
      }),
    ]);
    expect(env.group.arn).toMatch(
      /:autoScalingGroup:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}:autoScalingGroupName\/web$/,
    );
    const token = JSON.stringify(events).match(/"LifecycleActionToken":"([^"]+)"/)?.[1];
    const action = { AutoScalingGroupName, LifecycleHookName: 'ours', LifecycleActionToken: token };
    env.service.CompleteLifecycleAction.handle({ ...action, LifecycleActionResult: 'CONTINUE' }, env.call());
    expect(env.states()).toEqual(['Pending:Proceed']);
  });

  it('ends with CONTINUE or ABANDON, and with no other result', async () => {
    const { complete, states } = await givenWait(launchHook);
    expect(() => complete('continue')).toThrow(awsErrorLike('ValidationError', 'continue'));
    expect(states()).toEqual(['Pending:Wait']);
  });

  it('waits longer with each heartbeat, for 100 of them at most', async () => {
    const { service, name, call, clock, states } = await givenWait({ ...launchHook, heartbeatSeconds: 60 });
    const heartbeat = () => service.RecordLifecycleActionHeartbeat.handle(name, call());
    for (let seconds = 0; seconds < 5900; seconds += 50) {
      heartbeat();
      await clock.advance(50_000);
    }
    expect(states()).toEqual(['Pending:Wait']);
    heartbeat();
    await clock.advance(minutes(3));
    expect(states()).toEqual(['InService']);
    expect(heartbeat).toThrow(awsErrorLike('ValidationError', 'No active Lifecycle Action found'));
  });
});

describe('the hooks of a group', () => {
  it.each([
    [300, 30_000],
    [900, 90_000],
    [7200, 172_800],
  ])('of a heartbeat of %i s hold an instance for %i s in all', (HeartbeatTimeout, GlobalTimeout) => {
    const { service, call } = givenGroup();
    const hook = { AutoScalingGroupName, LifecycleHookName: 'ours', LifecycleTransition: launchHook.transition };
    service.PutLifecycleHook.handle({ ...hook, HeartbeatTimeout }, call());
    const { LifecycleHooks } = service.DescribeLifecycleHooks.handle({ AutoScalingGroupName }, call());
    expect(LifecycleHooks).toMatchObject([{ GlobalTimeout, DefaultResult: 'ABANDON' }]);
  });

  it.each([
    ['a name with a space', { LifecycleHookName: 'our hook' }, 'regular expression pattern: [A-Za-z0-9\\-_\\/]+'],
    ['no name', { LifecycleHookName: '' }, 'length greater than or equal to 1'],
    ['a name that is too long', { LifecycleHookName: 'x'.repeat(256) }, 'length less than or equal to 255'],
    ['metadata outside ASCII', { NotificationMetadata: 'größer' }, 'regular expression pattern'],
    ['metadata that is too long', { NotificationMetadata: 'x'.repeat(4001) }, 'length less than or equal to 4000'],
  ])('are refused with %s', (_, change, message) => {
    const { service, call } = givenGroup();
    const hook = { AutoScalingGroupName, LifecycleHookName: 'ours', LifecycleTransition: launchHook.transition };
    const put = () => service.PutLifecycleHook.handle({ ...hook, ...change }, call());
    expect(put).toThrow(awsErrorLike('ValidationError', message.replaceAll(/[[\]\\+]/g, String.raw`\$&`)));
  });

  it('are deleted once', () => {
    const { service, call } = givenGroup({ hooks: [launchHook] });
    const removeOurs = () =>
      service.DeleteLifecycleHook.handle({ AutoScalingGroupName, LifecycleHookName: 'ours' }, call());
    removeOurs();
    expect(removeOurs).toThrow(awsError('ValidationError', 'No Lifecycle Hook found with name: ours'));
  });
});
