import { describe, expect, it } from 'vitest';

import { reconcileController, resumeController, suspendController } from '../../../libs/capacity/controller.ts';
import type { CapacityRequest, CapacityTarget } from '../../../libs/capacity/model.ts';
import type { Host } from '../../../libs/hosts/host.ts';
import { AwsError } from '../../aws/operation.ts';
import { type Answer, directoryWith, given } from '../aws/given-endpoint.ts';
import { blog, instance, minutesAgo, now, sizesOf, suspendedSince } from './capacity-fixture.ts';

const ref = { host: 'blog', region: 'eu-central-1', group: 'blog-group', reason: 'a reason' };
const denied = new AwsError('AccessDenied', 'no', 403);

/** The controllers of a run that has listed the host, at an endpoint with these answers. */
const givenRun = (host: Host, ...answers: readonly Answer[]) => {
  const aws = given(...answers);
  const directory = directoryWith(aws, host, now);
  const deps = {
    autoScaling: aws.autoScaling,
    directory,
    clock: { now: () => now, sleep: () => new Promise<void>(() => {}) },
    describeScalingActivities: aws.hooks.describeScalingActivities,
  };
  return {
    requests: aws.requests,
    operations: () => aws.requests.map(([operation]) => operation),
    isListedAgain: async () => {
      const before = aws.requests.length;
      await directory.getMany([ref]);
      return aws.requests.length > before;
    },
    suspend: suspendController(deps),
    resume: resumeController(deps),
    reconcile: reconcileController(deps),
  };
};

const target = (request?: CapacityRequest): CapacityTarget => ({ ...ref, ...(request && { request }) });
const toResume = (more: Partial<Extract<CapacityRequest, { intent: 'resume' }>> = {}) =>
  target({ intent: 'resume', acceptUnguarded: false, ...more });

const suspended = { intent: 'suspended', since: minutesAgo(60), cause: 'budget' } as const;
const forgotten = suspendedSince(60, { state: suspended });

const cause =
  'a user request explicitly set group constraints to min: 0, max: 0, desired: 0 changing the desired capacity from';

/** The activities of a group, of which one has this cause. */
const activities = (Cause: string) => ({
  Activities: [
    { ActivityId: 'a', AutoScalingGroupName: 'blog-group', Cause, StartTime: now, StatusCode: 'Successful' },
  ],
});

describe('the sizes of a host that is to be resumed', () => {
  it('are read from the activities of its group where nobody remembers them', async () => {
    for (const host of [forgotten, suspendedSince(60, { state: { intent: 'running' } })]) {
      const run = givenRun(host, activities(`${cause} 3 to 0.`));
      const [observed] = (await run.resume.observe([toResume()])).values();
      expect(observed).toEqual({ ...host, desiredBeforeZero: 3 });
      expect(run.operations()).toEqual(['DescribeScalingActivities']);
    }
  });

  it('are not known where no activity tells, or none can be read', async () => {
    for (const answer of [activities('an instance was started'), denied]) {
      const [observed] = (await givenRun(forgotten, answer).resume.observe([toResume()])).values();
      expect(observed).toEqual(forgotten);
    }
  });

  it.each<[string, Host, CapacityTarget]>([
    ['they are recorded', suspendedSince(60), toResume()],
    ['its group has sizes', blog({ state: suspended }), toResume()],
    ['the person says them', forgotten, toResume({ sizes: sizesOf('0/1/1') })],
    [
      'it is being resumed',
      suspendedSince(60, { state: { intent: 'resuming', since: suspended.since, sizes: sizesOf('0/1/1') } }),
      toResume(),
    ],
    ['nobody resumes it', forgotten, target()],
  ])('are not read when %s', async (_, host, one) => {
    const run = givenRun(host);
    const [observed] = (await run.resume.observe([one])).values();
    expect(observed).toEqual(host);
    expect(run.operations()).toEqual([]);
  });
});

