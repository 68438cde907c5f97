import { describe, expect, it } from 'vitest';

import type { LifecycleDeps } from '../../../libs/lifecycle/dependencies.ts';
import { createExecutors } from '../../../libs/lifecycle/executors.ts';
import { forceRequest, TERMINATE } from '../../../libs/lifecycle/model.ts';
import { createCache } from '../../../libs/lifecycle/observe/cache.ts';
import { AwsError } from '../../aws/operation.ts';
import { hostFixture, now, record, volume } from '../../support/host-fixture.ts';
import { type Answer, directoryWith, given } from '../aws/given-endpoint.ts';

const ref = { host: 'blog', region: 'eu-central-1', group: 'blog-group', reason: 'a reason' };

/** The executors of a run that has observed the host, with what it knows, at an endpoint with these answers. */
const givenRun = (...answers: readonly Answer[]) => {
  const aws = given(...answers);
  const directory = directoryWith(aws, hostFixture(), now);
  const deps: LifecycleDeps = {
    ...aws,
    autoScaling: { ...aws.hooks, ...aws.autoScaling },
    directory,
    stage: 'prod',
    scope: { zones: ['Z1'], names: ['*.example.com'] },
    unmountDocument: 'hostkeeper-prod-unmount-01234567',
    now: () => now,
  };
  const cache = createCache(deps, new Map());
  return { ...aws, cache, directory, execute: createExecutors(deps, cache) };
};

type Run = ReturnType<typeof givenRun>;

const operationsOf = ({ requests }: Run): readonly string[] => requests.map(([operation]) => operation);

/** Whether the next observation lists the group again. */
const isListedAgain = async (run: Run): Promise<boolean> => {
  await run.directory.getMany([ref]);
  return operationsOf(run).includes('DescribeAutoScalingGroups');
};

describe('a hook that was completed', () => {
  const complete = 'autoscaling:CompleteLifecycleAction';
  it.each<[string, 'CONTINUE' | 'ABANDON', boolean]>([
    ['hostkeeper-launch', 'CONTINUE', false],
    ['hostkeeper-launch', 'ABANDON', true],
    ['hostkeeper-terminate', 'CONTINUE', true],
  ])(
    'is not completed again by this run, and its group is listed again where more may follow: %s %s',
    async (hook, result, listed) => {
      const run = givenRun();
      await run.execute[complete]({ ...ref, action: complete, instanceId: 'i-1', hook, result });
      expect(run.requests).toMatchObject([
        ['CompleteLifecycleAction', { InstanceId: 'i-1', LifecycleHookName: hook, LifecycleActionResult: result }],
      ]);
      expect(run.cache.requested).toEqual(new Map([['i-1', [hook]]]));
      expect(await isListedAgain(run)).toBe(listed);
    },
  );

  it('is remembered beside what was requested before, and not where AWS refused it', async () => {
    const run = givenRun({}, {}, new AwsError('AccessDenied', 'no', 403));
    const action = { ...ref, action: complete, hook: 'hostkeeper-terminate', result: 'CONTINUE' } as const;
    await run.execute[complete]({ ...action, instanceId: 'i-1' });
    await run.execute[complete]({ ...action, instanceId: 'i-1', hook: 'theirs' });
    await expect(run.execute[complete]({ ...action, instanceId: 'i-2' })).rejects.toThrow('no');
    expect(run.cache.requested).toEqual(new Map([['i-1', ['hostkeeper-terminate', 'theirs']]]));
  });
});

describe('an instance that was terminated', () => {
  it('is not terminated again by this run, and its group is listed again', async () => {
    const run = givenRun();
    const action = 'autoscaling:TerminateInstanceInAutoScalingGroup';
    await run.execute[action]({ ...ref, action, instanceId: 'i-1' });
    expect(run.requests).toMatchObject([['TerminateInstanceInAutoScalingGroup', { InstanceId: 'i-1' }]]);
    expect(run.cache.requested).toEqual(new Map([['i-1', [TERMINATE]]]));
    expect(await isListedAgain(run)).toBe(true);
  });
});

