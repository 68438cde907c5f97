import { describe, expect, it } from 'vitest';

import { createClock } from '../clock.ts';
import { createEcs } from './index.ts';
import type { AwsError, CallContext } from '../operation.ts';
import { createSsm } from '../ssm/index.ts';

const REGION = 'eu-central-1';
const startClock = () => createClock({ start: new Date('2026-11-02T01:00:00Z'), seed: 7 });
const awsError = (code: string, message: string) => expect.objectContaining<Partial<AwsError>>({ code, message });

const CLUSTER = `arn:aws:ecs:${REGION}:123456789012:cluster/web`;

/** A region with the cluster `web`, and so many instances in it: `i-0`, `i-1` and so on. */
const givenCluster = (count = 1, host = { tasks: 2, stopSeconds: 30 }) => {
  const clock = startClock();
  const { service, ...ecs } = createEcs({ clock, region: REGION });
  for (let at = 0; at < count; at += 1) ecs.register('web', `i-${at}`, host);
  const call = (): CallContext => ({ caller: 'owner', region: REGION, at: clock.now() });
  const arn = (instanceId: string) => ecs.containerInstance(instanceId)?.arn ?? '';
  const list = (input: Parameters<typeof service.ListContainerInstances.handle>[0] = {}) =>
    service.ListContainerInstances.handle({ cluster: 'web', ...input }, call());
  const describeAll = (...containerInstances: string[]) =>
    service.DescribeContainerInstances.handle({ cluster: 'web', containerInstances }, call());
  const drain = (...containerInstances: string[]) =>
    service.UpdateContainerInstancesState.handle({ cluster: 'web', containerInstances, status: 'DRAINING' }, call());
  return { clock, service, ...ecs, call, arn, list, describeAll, drain };
};
const UNKNOWN = `arn:aws:ecs:${REGION}:123456789012:container-instance/web/${'0'.repeat(32)}`;

describe('a container instance', () => {
  it('is found by the EC2 instance that it is, and described', () => {
    const { list, describeAll, arn } = givenCluster(3);
    expect(arn('i-0')).toMatch(/^arn:aws:ecs:eu-central-1:123456789012:container-instance\/web\/[0-9a-f]{32}$/);
    expect(list({ filter: 'ec2InstanceId in [i-0, i-2, i-9]' })).toEqual({
      containerInstanceArns: [arn('i-0'), arn('i-2')].toSorted(),
    });
    expect(list({ filter: "ec2InstanceId in ['i-1']" }).containerInstanceArns).toEqual([arn('i-1')]);
    expect(describeAll(arn('i-0'))).toMatchObject({
      containerInstances: [{ ec2InstanceId: 'i-0', status: 'ACTIVE', runningTasksCount: 2 }],
      failures: [],
    });
  });

  it('is drained: no longer active at once, its tasks gone once they have had their time to stop', async () => {
    const { drain, arn, clock, containerInstance } = givenCluster();
    expect(drain(arn('i-0')).containerInstances).toMatchObject([{ status: 'DRAINING', runningTasksCount: 2 }]);
    await clock.advance(29_999);
    expect(containerInstance('i-0')).toMatchObject({ status: 'DRAINING', runningTasks: 2 });
    await clock.advance(1);
    expect(containerInstance('i-0')).toEqual({ arn: arn('i-0'), status: 'DRAINING', runningTasks: 0, cluster: 'web' });
  });

  it('keeps its tasks when it is made active again before they have stopped', async () => {
    const { drain, arn, clock, service, call, containerInstance } = givenCluster();
    drain(arn('i-0'));
    service.UpdateContainerInstancesState.handle(
      { cluster: 'web', containerInstances: [arn('i-0')], status: 'ACTIVE' },
      call(),
    );
    await clock.advance(60_000);
    expect(containerInstance('i-0')).toMatchObject({ status: 'ACTIVE', runningTasks: 2 });
  });

  it('has no tasks once Docker was stopped', () => {
    const { stopTasks, containerInstance } = givenCluster();
    stopTasks('i-0');
    expect(containerInstance('i-0')).toMatchObject({ status: 'ACTIVE', runningTasks: 0 });
  });

  it('is listed no more when its EC2 instance is gone, and can only be described', () => {
    const { deregister, list, describeAll, drain, arn } = givenCluster();
    deregister('i-0');
    expect(list().containerInstanceArns).toEqual([]);
    expect(describeAll(arn('i-0')).containerInstances).toMatchObject([{ status: 'INACTIVE', runningTasksCount: 0 }]);
    expect(drain(arn('i-0'))).toEqual({
      containerInstances: [],
      failures: [{ arn: arn('i-0'), reason: 'INACTIVE' }],
    });
  });

  it('that is unknown is a failure beside those that are not', () => {
    const { describeAll, drain, arn, containerInstance } = givenCluster();
    const failures = [{ arn: UNKNOWN, reason: 'MISSING' }];
    expect(describeAll(UNKNOWN, arn('i-0'))).toMatchObject({ containerInstances: [{ status: 'ACTIVE' }], failures });
    expect(drain(UNKNOWN)).toEqual({ containerInstances: [], failures });
    expect(containerInstance('i-9')).toBeUndefined();
  });
});

