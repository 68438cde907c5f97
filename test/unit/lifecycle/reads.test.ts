import { describe, expect, it } from 'vitest';

import { createHostDirectory } from '../../../libs/hosts/directory.ts';
import { createCache } from '../../../libs/lifecycle/observe/cache.ts';
import { AwsError } from '../../aws/operation.ts';
import { now, secondsAgo } from '../../support/host-fixture.ts';
import { type Answer, given } from '../aws/given-endpoint.ts';

/** The cache of a run, at an endpoint with these answers; `pass` moves its clock. */
const givenCache = (...answers: readonly Answer[]) => {
  let time = now.getTime();
  const clock = () => new Date(time);
  const aws = given(...answers);
  const cache = createCache(
    {
      ...aws,
      autoScaling: { ...aws.hooks, ...aws.autoScaling },
      directory: createHostDirectory(() => aws.autoScaling, 'prod', ['eu-central-1'], clock),
      stage: 'prod',
      scope: { zones: ['Z1'], names: ['*.example.com'] },
      unmountDocument: 'unmount',
      now: clock,
    },
    new Map(),
  );
  return { ...cache, requests: aws.requests, pass: (seconds: number) => void (time += 1000 * seconds) };
};

const inGroup = (group: string, more: object = {}) => ({
  InstanceId: 'i-1',
  State: { Code: 16, Name: 'running' },
  LaunchTime: secondsAgo(60),
  Tags: [
    { Key: 'Name', Value: 'of no interest' },
    { Key: 'aws:autoscaling:groupName', Value: group },
  ],
  ...more,
});

const reserved = (...Instances: readonly object[]) => ({ Reservations: [{ Instances }] });

describe('the instances of a group', () => {
  it('are read as EC2 describes them', async () => {
    const { instances, requests } = givenCache(
      reserved(
        inGroup('blog-group', { PublicIpAddress: '192.0.2.1', InstanceLifecycle: 'spot' }),
        inGroup('blog-group', {
          InstanceId: 'i-0',
          State: { Code: 48, Name: 'terminated' },
          PublicIpAddress: '',
          StateTransitionReason: 'User initiated (2026-11-14 11:58:30 GMT)',
        }),
        inGroup('shop-group', { InstanceId: 'i-2' }),
      ),
    );
    const read = await instances.getMany(['blog-group', 'wiki-group']);
    expect(read.get('blog-group')).toEqual([
      {
        instanceId: 'i-1',
        state: 'running',
        launchTime: secondsAgo(60),
        group: 'blog-group',
        ip: '192.0.2.1',
        spot: true,
      },
      {
        instanceId: 'i-0',
        state: 'terminated',
        launchTime: secondsAgo(60),
        group: 'blog-group',
        spot: false,
        endedAt: new Date('2026-11-14T11:58:30Z'),
      },
    ]);
    expect(read.get('wiki-group')).toBeUndefined();
    expect(requests).toMatchObject([
      [
        'DescribeInstances',
        { Filters: [{ Name: 'tag:aws:autoscaling:groupName', Values: ['blog-group', 'wiki-group'] }] },
      ],
    ]);
  });

  it.each(['User initiated', '', 'Server.SpotInstanceTermination (2026-11-14)'])(
    'have ended at no known time where EC2 says none: "%s"',
    async (StateTransitionReason) => {
      const { instances } = givenCache(reserved(inGroup('blog-group', { StateTransitionReason })));
      const [read] = (await instances.getMany(['blog-group'])).get('blog-group') ?? [];
      expect(read).not.toHaveProperty('endedAt');
    },
  );

  it.each<[string, number, readonly string[]]>([
    ['every second while one launches', 1, ['running', 'pending']],
    ['every second while none runs', 1, ['terminated']],
    ['every 30 seconds while one runs', 30, ['terminated', 'running']],
  ])('are read again %s', async (_, seconds, states) => {
    const answer = reserved(...states.map((Name) => inGroup('blog-group', { State: { Code: 0, Name } })));
    const { instances, requests, pass } = givenCache(answer);
    await instances.getMany(['blog-group']);
    pass(seconds - 0.1);
    await instances.getMany(['blog-group']);
    expect(requests).toHaveLength(1);
    pass(0.1);
    await instances.getMany(['blog-group']);
    expect(requests).toHaveLength(2);
  });

  it('beside it are read by their id', async () => {
    const { foreignInstances, requests } = givenCache(reserved(inGroup('other', { InstanceId: 'i-9' })));
    expect((await foreignInstances.getMany(['i-9', 'i-8'])).get('i-9')).toMatchObject({ instanceId: 'i-9' });
    expect(requests).toMatchObject([
      ['DescribeInstances', { Filters: [{ Name: 'instance-id', Values: ['i-9', 'i-8'] }] }],
    ]);
  });
});

