import { describe, expect, it } from 'vitest';

import { createEcs } from './index.ts';
import { awsError, ownerCall, startClock } from '../fixtures.ts';

const REGION = 'eu-central-1';
const CLUSTER = `arn:aws:ecs:${REGION}:123456789012:cluster/web`;

/** A region with the cluster `web`, and `count` instances in it: `i-0`, `i-1` and so on. */
const givenCluster = (count = 1, host = { tasks: 2, stopSeconds: 30 }) => {
  const clock = startClock();
  const { service, ...ecs } = createEcs({ clock, region: REGION });
  for (let index = 0; index < count; index += 1) ecs.register('web', `i-${index}`, host);
  const call = () => ownerCall(clock, REGION);
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
  it('is listed by its EC2 instance, and described', () => {
    const { list, describeAll, arn } = givenCluster(3);
    expect(arn('i-0')).toMatch(/^arn:aws:ecs:eu-central-1:123456789012:container-instance\/web\/[0-9a-f]{32}$/);
    expect(list({ filter: 'ec2InstanceId in [i-0, i-2, i-9]' })).toEqual({
      containerInstanceArns: [arn('i-0'), arn('i-2')].toSorted(),
    });
    expect(list({ filter: 'ec2InstanceId == i-2' }).containerInstanceArns).toEqual([arn('i-2')]);
    expect(list({ filter: "ec2InstanceId in ['i-1']" }).containerInstanceArns).toEqual([arn('i-1')]);
    expect(describeAll(arn('i-0'))).toMatchObject({
      containerInstances: [{ ec2InstanceId: 'i-0', status: 'ACTIVE', runningTasksCount: 2 }],
      failures: [],
    });
  });

  it.each([
    ['what is no filter', { filter: 'everything' }, 'InvalidParameterException', 'Invalid filter: everything'],
    [
      'a status that there is not',
      { status: 'SLEEPING' as never },
      'InvalidParameterException',
      'Invalid status: SLEEPING',
    ],
    [
      'a filter that is not simulated',
      { filter: 'runningTasksCount == 0' },
      'NotSimulated',
      'not simulated: the filter "runningTasksCount == 0" of ECS',
    ],
  ])('is not listed by %s', (_, input, code, message) => {
    expect(() => givenCluster().list(input)).toThrow(awsError(code, message));
  });

  it('drains: it is no longer active at once, and its tasks end after their time to stop', async () => {
    const { drain, arn, clock, containerInstance } = givenCluster();
    expect(drain(arn('i-0')).containerInstances).toMatchObject([{ status: 'DRAINING', runningTasksCount: 2 }]);
    await clock.advance(29_999);
    expect(containerInstance('i-0')).toMatchObject({ status: 'DRAINING', runningTasks: 2 });
    await clock.advance(1);
    expect(containerInstance('i-0')).toEqual({ arn: arn('i-0'), status: 'DRAINING', runningTasks: 0, cluster: 'web' });
  });

  it('keeps its tasks when it is active again before they have stopped', async () => {
    const { drain, arn, clock, service, call, containerInstance } = givenCluster();
    drain(arn('i-0'));
    service.UpdateContainerInstancesState.handle(
      { cluster: 'web', containerInstances: [arn('i-0')], status: 'ACTIVE' },
      call(),
    );
    await clock.advance(60_000);
    expect(containerInstance('i-0')).toMatchObject({ status: 'ACTIVE', runningTasks: 2 });
  });

  it('has no tasks after a stop of Docker', () => {
    const { stopTasks, containerInstance } = givenCluster();
    stopTasks('i-0');
    expect(containerInstance('i-0')).toMatchObject({ status: 'ACTIVE', runningTasks: 0 });
  });

  it('is described, but no longer listed, when its EC2 instance has ended', () => {
    const { deregister, list, describeAll, drain, arn } = givenCluster();
    deregister('i-0');
    expect(list().containerInstanceArns).toEqual([]);
    expect(describeAll(arn('i-0')).containerInstances).toMatchObject([{ status: 'INACTIVE', runningTasksCount: 0 }]);
    expect(drain(arn('i-0'))).toEqual({
      containerInstances: [],
      failures: [{ arn: arn('i-0'), reason: 'INACTIVE' }],
    });
  });

  it('that is unknown is a failure beside the known ones', () => {
    const { describeAll, drain, arn, containerInstance } = givenCluster();
    const failures = [{ arn: UNKNOWN, reason: 'MISSING' }];
    expect(describeAll(UNKNOWN, arn('i-0'))).toMatchObject({ containerInstances: [{ status: 'ACTIVE' }], failures });
    expect(drain(UNKNOWN)).toEqual({ containerInstances: [], failures });
    expect(containerInstance('i-9')).toBeUndefined();
  });
});