const tooManyError = (most: number) =>
  awsError('InvalidParameterException', `instanceIds can have at most ${most} items.`);

describe('ECS', () => {
  it('answers 100 a page at most, and leaves none out and none twice', () => {
    const { list, deregister } = givenCluster(201);
    const sizes: number[] = [];
    const seen = new Set<string>();
    let nextToken: string | undefined;
    do {
      const page = list({ ...(nextToken !== undefined && { nextToken }) });
      sizes.push(page.containerInstanceArns?.length ?? 0);
      for (const arn of page.containerInstanceArns ?? []) seen.add(arn);
      ({ nextToken } = page);
    } while (nextToken !== undefined);
    expect([sizes, seen.size]).toEqual([[100, 100, 1], 201]);
    deregister('i-0');
    expect(list({ maxResults: 1 }).containerInstanceArns).toHaveLength(1);
    for (const input of [{ maxResults: 101 }, { nextToken: 'no token' }])
      expect(() => list(input)).toThrow(expect.objectContaining({ code: 'InvalidParameterException' }));
  });

  it('describes 100 at once and changes 10', () => {
    const { describeAll, drain } = givenCluster();
    expect(() => describeAll(...Array.from({ length: 101 }, () => UNKNOWN))).toThrow(tooManyError(100));
    expect(() => drain(...Array.from({ length: 11 }, () => UNKNOWN))).toThrow(tooManyError(10));
  });

  it('does not know a cluster that nothing was ever in, nor mixes two up', () => {
    const { list, describeAll, register, containerInstance } = givenCluster();
    expect(() => list({ cluster: 'wbe' })).toThrow(awsError('ClusterNotFoundException', 'Cluster not found.'));
    register('other', 'i-7', { tasks: 0, stopSeconds: 30 });
    expect(list({ cluster: CLUSTER.replace('/web', '/other') }).containerInstanceArns).toHaveLength(1);
    expect(() => describeAll(containerInstance('i-7')?.arn ?? '')).toThrow(
      awsError('InvalidParameterException', 'Identifier is for cluster other. Your cluster is web'),
    );
  });

  it('asks IAM of the cluster, or of each container instance in it', () => {
    const { service, call, arn } = givenCluster();
    const containerInstances = [arn('i-0'), UNKNOWN.slice(-32)];
    expect(service.ListContainerInstances.authorization?.({ cluster: 'web' }, call())).toEqual([{ resource: CLUSTER }]);
    const context = { 'ecs:cluster': CLUSTER };
    const expected = [
      { resource: arn('i-0'), context },
      { resource: UNKNOWN, context },
    ];
    expect(service.DescribeContainerInstances.authorization?.({ cluster: 'web', containerInstances }, call())).toEqual(
      expected,
    );
    expect(
      service.UpdateContainerInstancesState.authorization?.(
        { cluster: CLUSTER, containerInstances, status: 'DRAINING' },
        call(),
      ),
    ).toEqual(expected);
  });
});