const attachment = (InstanceId: string, State: string) => ({ InstanceId, State, AttachTime: secondsAgo(9) });

/** What is tagged for a host. */
const tagged = (host: string, more: object) => ({ Tags: [{ Key: 'hostkeeper:host', Value: host }], ...more });

describe('the volumes of a host', () => {
  it('are those with its tags, with every attachment that is not over', async () => {
    const { volumes, requests } = givenCache({
      Volumes: [
        tagged('blog', {
          VolumeId: 'vol-1',
          AvailabilityZone: 'eu-central-1a',
          State: 'in-use',
          Attachments: [attachment('i-0', 'detached'), attachment('i-1', 'busy')],
        }),
        tagged('shop', { VolumeId: 'vol-2' }),
      ],
    });
    const read = await volumes.getMany(['blog', 'shop']);
    expect(read.get('blog')).toEqual([
      {
        volumeId: 'vol-1',
        zone: 'eu-central-1a',
        state: 'in-use',
        attachments: [{ instanceId: 'i-1', state: 'busy', attachTime: secondsAgo(9) }],
      },
    ]);
    expect(read.get('shop')).toEqual([{ volumeId: 'vol-2', zone: 'unknown', state: 'unknown', attachments: [] }]);
    expect(requests).toMatchObject([
      [
        'DescribeVolumes',
        {
          Filters: [
            { Name: 'tag:hostkeeper:stage', Values: ['prod'] },
            { Name: 'tag:hostkeeper:role', Values: ['data'] },
            { Name: 'tag:hostkeeper:host', Values: ['blog', 'shop'] },
          ],
        },
      ],
    ]);
  });
});

describe('the address of a host', () => {
  it('is the one that is tagged for it, wherever it is', async () => {
    const Tags = [{ Key: 'hostkeeper:host', Value: 'blog' }];
    const { addresses, requests } = givenCache({
      Addresses: [
        { AllocationId: 'eipalloc-1', PublicIp: '203.0.113.9', InstanceId: 'i-1', Tags },
        { AllocationId: 'eipalloc-2', PublicIp: '203.0.113.8', InstanceId: '', Tags },
      ],
    });
    const keys = ['eipalloc-1', 'eipalloc-2'].map((allocationId) => ({ host: 'blog', allocationId }));
    const foreign = { host: 'shop', allocationId: 'eipalloc-1' };
    const read = await addresses.getMany([...keys, foreign]);
    expect([...keys, foreign].map(read.get)).toEqual([
      { allocationId: 'eipalloc-1', ip: '203.0.113.9', instanceId: 'i-1' },
      { allocationId: 'eipalloc-2', ip: '203.0.113.8' },
      undefined,
    ]);
    expect(requests).toMatchObject([
      ['DescribeAddresses', { Filters: [{ Name: 'tag:hostkeeper:stage', Values: ['prod'] }] }],
    ]);
  });
});

const invocation = (Comment: string, Status: string) => ({ Comment, Status, RequestedDateTime: secondsAgo(5) });

describe('the request to unmount a volume', () => {
  const key = { instanceId: 'i-1', volumeId: 'vol-1' };

  it('is known by its comment: that a command of somebody else succeeded proves nothing', async () => {
    const { unmountRequests, requests } = givenCache({
      CommandInvocations: [
        invocation('', 'Success'),
        invocation('restart nginx', 'Success'),
        invocation('hostkeeper: unmount vol-11', 'Success'),
        invocation('hostkeeper: unmount vol-1', 'Failed'),
        { Status: 'Success' },
      ],
    });
    expect((await unmountRequests.getMany([key])).get(key)).toEqual([{ status: 'Failed', requestedAt: secondsAgo(5) }]);
    expect(requests).toMatchObject([['ListCommandInvocations', { InstanceId: 'i-1' }]]);
  });
});