describe('a group', () => {
  it('has its enrollment written down, and is known to have it', async () => {
    const run = givenRun();
    const action = 'autoscaling:CreateOrUpdateTags';
    await run.execute[action]({ ...ref, action });
    expect(run.requests).toMatchObject([
      [
        'CreateOrUpdateTags',
        { Tags: [{ ResourceId: 'blog-group', Key: 'hostkeeper:notified', Value: now.toISOString() }] },
      ],
    ]);
    const host = (await run.directory.getMany([ref])).get(ref);
    expect(host).toEqual({ ...hostFixture(), history: { fingerprints: [], at: now } });
    expect(operationsOf(run)).toEqual(['CreateOrUpdateTags']);
  });

  it('has a hook put in place of the one of its name', async () => {
    const run = givenRun();
    const action = 'autoscaling:PutLifecycleHook';
    const hook = { name: 'ours', transition: 't', heartbeatSeconds: 300, defaultResult: 'CONTINUE', metadata: 'blog' };
    const theirs = { ...hook, name: 'theirs' };
    run.cache.hooks.set('blog-group', () => [{ ...hook, heartbeatSeconds: 60 }, theirs]);
    await run.execute[action]({ ...ref, action, hook });
    expect((await run.cache.hooks.getMany(['blog-group'])).get('blog-group')).toEqual([theirs, hook]);
    expect(run.requests).toMatchObject([['PutLifecycleHook', { LifecycleHookName: 'ours', HeartbeatTimeout: 300 }]]);
  });
});

describe('an address', () => {
  const action = 'ec2:AssociateAddress';
  const key = { host: 'blog', allocationId: 'eipalloc-1' };

  it.each<[string, object, object]>([
    ['by its id', {}, { InstanceId: 'i-1' }],
    ['by its interface, where it has several', { interfaceId: 'eni-1' }, { NetworkInterfaceId: 'eni-1' }],
  ])('is associated with the instance %s, and known to be', async (_, more, input) => {
    const run = givenRun();
    const other = hostFixture().ec2Instances.get('i-1');
    const instances = other
      ? [
          { ...other, instanceId: 'i-0', interfaceId: 'eni-0' },
          { ...other, ...more },
        ]
      : [];
    run.cache.instances.set('blog-group', () => instances);
    run.cache.addresses.set(key, () => ({ allocationId: 'eipalloc-1', ip: '203.0.113.9', instanceId: 'i-0' }));
    await run.execute[action]({ ...ref, action, allocationId: 'eipalloc-1', instanceId: 'i-1' });
    expect(run.requests).toEqual([
      ['AssociateAddress', { AllocationId: 'eipalloc-1', AllowReassociation: true, ...input }],
    ]);
    expect((await run.cache.addresses.getMany([key])).get(key)).toEqual({
      allocationId: 'eipalloc-1',
      ip: '203.0.113.9',
      instanceId: 'i-1',
    });
  });
});

/** What AWS answers to a change of an attachment. */
const attachment = (State: string) => ({ VolumeId: 'vol-1', InstanceId: 'i-1', State, AttachTime: now });

/** The volumes that are known after the one call of a run. */
const volumesAfter = async (run: Run) => {
  const known = (await run.cache.volumes.getMany(['blog'])).get('blog');
  expect(operationsOf(run)).toHaveLength(1);
  return known;
};

/** The attachment as it is known. */
const at = (state: string) => [{ instanceId: 'i-1', state, attachTime: now }];

describe('a volume', () => {
  const other = volume({ volumeId: 'vol-2' });
  it.each<[string, Answer, object]>([
    ['attaches', attachment('attaching'), { state: 'in-use', attachments: at('attaching') }],
    ['is in use, by whomever', new AwsError('VolumeInUse', 'in use'), { state: 'in-use', attachments: [] }],
  ])('that was to be attached %s, and the other volumes are as they were', async (_, answer, known) => {
    const run = givenRun(answer);
    run.cache.volumes.set('blog', () => [other, volume()]);
    const action = 'ec2:AttachVolume';
    await run.execute[action]({ ...ref, action, volumeId: 'vol-1', instanceId: 'i-1', device: '/dev/sdf' });
    expect(await volumesAfter(run)).toEqual([other, { ...volume(), ...known }]);
  });

  it.each<[string, Answer, object]>([
    ['detaches', attachment('detaching'), { state: 'in-use', attachments: at('detaching') }],
    ['is detached', new AwsError('InvalidAttachment.NotFound', 'none'), { state: 'available', attachments: [] }],
  ])('that was to be detached %s, and the other volumes are as they were', async (_, answer, known) => {
    const run = givenRun(answer);
    run.cache.volumes.set('blog', () => [other, volume({ state: 'in-use' })]);
    const action = 'ec2:DetachVolume';
    await run.execute[action]({ ...ref, action, volumeId: 'vol-1', instanceId: 'i-1', force: false });
    expect(await volumesAfter(run)).toEqual([other, { ...volume(), ...known }]);
    expect(run.requests).toEqual([['DetachVolume', { VolumeId: 'vol-1', InstanceId: 'i-1', Force: false }]]);
    expect(run.cache.requested.get('i-1')).toBeUndefined();
  });

  it('that is detached by force is remembered, so that the run does it once', async () => {
    const run = givenRun(attachment('busy'));
    const action = 'ec2:DetachVolume';
    await run.execute[action]({ ...ref, action, volumeId: 'vol-1', instanceId: 'i-1', force: true });
    expect(run.cache.requested.get('i-1')).toEqual([forceRequest('vol-1')]);
  });
});

