import { describe, expect, it } from 'vitest';

import { AwsError } from '../../aws/operation.ts';
import { given } from './given-endpoint.ts';

const ids = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `i-${index}`);

describe('a list', () => {
  it('of groups is read to its last page, each of 100', async () => {
    const { autoScaling, requests } = given(
      { AutoScalingGroups: [{ AutoScalingGroupName: 'a' }], NextToken: 'next' },
      { AutoScalingGroups: [{ AutoScalingGroupName: 'b' }] },
    );
    const filters = [{ Name: 'tag-key', Values: ['hostkeeper:host'] }];
    const names = await autoScaling.describeAutoScalingGroups(filters, (group) => group.AutoScalingGroupName);
    expect(names).toEqual(['a', 'b']);
    expect(requests).toEqual([
      ['DescribeAutoScalingGroups', { Filters: filters, MaxRecords: 100 }],
      ['DescribeAutoScalingGroups', { Filters: filters, MaxRecords: 100, NextToken: 'next' }],
    ]);
  });

  it('of instances asks for 200 at a time, which a filter takes at most, and reads every page of each', async () => {
    const { ec2, requests } = given(
      { Reservations: [{ Instances: [{ InstanceId: 'i-0' }] }, {}], NextToken: 'next' },
      {},
      { Reservations: [{ Instances: [{ InstanceId: 'i-1' }, { InstanceId: 'i-2' }] }] },
    );
    const read = await ec2.describeInstances('instance-id', ids(201));
    expect(new Set(read.map(({ InstanceId }) => InstanceId))).toEqual(new Set(['i-0', 'i-1', 'i-2']));
    const [first, last] = [ids(200), ['i-200']].map((Values) => ({
      Filters: [{ Name: 'instance-id', Values }],
      MaxResults: 1000,
    }));
    expect(requests.map(([, input]) => input)).toEqual([first, last, { ...first, NextToken: 'next' }]);
  });

  it('of volumes is narrowed by every filter', async () => {
    const { ec2, requests } = given({ Volumes: [{ VolumeId: 'vol-1' }], NextToken: 'next' }, {});
    const role = { Name: 'tag:hostkeeper:role', Values: ['data'] };
    expect(await ec2.describeVolumes([role], 'tag:hostkeeper:host', ['blog'])).toEqual([{ VolumeId: 'vol-1' }]);
    const input = { Filters: [role, { Name: 'tag:hostkeeper:host', Values: ['blog'] }], MaxResults: 500 };
    expect(requests).toEqual([
      ['DescribeVolumes', input],
      ['DescribeVolumes', { ...input, NextToken: 'next' }],
    ]);
  });

  it('of scheduled events is of all pages, and of addresses of one', async () => {
    const { ec2, requests } = given(
      { InstanceStatuses: [{ InstanceId: 'i-1' }], NextToken: 'next' },
      { InstanceStatuses: [{ InstanceId: 'i-2' }] },
      { Addresses: [{ AllocationId: 'eipalloc-1' }] },
    );
    expect(await ec2.describeInstanceStatus()).toMatchObject([{ InstanceId: 'i-1' }, { InstanceId: 'i-2' }]);
    const filters = [{ Name: 'tag:hostkeeper:host', Values: ['blog'] }];
    expect(await ec2.describeAddresses(filters)).toEqual([{ AllocationId: 'eipalloc-1' }]);
    const input = { MaxResults: 1000 };
    expect(requests).toEqual([
      ['DescribeInstanceStatus', input],
      ['DescribeInstanceStatus', { ...input, NextToken: 'next' }],
      ['DescribeAddresses', { Filters: filters }],
    ]);
  });

  it('of container instances is of 100 at a time, and empty where there is no such cluster', async () => {
    const { ecs, requests } = given(
      { containerInstanceArns: ['arn:1'], nextToken: 'next' },
      new AwsError('ClusterNotFoundException', 'Cluster not found.'),
      { containerInstanceArns: ['arn:2'] },
      { containerInstances: [{ containerInstanceArn: 'arn:1' }] },
    );
    expect(await ecs.listContainerInstances('web', ids(101))).toEqual(['arn:1', 'arn:2']);
    const filter = `ec2InstanceId in [${ids(100).join(', ')}]`;
    expect(requests).toEqual([
      ['ListContainerInstances', { cluster: 'web', filter }],
      ['ListContainerInstances', { cluster: 'web', filter: 'ec2InstanceId in [i-100]' }],
      ['ListContainerInstances', { cluster: 'web', filter, nextToken: 'next' }],
    ]);
    expect(await ecs.describeContainerInstances('web', ids(101))).toEqual([{ containerInstanceArn: 'arn:1' }]);
    expect(requests.slice(3)).toEqual([
      ['DescribeContainerInstances', { cluster: 'web', containerInstances: ids(100) }],
      ['DescribeContainerInstances', { cluster: 'web', containerInstances: ['i-100'] }],
    ]);
  });

  it('of commands is of one instance and of all pages', async () => {
    const { ssm, requests } = given(
      { CommandInvocations: [{ CommandId: 'c-1' }], NextToken: 'next' },
      { CommandInvocations: [{ CommandId: 'c-2' }] },
    );
    expect(await ssm.listCommandInvocations('i-1')).toEqual([{ CommandId: 'c-1' }, { CommandId: 'c-2' }]);
    expect(requests).toEqual([
      ['ListCommandInvocations', { InstanceId: 'i-1', MaxResults: 50 }],
      ['ListCommandInvocations', { InstanceId: 'i-1', MaxResults: 50, NextToken: 'next' }],
    ]);
  });

  it('of hooks and of activities is of one group', async () => {
    const { hooks, requests } = given(
      { LifecycleHooks: [{ LifecycleHookName: 'theirs' }] },
      {
        Activities: [
          {
            ActivityId: 'a',
            AutoScalingGroupName: 'blog-group',
            Cause: 'c',
            StartTime: new Date(0),
            StatusCode: 'Failed',
          },
        ],
      },
    );
    expect(await hooks.describeLifecycleHooks('blog-group')).toEqual([{ LifecycleHookName: 'theirs' }]);
    expect(await hooks.describeScalingActivities('blog-group')).toMatchObject([{ ActivityId: 'a' }]);
    expect(requests).toEqual([
      ['DescribeLifecycleHooks', { AutoScalingGroupName: 'blog-group' }],
      ['DescribeScalingActivities', { AutoScalingGroupName: 'blog-group', MaxRecords: 100 }],
    ]);
  });
});