describe('the container instance of an instance', () => {
  it('is known by its cluster, and is none where there is no such cluster', async () => {
    const key = { cluster: 'web', instanceId: 'i-1' };
    const known = { containerInstanceArn: 'arn:1', ec2InstanceId: 'i-1', status: 'ACTIVE', runningTasksCount: 3 };
    const { containerInstances } = givenCache({ containerInstanceArns: ['arn:1'] }, { containerInstances: [known] });
    expect((await containerInstances.getMany([key])).get(key)).toEqual({
      arn: 'arn:1',
      status: 'ACTIVE',
      runningTasks: 3,
    });
    const missing = givenCache(new AwsError('ClusterNotFoundException', 'Cluster not found.'));
    expect((await missing.containerInstances.getMany([key])).get(key)).toBeUndefined();
    expect(missing.requests).toHaveLength(1);
  });
});

const activity = (Description: string, seconds: number) => ({
  ActivityId: 'a',
  AutoScalingGroupName: 'blog-group',
  Cause: 'c',
  StatusCode: 'InProgress',
  Description,
  StartTime: secondsAgo(seconds),
});

describe('the start of a termination', () => {
  const key = { group: 'blog-group', instanceId: 'i-1' };

  it('is that of the newest activity about the instance, however AWS goes on', async () => {
    const { terminationStarts } = givenCache({
      Activities: [
        activity('Launching a new EC2 instance: i-1', 1),
        activity('Terminating EC2 instance: i-11', 2),
        activity('Terminating EC2 instance: i-1 - Waiting For ELB Connection Draining.', 3),
        activity('Terminating EC2 instance: i-1', 4),
      ],
    });
    expect((await terminationStarts.getMany([key])).get(key)).toEqual(secondsAgo(3));
  });

  it('is when it was first seen where no activity says', async () => {
    const { terminationStarts, pass } = givenCache({ Activities: [] }, { Activities: [] });
    expect((await terminationStarts.getMany([key])).get(key)).toEqual(now);
    pass(30);
    terminationStarts.invalidate(key);
    expect((await terminationStarts.getMany([key])).get(key)).toEqual(now);
  });
});

const scheduled = (Code: 'instance-stop' | 'instance-retirement' | 'system-reboot', at = '') => ({
  Code,
  NotBefore: new Date(at),
});

describe('the retirement of an instance', () => {
  it('is a scheduled event that is not over', async () => {
    const at = new Date('2026-12-01T00:00:00Z');
    const event = (Description: string) => ({ Code: 'instance-retirement', Description, NotBefore: at });
    const { retirements } = givenCache({
      InstanceStatuses: [
        {
          InstanceId: 'i-1',
          Events: [event('[Completed] it ran'), event('The instance is running on degraded hardware')],
        },
        { InstanceId: 'i-2', Events: [event('[Completed] it ran'), event('[Canceled] no')] },
        { InstanceId: 'i-3', Events: [{ Code: 'instance-retirement' }] },
      ],
    });
    const read = await retirements.getMany(['i-1', 'i-2', 'i-3']);
    expect(['i-1', 'i-2', 'i-3'].map(read.get)).toEqual([at, undefined, undefined]);
  });

  it('is the first of several, of those that stop or end the instance', async () => {
    const [first, second, third] = ['2026-12-01T00:00:00Z', '2026-12-02T00:00:00Z', '2026-12-03T00:00:00Z'];
    const { retirements } = givenCache({
      InstanceStatuses: [
        {
          InstanceId: 'i-1',
          Events: [
            scheduled('instance-retirement', third),
            scheduled('system-reboot', first),
            scheduled('instance-stop', second),
          ],
        },
      ],
    });
    expect((await retirements.getMany(['i-1'])).get('i-1')).toEqual(new Date('2026-12-02T00:00:00Z'));
  });
});