/** A region whose instance `i-1` has an agent, and what that was told to run. */
const givenAgent = (result: { seconds: number; exitCode: number } | undefined = { seconds: 10, exitCode: 0 }) => {
  const clock = startClock();
  const ran: unknown[] = [];
  const { service } = createSsm({
    clock,
    region: REGION,
    isOnline: (instanceId) => instanceId !== 'i-silent',
    run: (instanceId, commands) => {
      ran.push([instanceId, ...commands]);
      return result;
    },
    tagsOf: (instanceId) => (instanceId === 'i-1' ? { stage: 'prod' } : {}),
  });
  const call = (): CallContext => ({ caller: 'owner', region: REGION, at: clock.now() });
  const input = {
    InstanceIds: ['i-1'],
    DocumentName: 'AWS-RunShellScript',
    Comment: 'let go',
    TimeoutSeconds: 30,
    Parameters: { commands: ['sync', 'umount /data'], executionTimeout: ['60'] },
  };
  const send = (more: Partial<Parameters<typeof service.SendCommand.handle>[0]> = {}) =>
    service.SendCommand.handle({ ...input, ...more }, call()).Command;
  const list = (asked: Parameters<typeof service.ListCommandInvocations.handle>[0] = { InstanceId: 'i-1' }) =>
    service.ListCommandInvocations.handle(asked, call());
  const status = () =>
    list()
      .CommandInvocations?.map((one) => one.StatusDetails ?? '')
      .join(' ');
  return { clock, service, ran, call, input, send, list, status };
};