const record = (Name: string, Type: 'A' | 'AAAA') => ({
  Name,
  Type,
  TTL: 60,
  ResourceRecords: [{ Value: '192.0.2.1' }],
});

const page = (...records: readonly object[]) => ({ IsTruncated: false, MaxItems: 20, ResourceRecordSets: records });

describe('the records of a zone', () => {
  const next = {
    IsTruncated: true,
    NextRecordName: 'Blog.Example.com.',
    NextRecordType: 'AAAA',
    NextRecordIdentifier: 'x',
  };

  it('of one name are read while the next page may hold more of them, however AWS writes the name', async () => {
    const { route53, requests } = given(
      { ...page(record('blog.example.com.', 'A')), ...next },
      { ...page(record('blog.example.com.', 'AAAA')), ...next, NextRecordName: 'shop.example.com.' },
    );
    expect(await route53.listResourceRecordSets('Z1', 'blog.example.com')).toEqual({
      records: [record('blog.example.com.', 'A'), record('blog.example.com.', 'AAAA')],
      next: 'shop.example.com.',
    });
    expect(requests).toEqual([
      ['ListResourceRecordSets', { HostedZoneId: 'Z1', MaxItems: 20, StartRecordName: 'blog.example.com' }],
      [
        'ListResourceRecordSets',
        {
          HostedZoneId: 'Z1',
          MaxItems: 20,
          StartRecordName: 'Blog.Example.com.',
          StartRecordType: 'AAAA',
          StartRecordIdentifier: 'x',
        },
      ],
    ]);
  });

  it('are read to the last page without a name', async () => {
    const { route53, requests } = given({ ...page(record('a.', 'A')), ...next }, page(record('b.', 'A')));
    expect(await route53.listResourceRecordSets('Z1')).toEqual({ records: [record('a.', 'A'), record('b.', 'A')] });
    expect(requests).toMatchObject([
      ['ListResourceRecordSets', { MaxItems: 300 }],
      ['ListResourceRecordSets', { MaxItems: 300, StartRecordName: 'Blog.Example.com.' }],
    ]);
  });

  it('are in a zone whose name is read once, unless it could not be', async () => {
    const missing = new AwsError('NoSuchHostedZone', 'No hosted zone found with ID: Z1', 404);
    const { route53, requests } = given(missing, page(record('example.com.', 'A')));
    expect(await route53.getZoneName('Z1')).toBeUndefined();
    expect(await route53.getZoneName('Z1')).toBe('example.com.');
    expect(await route53.getZoneName('Z1')).toBe('example.com.');
    expect(requests).toHaveLength(2);
    expect(requests[0]).toEqual(['ListResourceRecordSets', { HostedZoneId: 'Z1', MaxItems: 1 }]);
  });

  it('are none where there is no such zone, and an error where they cannot be read', async () => {
    const missing = given(new AwsError('NoSuchHostedZone', 'No hosted zone found with ID: Z1', 404));
    expect(await missing.route53.listResourceRecordSets('Z1')).toBeUndefined();
    const { route53 } = given(new AwsError('NoSuchHostedZone', 'No hosted zone found with ID: Z1', 404));
    expect(await route53.getZoneName('Z1')).toBeUndefined();
    const denied = given(new AwsError('AccessDenied', 'not authorized', 403));
    await expect(denied.route53.listResourceRecordSets('Z1')).rejects.toThrow('not authorized');
  });
});