describe('an instance', () => {
  it('of a cluster is known to drain', async () => {
    const drained = { containerInstanceArn: 'arn:1', status: 'DRAINING', runningTasksCount: 2 };
    const run = givenRun({ containerInstances: [drained] });
    const action = 'ecs:UpdateContainerInstancesState';
    const key = { cluster: 'web', instanceId: 'i-1' };
    await run.execute[action]({ ...ref, action, ...key, containerInstance: 'arn:1' });
    expect((await run.cache.containerInstances.getMany([key])).get(key)).toEqual({
      arn: 'arn:1',
      status: 'DRAINING',
      runningTasks: 2,
    });
    expect(operationsOf(run)).toEqual(['UpdateContainerInstancesState']);
  });

  const action = 'ssm:SendCommand';
  const asked = { ...ref, action, instanceId: 'i-1', volumeId: 'vol-1', device: '/dev/sdf' } as const;

  it('is sent the document that unmounts its volume, which this run remembers', async () => {
    const run = givenRun({ Command: { Status: 'Pending', RequestedDateTime: now } });
    await run.execute[action](asked);
    expect(run.requests).toMatchObject([
      [
        'SendCommand',
        {
          InstanceIds: ['i-1'],
          DocumentName: 'hostkeeper-prod-unmount-01234567',
          Comment: 'hostkeeper: unmount vol-1',
          Parameters: { VolumeId: ['vol-1'], Device: ['/dev/sdf'] },
        },
      ],
    ]);
    expect(run.cache.sentUnmountRequests).toEqual(new Map([['i-1/vol-1', { status: 'Pending', requestedAt: now }]]));
  });

  it('that cannot be asked is remembered with the reason', async () => {
    const run = givenRun(new AwsError('AccessDenied', 'no', 403));
    await run.execute[action](asked);
    expect(run.cache.sentUnmountRequests).toEqual(
      new Map([['i-1/vol-1', { status: 'Undeliverable', requestedAt: now, problem: 'AccessDenied: no' }]]),
    );
  });
});

describe('records', () => {
  const action = 'route53:ChangeResourceRecordSets';
  const key = { zone: 'Z1', name: 'blog.example.com' };
  const aaaa = record({ type: 'AAAA', values: ['2001:db8::7'] });
  const moved = record({ values: ['192.0.2.9'] });

  it('that were changed are known by their type', async () => {
    const run = givenRun();
    run.cache.records.set(key, () => [record(), aaaa]);
    const changes = [{ before: record(), after: moved }];
    await run.execute[action]({ ...ref, action, zone: 'Z1', changes });
    expect((await run.cache.records.getMany([key])).get(key)).toEqual([aaaa, moved]);
    await run.execute[action]({ ...ref, action, zone: 'Z1', changes: [{ before: moved }] });
    expect((await run.cache.records.getMany([key])).get(key)).toEqual([aaaa]);
    expect(operationsOf(run)).toEqual(['ChangeResourceRecordSets', 'ChangeResourceRecordSets']);
  });

  it('of one zone are changed together, and the one that Route 53 refuses fails alone', async () => {
    const bad = new AwsError('InvalidChangeBatch', 'no such thing');
    const run = givenRun(bad, {}, bad, {});
    const change = (zone: string, name: string) =>
      run.execute[action]({ ...ref, action, zone, changes: [{ after: record({ name }) }] });
    const outcomes = await Promise.allSettled([change('Z1', 'a.example.com'), change('Z1', 'b.example.com')]);
    await change('Z2', 'c.example.com');
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    const sent = run.requests.filter(([operation]) => operation === 'ChangeResourceRecordSets');
    expect(sent.map(([, input]) => input)).toMatchObject([
      { HostedZoneId: 'Z1', ChangeBatch: { Changes: [{}, {}] } },
      { HostedZoneId: 'Z1', ChangeBatch: { Changes: [{}] } },
      { HostedZoneId: 'Z1', ChangeBatch: { Changes: [{}] } },
      { HostedZoneId: 'Z2' },
    ]);
  });

  it('are not tried one by one where the zone cannot be changed at all', async () => {
    const run = givenRun(new AwsError('AccessDenied', 'denied', 403));
    const change = (name: string) =>
      run.execute[action]({ ...ref, action, zone: 'Z1', changes: [{ after: record({ name }) }] });
    const outcomes = await Promise.allSettled([change('a.example.com'), change('b.example.com')]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(run.requests).toHaveLength(1);
  });
});