const tooManyError = (max: number) =>
  awsError('InvalidParameterException', `instanceIds can have at most ${max} items.`);

describe('ECS', () => {
  it('lists up to 100 in a page, and each exactly once', () => {
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

  it('describes up to 100 in a call, and updates up to 10', () => {
    const { describeAll, drain } = givenCluster();
    expect(() => describeAll(...Array.from({ length: 101 }, () => UNKNOWN))).toThrow(tooManyError(100));
    expect(() => drain(...Array.from({ length: 11 }, () => UNKNOWN))).toThrow(tooManyError(10));
  });

  it('refuses an unknown cluster, and an instance of another cluster', () => {
    const { list, describeAll, register, containerInstance } = givenCluster();
    expect(() => list({ cluster: 'wbe' })).toThrow(awsError('ClusterNotFoundException', 'Cluster not found.'));
    register('other', 'i-7', { tasks: 0, stopSeconds: 30 });
    expect(list({ cluster: CLUSTER.replace('/web', '/other') }).containerInstanceArns).toHaveLength(1);
    expect(() => describeAll(containerInstance('i-7')?.arn ?? '')).toThrow(
      awsError('InvalidParameterException', 'Identifier is for cluster other. Your cluster is web'),
    );
  });

  it('authorizes by the cluster, or by each container instance and its cluster', () => {
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

describe('the task of a service', () => {
  const DEFINITION = `arn:aws:ecs:${REGION}:123456789012:task-definition/web:3`;
  const container = { name: 'web', image: 'nginx:1', essential: true, hostPorts: [], links: [] };

  /** A cluster whose service runs a task. */
  const givenTask = async () => {
    const { clock, service, call, createService, taskOn } = givenCluster(1, { tasks: 0, stopSeconds: 30 });
    createService({ cluster: 'web', taskDefinition: DEFINITION, containers: [container] });
    await clock.advance(60_000);
    const arn = taskOn('i-0')?.arn ?? '';
    const describeTask = (task: string, cluster = 'web') =>
      service.DescribeTasks.handle({ cluster, tasks: [task] }, call());
    const definition = (taskDefinition: string) =>
      service.DescribeTaskDefinition.handle({ taskDefinition }, call()).taskDefinition;
    return { arn, describeTask, definition };
  };

  it('is described by its ARN and by its id, in its own cluster alone', async () => {
    const { arn, describeTask } = await givenTask();
    expect(describeTask(arn).tasks).toMatchObject([{ taskArn: arn, taskDefinitionArn: DEFINITION }]);
    expect(describeTask(arn.split('/').at(-1) ?? '')).toEqual(describeTask(arn));
    expect(() => describeTask(arn.replace('/web/', '/shop/'))).toThrow(
      awsError('InvalidParameterException', 'Identifier is for cluster shop. Your cluster is web'),
    );
  });

  it('has a definition that is described by its ARN, its revision and its family', async () => {
    const { definition } = await givenTask();
    for (const name of [DEFINITION, 'web:3', 'web'])
      expect(definition(name)).toMatchObject({
        taskDefinitionArn: DEFINITION,
        containerDefinitions: [{ name: 'web' }],
      });
    for (const name of ['web:2', 'shop', ''])
      expect(() => definition(name)).toThrow(awsError('ClientException', 'Unable to describe task definition.'));
  });
});