describe('an action on the capacity of a host', () => {
  const terminate = 'autoscaling:TerminateInstanceInAutoScalingGroup';
  const { suspend } = givenRun(blog());
  type Suspend = (typeof suspend)['executors'];

  it.each<[string, (executors: Suspend) => Promise<void>, string, object]>([
    [
      'sets its sizes',
      (all) =>
        all['autoscaling:UpdateAutoScalingGroup']({
          ...ref,
          action: 'autoscaling:UpdateAutoScalingGroup',
          sizes: sizesOf('0/0/0'),
        }),
      'UpdateAutoScalingGroup',
      { AutoScalingGroupName: 'blog-group', MinSize: 0, DesiredCapacity: 0, MaxSize: 0 },
    ],
    [
      'resumes processes',
      (all) =>
        all['autoscaling:ResumeProcesses']({ ...ref, action: 'autoscaling:ResumeProcesses', processes: ['Terminate'] }),
      'ResumeProcesses',
      { AutoScalingGroupName: 'blog-group', ScalingProcesses: ['Terminate'] },
    ],
    [
      'clears the protection of instances',
      (all) =>
        all['autoscaling:SetInstanceProtection']({
          ...ref,
          action: 'autoscaling:SetInstanceProtection',
          instanceIds: ['i-1'],
        }),
      'SetInstanceProtection',
      { AutoScalingGroupName: 'blog-group', InstanceIds: ['i-1'], ProtectedFromScaleIn: false },
    ],
    [
      'terminates an instance',
      (all) => all[terminate]({ ...ref, action: terminate, instanceId: 'i-1' }),
      'TerminateInstanceInAutoScalingGroup',
      { InstanceId: 'i-1', ShouldDecrementDesiredCapacity: false },
    ],
  ])('%s, and the host is listed again, also where it failed', async (_, act, operation, input) => {
    const run = givenRun(blog());
    await act(run.suspend.executors);
    expect(run.requests).toEqual([[operation, input]]);
    expect(await run.isListedAgain()).toBe(true);
    const failing = givenRun(blog(), denied);
    await expect(act(failing.suspend.executors)).rejects.toThrow('no');
    expect(await failing.isListedAgain()).toBe(true);
  });
});

/** What the run could not record of the host. */
const unrecordedOf = async ({ suspend }: ReturnType<typeof givenRun>) =>
  [...(await suspend.observe([target()])).values()].map(({ unrecorded }) => unrecorded);

describe('the state of a host', () => {
  const action = 'autoscaling:CreateOrUpdateTags';
  const write = { ...ref, action, state: suspended } as const;
  const group = {
    AutoScalingGroupName: 'blog-group',
    MinSize: 0,
    MaxSize: 1,
    DesiredCapacity: 1,
    DefaultCooldown: 300,
    AvailabilityZones: ['eu-central-1a'],
    HealthCheckType: 'EC2',
    CreatedTime: now,
    Tags: [
      { Key: 'hostkeeper:host', Value: 'blog' },
      { Key: 'hostkeeper:stage', Value: 'prod' },
    ],
  };
  const listing = { AutoScalingGroups: [group] };
  it('is written as a tag', async () => {
    const run = givenRun(blog());
    await run.suspend.executors[action](write);
    expect(run.requests).toMatchObject([
      [
        'CreateOrUpdateTags',
        {
          Tags: [
            {
              ResourceId: 'blog-group',
              Key: 'hostkeeper:state',
              Value: 'suspended unknown 2026-11-14T11:00:00.000Z budget',
            },
          ],
        },
      ],
    ]);
    expect(await run.isListedAgain()).toBe(true);
  });

  it('that cannot be written is remembered by the run, with each attempt, until it can', async () => {
    const run = givenRun(blog(), denied, listing, denied, listing, {}, listing);
    await expect(run.suspend.executors[action](write)).rejects.toThrow('no');
    expect(await unrecordedOf(run)).toEqual([
      { state: suspended, error: expect.stringContaining('no'), attempts: 1, triedAt: now },
    ]);
    await expect(run.suspend.executors[action](write)).rejects.toThrow('no');
    expect(await unrecordedOf(run)).toMatchObject([{ attempts: 2 }]);
    await run.suspend.executors[action](write);
    expect(await unrecordedOf(run)).toEqual([undefined]);
  });

  it('is read by no controller of a host that is not there any more', async () => {
    const run = givenRun(blog(), { AutoScalingGroups: [] });
    await run.suspend.executors['autoscaling:UpdateAutoScalingGroup']({
      ...ref,
      action: 'autoscaling:UpdateAutoScalingGroup',
      sizes: sizesOf('0/0/0'),
    });
    expect(await run.suspend.observe([target()])).toEqual(new Map());
  });
});

/** What the controllers of a stop, of a pass and of a resume plan for a host. */
const outcomes = (host: Host, request?: CapacityRequest) => {
  const run = givenRun(host);
  return [run.suspend, run.reconcile, run.resume].map((controller) =>
    controller.conditions(target(request), host, now).map(({ plan }) => plan()?.status),
  );
};

describe('a controller', () => {
  it('of a pass keeps hosts as they are to be, while that of a stop or a resume leaves them', () => {
    expect(outcomes(suspendedSince(60, { instances: [instance('Standby')] }))).toEqual([
      ['converged'],
      ['act'],
      ['converged'],
    ]);
  });

  it('of a stop stops, and that of a resume resumes', () => {
    const stop: CapacityRequest = { intent: 'suspend', cause: 'operator', at: now, honorKeepTag: false };
    expect(outcomes(blog(), stop)).toEqual([['act'], ['act'], ['converged']]);
    expect(outcomes(suspendedSince(60), { intent: 'resume', acceptUnguarded: false })).toEqual([
      ['converged'],
      ['converged'],
      ['act'],
    ]);
  });
});