describe('a command', () => {
  it('waits for the agent, runs, and succeeds', async () => {
    const { send, list, status, clock, ran } = givenAgent();
    const sent = send();
    const RequestedDateTime = clock.now();
    expect(sent).toMatchObject({ Status: 'Pending', Comment: 'let go', RequestedDateTime });
    expect(sent?.CommandId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    await clock.advance(499);
    expect([status(), ran]).toEqual(['Pending', []]);
    await clock.advance(1_002);
    expect([status(), ran]).toEqual(['InProgress', [['i-1', 'sync', 'umount /data']]]);
    await clock.advance(10_000);
    expect(list().CommandInvocations).toEqual([
      {
        CommandId: sent?.CommandId,
        InstanceId: 'i-1',
        DocumentName: 'AWS-RunShellScript',
        Comment: 'let go',
        RequestedDateTime,
        Status: 'Success',
        StatusDetails: 'Success',
      },
    ]);
  });

  it.each([
    ['fails when its script does', { seconds: 10, exitCode: 1 }, 12, 'Failed'],
    ['is given up when it runs for too long', { seconds: 61, exitCode: 0 }, 62, 'ExecutionTimedOut'],
    ['may take all the time that it was given', { seconds: 60, exitCode: 0 }, 62, 'Success'],
  ])('%s', async (_, result, seconds, expected) => {
    const { send, status, clock } = givenAgent(result);
    send();
    await clock.advance(1000 * seconds);
    expect(status()).toBe(expected);
  });

  it('is given up when the agent has gone before it arrives', async () => {
    const { clock, call, input } = givenAgent();
    const gone = createSsm({ clock, region: REGION, isOnline: () => true, run: () => undefined, tagsOf: () => ({}) });
    gone.service.SendCommand.handle(input, call());
    const found = () => gone.service.ListCommandInvocations.handle({}, call()).CommandInvocations?.[0];
    await clock.advance(29_999);
    expect(found()?.Status).toBe('Pending');
    await clock.advance(1);
    expect(found()).toMatchObject({ Status: 'TimedOut', StatusDetails: 'DeliveryTimedOut' });
  });

  it.each([
    [
      'an instance whose agent does not answer',
      { InstanceIds: ['i-1', 'i-silent'] },
      'InvalidInstanceId',
      'Instances [[i-silent]] not in a valid state for account 123456789012',
    ],
    [
      'another document',
      { DocumentName: 'AWS-RunPowerShellScript' },
      'InvalidDocument',
      'Document with name AWS-RunPowerShellScript does not exist.',
    ],
    [
      'less than 30 seconds to be delivered',
      { TimeoutSeconds: 29 },
      'ValidationException',
      "1 validation error detected: Value '29' at 'timeoutSeconds' failed to satisfy constraint: Member must have value greater than or equal to 30",
    ],
    [
      'a comment over 100 characters',
      { Comment: 'x'.repeat(101) },
      'ValidationException',
      `1 validation error detected: Value '${'x'.repeat(101)}' at 'comment' failed to satisfy constraint: Member must have length less than or equal to 100`,
    ],
    [
      'a time to run that is none',
      { Parameters: { commands: ['sync'], executionTimeout: ['0'] } },
      'InvalidParameters',
      'The parameters do not fit AWS-RunShellScript: {"commands":["sync"],"executionTimeout":["0"]}',
    ],
  ])('is not sent with %s', async (_, more, code, message) => {
    const { send, list, clock, ran } = givenAgent();
    expect(() => send(more)).toThrow(awsError(code, message));
    await clock.advance(60_000);
    expect([list({}).CommandInvocations, ran]).toEqual([[], []]);
  });

  it('is found by its instance, its id or both, the newest first, for 30 days', async () => {
    const { send, list, clock } = givenAgent();
    const ids = [send({ Comment: 'a' }), send({ Comment: 'b', InstanceIds: ['i-1', 'i-2'] })].map(
      (command) => command?.CommandId,
    );
    const comments = (input: Parameters<typeof list>[0]) =>
      list(input).CommandInvocations?.map(({ Comment, InstanceId }) => `${Comment} ${InstanceId}`);
    expect(comments({ InstanceId: 'i-1' })).toEqual(['b i-1', 'a i-1']);
    expect(comments({ CommandId: ids[1] })).toEqual(['b i-2', 'b i-1']);
    expect(comments({ CommandId: ids[0], InstanceId: 'i-2' })).toEqual([]);
    await clock.advance(30 * 86_400_000 + 1);
    expect(comments({})).toEqual([]);
  });

  it('is listed among 50 a page at most, none left out and none twice', () => {
    const { send, list } = givenAgent();
    for (let at = 0; at < 101; at += 1) send({ Comment: `${at}` });
    const first = list();
    send({ Comment: 'late' });
    const second = list({ InstanceId: 'i-1', NextToken: first.NextToken });
    const third = list({ InstanceId: 'i-1', NextToken: second.NextToken });
    const comments = [first, second, third].flatMap((page) =>
      page.CommandInvocations?.map(({ Comment }) => Number(Comment)),
    );
    expect(comments).toEqual(Array.from({ length: 101 }, (_, at) => 100 - at));
    expect(third.NextToken).toBeUndefined();
    for (const MaxResults of [0, 51])
      expect(() => list({ MaxResults })).toThrow(expect.objectContaining({ code: 'ValidationException' }));
    expect(() => list({ NextToken: 'x' })).toThrow(expect.objectContaining({ code: 'InvalidNextToken' }));
  });

  it('is what IAM is asked about: each instance with its tags, and the document; the list is of nothing', () => {
    const { service, input, call } = givenAgent();
    expect(service.SendCommand.authorization?.({ ...input, InstanceIds: ['i-1', 'i-2'] }, call())).toEqual([
      {
        resource: `arn:aws:ec2:${REGION}:123456789012:instance/i-1`,
        context: { 'aws:ResourceTag/stage': 'prod', 'ssm:resourceTag/stage': 'prod' },
      },
      { resource: `arn:aws:ec2:${REGION}:123456789012:instance/i-2`, context: {} },
      { resource: `arn:aws:ssm:${REGION}::document/AWS-RunShellScript` },
    ]);
    expect(service.ListCommandInvocations.authorization?.({}, call())).toEqual([{ resource: '*' }]);
  });
});
