import { describe, expect, it } from 'vitest';

import { AutoScalingGroupName, givenGroup, NONE, ONE } from './fixtures.ts';
import { awsErrorLike, minutes } from '../fixtures.ts';
import type { LifecycleHook } from './hooks.ts';

const givenHistory = async () => {
  const { clock, service, call, first, group } = givenGroup({ sizes: { ...ONE, desired: 0 } });
  service.UpdateAutoScalingGroup.handle({ AutoScalingGroupName, DesiredCapacity: 1 }, call());
  await clock.advance(minutes(1));
  return [group.arn, first(), group.instances[0]?.lifecycleState];
};

const terminateHook: LifecycleHook = {
  name: 'last',
  transition: 'autoscaling:EC2_INSTANCE_TERMINATING',
  heartbeatSeconds: 900,
  defaultResult: 'CONTINUE',
};

describe('an Auto Scaling group', () => {
  it('terminates surplus instances within minutes, and none at once', async () => {
    const { clock, service, call, states } = givenGroup();
    service.UpdateAutoScalingGroup.handle({ AutoScalingGroupName, ...NONE }, call());
    await clock.advance(4_999);
    expect(states()).toEqual(['InService']);
    await clock.advance(15_002);
    expect(states()).toEqual(['Terminating']);
    await clock.advance(90_000);
    expect(states()).toEqual([]);
  });

  it('launches missing instances, protected where the group protects new ones', async () => {
    const { clock, service, group, call, states } = givenGroup({
      sizes: { ...ONE, desired: 0 },
      protectNewInstances: true,
    });
    service.UpdateAutoScalingGroup.handle({ AutoScalingGroupName, DesiredCapacity: 1 }, call());
    await clock.advance(20_001);
    expect(states()).toEqual(['Pending']);
    await clock.advance(90_000);
    expect(group.instances).toMatchObject([{ lifecycleState: 'InService', protectedFromScaleIn: true }]);
  });

  it('keeps protected instances, those in standby, and all while Terminate is suspended', async () => {
    for (const input of [
      { protectNewInstances: true },
      { lifecycleStates: ['Standby'] as const },
      { suspendedProcesses: ['Terminate'] },
    ]) {
      const { clock, service, call, states } = givenGroup(input);
      service.UpdateAutoScalingGroup.handle({ AutoScalingGroupName, ...NONE }, call());
      await clock.advance(minutes(30));
      expect(states()).toHaveLength(1);
    }
  });

  it('scales once its processes are resumed, and launches nothing while Launch is suspended', async () => {
    const { clock, service, call, states } = givenGroup({ suspendedProcesses: ['Launch', 'Terminate'] });
    service.UpdateAutoScalingGroup.handle({ AutoScalingGroupName, ...NONE }, call());
    service.ResumeProcesses.handle({ AutoScalingGroupName, ScalingProcesses: ['Terminate'] }, call());
    await clock.advance(minutes(3));
    expect(states()).toEqual([]);
    service.UpdateAutoScalingGroup.handle({ AutoScalingGroupName, MaxSize: 1, DesiredCapacity: 1 }, call());
    await clock.advance(minutes(3));
    expect(states()).toEqual([]);
    service.ResumeProcesses.handle({ AutoScalingGroupName }, call());
    await clock.advance(minutes(3));
    expect(states()).toEqual(['InService']);
  });

  it('waits for its termination hook', async () => {
    const hooked = givenGroup({
      hooks: [
        {
          name: 'other-tool',
          transition: 'autoscaling:EC2_INSTANCE_TERMINATING',
          heartbeatSeconds: 3600,
          defaultResult: 'CONTINUE',
        },
      ],
    });
    hooked.service.UpdateAutoScalingGroup.handle({ AutoScalingGroupName, ...NONE }, hooked.call());
    await hooked.clock.advance(minutes(59));
    expect(hooked.states()).toEqual(['Terminating:Wait']);
    await hooked.clock.advance(minutes(4));
    expect(hooked.states()).toEqual([]);
  });

  it('replaces a terminated instance, unless the desired capacity is decremented', async () => {
    const replaced = givenGroup();
    const InstanceId = replaced.first();
    const response = replaced.service.TerminateInstanceInAutoScalingGroup.handle(
      { InstanceId, ShouldDecrementDesiredCapacity: false },
      replaced.call(),
    );
    expect(response.Activity).toMatchObject({ AutoScalingGroupName, StatusCode: 'InProgress' });
    await replaced.clock.advance(minutes(5));
    expect(replaced.states()).toEqual(['InService']);
    expect(replaced.first()).not.toBe(InstanceId);
    const reduced = givenGroup();
    const request = { InstanceId: reduced.first(), ShouldDecrementDesiredCapacity: true };
    reduced.service.TerminateInstanceInAutoScalingGroup.handle(request, reduced.call());
    await reduced.clock.advance(minutes(5));
    expect(reduced.group).toMatchObject({ sizes: { ...ONE, desired: 0 }, instances: [] });
  });

  it('terminates on request an instance that is protected, in standby or retained', async () => {
    for (const input of [
      { protectNewInstances: true },
      { lifecycleStates: ['Standby'] as const },
      { lifecycleStates: ['Terminating:Retained'] as const },
    ]) {
      const { clock, service, call, states, first } = givenGroup({
        sizes: { min: 0, desired: 0, max: 0 },
        lifecycleStates: ['InService'],
        ...input,
      });
      service.TerminateInstanceInAutoScalingGroup.handle(
        { InstanceId: first(), ShouldDecrementDesiredCapacity: false },
        call(),
      );
      await clock.advance(minutes(3));
      expect(states()).toEqual([]);
    }
  });

  it('answers that it is busy to whoever terminates an instance that launches, and keeps it until it is in service', async () => {
    const { clock, service, call, states, first } = givenGroup({ sizes: { ...ONE, desired: 0 } });
    service.UpdateAutoScalingGroup.handle({ AutoScalingGroupName, DesiredCapacity: 1 }, call());
    await clock.advance(20_001);
    expect(states()).toEqual(['Pending']);
    const InstanceId = first();
    expect(() =>
      service.TerminateInstanceInAutoScalingGroup.handle({ InstanceId, ShouldDecrementDesiredCapacity: false }, call()),
    ).toThrow(awsErrorLike('ScalingActivityInProgress', InstanceId));
    service.UpdateAutoScalingGroup.handle({ AutoScalingGroupName, ...NONE }, call());
    await clock.advance(20_001);
    expect(states()).toEqual(['Pending']);
    await clock.advance(minutes(4));
    expect(states()).toEqual([]);
  });

  it('terminates an abandoned launch once every hook is completed, and replaces it only where its sizes allow', async () => {
    for (const [sizes, left] of [
      [NONE, []],
      [{}, ['Pending:Wait']],
    ] as const) {
      const hook = {
        transition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
        heartbeatSeconds: 3600,
        defaultResult: 'CONTINUE',
      } as const;
      const hooks = ['ours', 'theirs'].map((name) => Object.assign({ name }, hook));
      const { clock, service, call, states, first, group } = givenGroup({ sizes: { ...ONE, desired: 0 }, hooks });
      service.UpdateAutoScalingGroup.handle({ AutoScalingGroupName, DesiredCapacity: 1 }, call());
      await clock.advance(minutes(1));
      const InstanceId = first();
      const complete = (LifecycleHookName: string, LifecycleActionResult: string) =>
        service.CompleteLifecycleAction.handle(
          { AutoScalingGroupName, InstanceId, LifecycleHookName, LifecycleActionResult },
          call(),
        );
      service.UpdateAutoScalingGroup.handle({ AutoScalingGroupName, ...sizes }, call());
      complete('ours', 'ABANDON');
      await clock.advance(minutes(1));
      expect(states()).toEqual(['Pending:Wait']);
      complete('theirs', 'CONTINUE');
      await clock.advance(minutes(4));
      expect(states()).toEqual(left);
      expect(group.instances.map(({ instanceId }) => instanceId)).not.toContain(InstanceId);
    }
  });

  it('has the same history from the same seed', async () => {
    expect(await givenHistory()).toEqual(await givenHistory());
    expect((await givenHistory())[1]).toMatch(/^i-[0-9a-f]{17}$/);
  });

  it.each([
    ['a minimum over the maximum', { MinSize: 2 }, 'Max bound, 1, must be greater than or equal to min bound, 2'],
    [
      'a desired capacity beyond its bounds',
      { DesiredCapacity: 2 },
      'Desired capacity:2 must be between the specified min size:0 and max size:1',
    ],
    [
      'another name',
      { AutoScalingGroupName: 'wbe' },
      'AutoScalingGroup name not found - AutoScalingGroup wbe not found',
    ],
    ['a negative size', { MinSize: -1 }, "Value '-1' at 'minSize' failed to satisfy constraint"],
    ['no number', { DesiredCapacity: Number.NaN }, "Value 'NaN' at 'desiredCapacity' failed to satisfy constraint"],
  ])('refuses %s with the text of AWS, and does not change', (_, input, message) => {
    const { service, group, call } = givenGroup();
    expect(() => service.UpdateAutoScalingGroup.handle({ AutoScalingGroupName, ...input }, call())).toThrow(
      awsErrorLike('ValidationError', message),
    );
    expect(group.sizes).toEqual(ONE);
  });

  it('moves the desired capacity into the new bounds when none is set', () => {
    const { service, group, call } = givenGroup();
    service.UpdateAutoScalingGroup.handle({ AutoScalingGroupName, MaxSize: 0 }, call());
    expect(group.sizes).toEqual({ min: 0, desired: 0, max: 0 });
  });

  it('refuses to terminate below its minimum, and an instance of no group', () => {
    const { service, call, first } = givenGroup({ sizes: { min: 1, desired: 1, max: 1 } });
    const terminate = (InstanceId: string) => () =>
      service.TerminateInstanceInAutoScalingGroup.handle({ InstanceId, ShouldDecrementDesiredCapacity: true }, call());
    expect(terminate(first())).toThrow(
      awsErrorLike('ValidationError', /^Currently, desiredSize equals minSize \(1\)\. /),
    );
    expect(terminate('i-0')).toThrow(
      awsErrorLike('ValidationError', 'Instance Id not found - No managed instance found for instance ID: i-0'),
    );
  });

  it('protects all instances of a call or none, and none that terminates', async () => {
    const { clock, service, group, call, first } = givenGroup({ lifecycleStates: ['InService', 'Terminating:Wait'] });
    const protect = (InstanceIds: string[]) => () =>
      service.SetInstanceProtection.handle({ AutoScalingGroupName, InstanceIds, ProtectedFromScaleIn: true }, call());
    expect(protect(group.instances.map(({ instanceId }) => instanceId))).toThrow(
      awsErrorLike('ValidationError', 'is not in InService or EnteringStandby or Standby.'),
    );
    expect(group.instances.map(({ protectedFromScaleIn }) => protectedFromScaleIn)).toEqual([false, false]);
    expect(protect(['i-0'])).toThrow(awsErrorLike('ValidationError', 'is not part of Auto Scaling group web.'));
    expect(protect(Array.from({ length: 51 }, first))).toThrow(awsErrorLike('ValidationError', ''));
    protect([first()])();
    service.UpdateAutoScalingGroup.handle({ AutoScalingGroupName, ...NONE }, call());
    await clock.advance(minutes(5));
    expect(group.instances[0]).toMatchObject({ lifecycleState: 'InService', protectedFromScaleIn: true });
  });

  it('changes the settings that a call names, and refuses what it would not change', async () => {
    const { service, group, call, clock } = givenGroup({ capacityRebalance: true });
    const update = (input: object) => service.UpdateAutoScalingGroup.handle({ AutoScalingGroupName, ...input }, call());
    update({ CapacityRebalance: false, InstanceMaintenancePolicy: { MinHealthyPercentage: 0 } });
    update({ AvailabilityZones: ['us-east-1b'], NewInstancesProtectedFromScaleIn: true });
    const { AutoScalingGroups } = service.DescribeAutoScalingGroups.handle({}, call());
    expect(AutoScalingGroups).toMatchObject([
      {
        CapacityRebalance: false,
        AvailabilityZones: ['us-east-1b'],
        NewInstancesProtectedFromScaleIn: true,
        InstanceMaintenancePolicy: { MinHealthyPercentage: 0, MaxHealthyPercentage: 100 },
      },
    ]);
    expect(() => update({ MaxSize: 0, DefaultCooldown: 60 })).toThrow(
      awsErrorLike('NotSimulated', '^not simulated: DefaultCooldown of UpdateAutoScalingGroup; these are: '),
    );
    await clock.advance(minutes(5));
    expect(group).toMatchObject({ sizes: ONE, instances: [{ lifecycleState: 'InService' }] });
  });

  it('calls an instance unhealthy that has ended outside its control', async () => {
    const { clock, service, group, call, ec2, groups } = givenGroup({ hooks: [terminateHook] });
    ec2.instances.terminate(group.instances[0]?.instanceId ?? '');
    groups.replaceMissing(group.instances[0]?.instanceId ?? '');
    await clock.advance(minutes(2));
    const { AutoScalingGroups } = service.DescribeAutoScalingGroups.handle({}, call());
    expect(AutoScalingGroups?.[0]?.Instances?.map(({ HealthStatus }) => HealthStatus)).toContain('Unhealthy');
  });

  it('is deleted when it is empty, or by force with its instances', () => {
    const { service, group, groups, call, ec2 } = givenGroup();
    const [instance] = group.instances;
    const remove = (ForceDelete: boolean) => () =>
      service.DeleteAutoScalingGroup.handle({ AutoScalingGroupName, ForceDelete }, call());
    expect(remove(false)).toThrow(awsErrorLike('ResourceInUse', 'there are instances'));
    remove(true)();
    expect(groups.all()).toEqual([]);
    expect(ec2.instances.get(instance?.instanceId ?? '')?.state).toBe('shutting-down');
  });
});