describe('the charges', () => {
  const from = new Date('2026-11-14T10:02:03Z');
  const to = new Date('2026-11-14T12:00:01Z');

  it('are those of the account in USD, in whole periods, the oldest first', async () => {
    const { cloudWatch, requests } = given({
      Datapoints: [
        { Timestamp: new Date('2026-11-14T11:00:00Z'), Maximum: 12 },
        { Timestamp: new Date('2026-11-14T10:05:00Z'), Maximum: 3 },
        { Timestamp: new Date('2026-11-14T10:10:00Z') },
      ],
    });
    expect(await cloudWatch.getEstimatedCharges(from, to)).toEqual([
      { startsAt: new Date('2026-11-14T10:05:00Z'), endsAt: new Date('2026-11-14T10:09:59.999Z'), value: 3 },
      { startsAt: new Date('2026-11-14T11:00:00Z'), endsAt: new Date('2026-11-14T11:04:59.999Z'), value: 12 },
    ]);
    expect(requests).toEqual([
      [
        'GetMetricStatistics',
        {
          Namespace: 'AWS/Billing',
          MetricName: 'EstimatedCharges',
          Dimensions: [{ Name: 'Currency', Value: 'USD' }],
          StartTime: new Date('2026-11-14T10:00:00Z'),
          EndTime: to,
          Period: 300,
          Statistics: ['Maximum'],
        },
      ],
    ]);
  });

  it('are not asked for once the time of the run is over', async () => {
    const { cloudWatch, requests } = given();
    await expect(cloudWatch.getEstimatedCharges(from, to, AbortSignal.abort())).rejects.toThrow('abort');
    expect(requests).toEqual([]);
  });
});

describe('a command that cannot be sent', () => {
  const command = { instanceId: 'i-1', comment: 'unmount vol-1', document: 'unmount', parameters: {} };

  it('is a problem with what AWS said, whatever it is', async () => {
    const { ssm } = given(new AwsError('InvalidInstanceId', 'not in a valid state'), {});
    expect(await ssm.sendCommand(command)).toEqual({
      problem: 'InvalidInstanceId: not in a valid state',
      isRefused: true,
    });
    expect(await ssm.sendCommand(command)).toEqual({
      problem: 'Systems Manager returned no command',
      isRefused: false,
    });
  });

  it('may run all the same where AWS has failed', async () => {
    const { ssm } = given(
      new AwsError('InternalServerError', '', 500),
      new AwsError('InternalServerError', '', 500),
      new AwsError('InternalServerError', '', 500),
    );
    expect(await ssm.sendCommand(command)).toMatchObject({ isRefused: false });
  });

  it('is a command where it can', async () => {
    const { ssm } = given({ Command: { CommandId: 'c-1' } });
    expect(await ssm.sendCommand(command)).toEqual({ command: { CommandId: 'c-1' } });
  });
});
