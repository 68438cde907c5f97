import { describe, expect, it } from 'vitest';

import { schema } from '../../../events/budget-kill-switch/schema.ts';
import { createAutoScaling } from './index.ts';
import { createClock } from '../clock.ts';
import { createCloudWatch } from '../cloudwatch/index.ts';
import type { GroupInput } from './groups.ts';
import type { AwsError, CallContext } from '../operation.ts';
import { createSns } from '../sns/index.ts';

const START = '2026-11-02T01:00:00Z';
const TOPIC = 'arn:aws:sns:us-east-1:123456789012:news';
const ONE = { min: 0, desired: 1, max: 1 };
const NONE = { MinSize: 0, DesiredCapacity: 0, MaxSize: 0 };
const AutoScalingGroupName = 'web';

const startClock = () => createClock({ start: new Date(START), seed: 7 });
const minutes = (count: number): number => 60_000 * count;
const hours = (count: number): number => minutes(60 * count);

/** A region with one group, `web`, and a caller. */
const givenGroup = (more: Partial<GroupInput> = {}) => {
  const clock = startClock();
  const { service, groups } = createAutoScaling({ clock, region: 'us-east-1' });
  const group = groups.add({ name: AutoScalingGroupName, sizes: ONE, tags: {}, ...more });
  const call = (): CallContext => ({ caller: 'owner', region: 'us-east-1', at: clock.now() });
  const states = () => group.instances.map(({ lifecycleState }) => lifecycleState);
  return { clock, service, groups, group, call, states, first: () => group.instances[0]?.instanceId ?? '' };
};
const awsError = (code: string, message: string | RegExp) =>
  expect.objectContaining<Partial<AwsError>>({ code, message: expect.stringMatching(message) });

const givenHistory = async () => {
  const { clock, service, call, first, group } = givenGroup({ sizes: { ...ONE, desired: 0 } });
  service.UpdateAutoScalingGroup.handle({ AutoScalingGroupName, DesiredCapacity: 1 }, call());
  await clock.advance(minutes(1));
  return [group.arn, first(), group.instances[0]?.lifecycleState];
};

describe('an Auto Scaling group', () => {
  it('terminates what is too many: nothing at once, all of it within minutes', async () => {
    const { clock, service, call, states } = givenGroup();
    service.UpdateAutoScalingGroup.handle({ AutoScalingGroupName, ...NONE }, call());
    await clock.advance(4_999);
    expect(states()).toEqual(['InService']);
    await clock.advance(15_002);
    expect(states()).toEqual(['Terminating']);
    await clock.advance(90_000);
    expect(states()).toEqual([]);
  });

  it('launches what is missing, protected where new instances are', async () => {
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

  it('keeps what is protected, what stands by, and everything while Terminate is suspended', async () => {
    for (const more of [
      { protectNewInstances: true },
      { lifecycleStates: ['Standby'] as const },
      { suspendedProcesses: ['Terminate'] },
    ]) {
      const { clock, service, call, states } = givenGroup(more);
      service.UpdateAutoScalingGroup.handle({ AutoScalingGroupName, ...NONE }, call());
      await clock.advance(minutes(30));
      expect(states()).toHaveLength(1);
    }
  });

  it('goes on when its processes are resumed, and launches nothing while Launch is suspended', async () => {
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

  it('waits for its termination hook, and keeps for ever what is retained', async () => {
    const hooked = givenGroup({
      hooks: [
        {
          name: 'theirs',
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
    const retained = givenGroup({ retain: true });
    retained.service.UpdateAutoScalingGroup.handle({ AutoScalingGroupName, ...NONE }, retained.call());
    await retained.clock.advance(hours(48));
    expect(retained.states()).toEqual(['Terminating:Retained']);
  });

  it('replaces what is terminated in it, unless the desired capacity goes down with it', async () => {
    const replaced = givenGroup();
    const InstanceId = replaced.first();
    const answer = replaced.service.TerminateInstanceInAutoScalingGroup.handle(
      { InstanceId, ShouldDecrementDesiredCapacity: false },
      replaced.call(),
    );
    expect(answer.Activity).toMatchObject({ AutoScalingGroupName, StatusCode: 'InProgress' });
    await replaced.clock.advance(minutes(5));
    expect(replaced.states()).toEqual(['InService']);
    expect(replaced.first()).not.toBe(InstanceId);
    const reduced = givenGroup();
    const gone = { InstanceId: reduced.first(), ShouldDecrementDesiredCapacity: true };
    reduced.service.TerminateInstanceInAutoScalingGroup.handle(gone, reduced.call());
    await reduced.clock.advance(minutes(5));
    expect(reduced.group).toMatchObject({ sizes: { ...ONE, desired: 0 }, instances: [] });
  });

  it('gives up on request what is protected, stands by or is retained', async () => {
    for (const more of [
      { protectNewInstances: true },
      { lifecycleStates: ['Standby'] as const },
      { lifecycleStates: ['Terminating:Retained'] as const },
    ]) {
      const { clock, service, call, states, first } = givenGroup({
        sizes: { min: 0, desired: 0, max: 0 },
        lifecycleStates: ['InService'],
        ...more,
      });
      service.TerminateInstanceInAutoScalingGroup.handle(
        { InstanceId: first(), ShouldDecrementDesiredCapacity: false },
        call(),
      );
      await clock.advance(minutes(3));
      expect(states()).toEqual([]);
    }
  });

  it('is the same again from the same seed', async () => {
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
  ])('refuses %s, in the words of AWS, and stays as it is', (_, more, words) => {
    const { service, group, call } = givenGroup();
    expect(() => service.UpdateAutoScalingGroup.handle({ AutoScalingGroupName, ...more }, call())).toThrow(
      awsError('ValidationError', words),
    );
    expect(group.sizes).toEqual(ONE);
  });

  it('moves the desired capacity into new bounds where none is given', () => {
    const { service, group, call } = givenGroup();
    service.UpdateAutoScalingGroup.handle({ AutoScalingGroupName, MaxSize: 0 }, call());
    expect(group.sizes).toEqual({ min: 0, desired: 0, max: 0 });
  });

  it('refuses to terminate below its minimum, and an instance that it does not hold', () => {
    const { service, call, first } = givenGroup({ sizes: { min: 1, desired: 1, max: 1 } });
    const terminate = (InstanceId: string) => () =>
      service.TerminateInstanceInAutoScalingGroup.handle({ InstanceId, ShouldDecrementDesiredCapacity: true }, call());
    expect(terminate(first())).toThrow(awsError('ValidationError', /^Currently, desiredSize equals minSize \(1\)\. /));
    expect(terminate('i-0')).toThrow(
      awsError('ValidationError', 'Instance Id not found - No managed instance found for instance ID: i-0'),
    );
  });

  it('is protected whole or not at all, and not on its way out', async () => {
    const { clock, service, group, call, first } = givenGroup({ lifecycleStates: ['InService', 'Terminating:Wait'] });
    const protect = (InstanceIds: string[]) => () =>
      service.SetInstanceProtection.handle({ AutoScalingGroupName, InstanceIds, ProtectedFromScaleIn: true }, call());
    expect(protect(group.instances.map(({ instanceId }) => instanceId))).toThrow(
      awsError('ValidationError', 'is not in InService or EnteringStandby or Standby.'),
    );
    expect(group.instances.map((one) => one.protectedFromScaleIn)).toEqual([false, false]);
    expect(protect(['i-0'])).toThrow(awsError('ValidationError', 'is not part of Auto Scaling group web.'));
    expect(protect(Array.from({ length: 51 }, first))).toThrow(awsError('ValidationError', ''));
    protect([first()])();
    service.UpdateAutoScalingGroup.handle({ AutoScalingGroupName, ...NONE }, call());
    await clock.advance(minutes(5));
    expect(group.instances[0]).toMatchObject({ lifecycleState: 'InService', protectedFromScaleIn: true });
  });

  it('is deleted only when it is empty, or by force', () => {
    const { service, groups, call } = givenGroup();
    const remove = (ForceDelete: boolean) => () =>
      service.DeleteAutoScalingGroup.handle({ AutoScalingGroupName, ForceDelete }, call());
    expect(remove(false)).toThrow(awsError('ResourceInUse', 'there are instances'));
    remove(true)();
    expect(groups.all()).toEqual([]);
  });
});

const tag = (Key: string, Value: string) => ({ ResourceId: 'web', ResourceType: 'auto-scaling-group', Key, Value });

describe('its tags', () => {
  it.each([
    ['a value that is too long', tag('b', 'x'.repeat(257)), "at 'tags.2.member.value'"],
    ['a key that is too long', tag('x'.repeat(129), ''), "at 'tags.2.member.key'"],
    ['no key', tag('', 'x'), 'Tag key is required'],
    ['a key of AWS itself', tag('aws:x', 'x'), 'reserved for internal use'],
    ['a character that no tag may hold', tag('b', 'half;half'), 'invalid characters: half;half'],
    ['another group', { ...tag('b', 'x'), ResourceId: 'wbe' }, 'AutoScaling Group wbe not found'],
  ])('are not written, none of them, for %s', (_, bad, words) => {
    const { service, group, call } = givenGroup();
    expect(() => service.CreateOrUpdateTags.handle({ Tags: [tag('a', 'x'), bad] }, call())).toThrow(
      awsError('ValidationError', words),
    );
    expect([...group.tags]).toEqual([]);
  });

  it('are written and replaced', () => {
    const { service, group, call } = givenGroup({ tags: { a: '1' } });
    service.CreateOrUpdateTags.handle({ Tags: [tag('a', '2'), tag('b', 'x'.repeat(256))] }, call());
    expect([...group.tags]).toEqual([
      ['a', '2'],
      ['b', 'x'.repeat(256)],
    ]);
  });

  it('are what IAM is asked with, under both prefixes, beside what the call brings', () => {
    const { service, group, call } = givenGroup({ tags: { stage: 'prod' } });
    const of = { 'aws:ResourceTag/stage': 'prod', 'autoscaling:ResourceTag/stage': 'prod' };
    const resource = group.arn;
    expect(resource).toMatch(
      /^arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:.+:autoScalingGroupName\/web$/,
    );
    expect(service.UpdateAutoScalingGroup.authorization?.({ AutoScalingGroupName, ...NONE }, call())).toEqual([
      { resource, context: { ...of, 'autoscaling:MinSize': '0', 'autoscaling:MaxSize': '0' } },
    ]);
    expect(service.CreateOrUpdateTags.authorization?.({ Tags: [tag('a', '1')] }, call())).toEqual([
      { resource, context: { ...of, 'aws:TagKeys': ['a'], 'aws:RequestTag/a': '1' } },
    ]);
    expect(service.DeleteAutoScalingGroup.authorization?.({ AutoScalingGroupName }, call())).toEqual([
      { resource, context: of },
    ]);
    expect(service.DescribeAutoScalingGroups.authorization?.({}, call())).toEqual([{ resource: '*' }]);
  });
});

const givenGroups = (count: number) => {
  const { groups, service, call } = givenGroup({ tags: { kind: 'odd', stage: 'prod' } });
  for (let at = 1; at < count; at += 1) {
    groups.add({ name: `g${`${at}`.padStart(3, '0')}`, sizes: ONE, tags: { kind: 'even' } });
  }
  const ask = (input: Parameters<typeof service.DescribeAutoScalingGroups.handle>[0]) =>
    service.DescribeAutoScalingGroups.handle(input, call());
  const names = (input: Parameters<typeof ask>[0]) =>
    ask(input).AutoScalingGroups?.map((group) => group.AutoScalingGroupName);
  return { ask, names, groups };
};

const filter = (Name: string, ...Values: string[]) => ({ Name, Values });

describe('DescribeAutoScalingGroups', () => {
  it('joins filters by AND and the values of one by OR', () => {
    const { names } = givenGroups(3);
    expect(names({ Filters: [filter('tag:kind', 'even', 'odd')] })).toEqual(['g001', 'g002', 'web']);
    expect(names({ Filters: [filter('tag:kind', 'even', 'odd'), filter('tag-key', 'stage')] })).toEqual(['web']);
    expect(names({ Filters: [filter('tag-value', 'prod')], AutoScalingGroupNames: ['g001'] })).toEqual([]);
    expect(names({ Filters: [filter('tag:stage', '')] })).toEqual([]);
    expect(() => names({ Filters: [filter('colour', 'red')] })).toThrow(awsError('ValidationError', 'colour'));
  });

  it('answers 50 a page unasked, 100 at most, and leaves none out and none twice', () => {
    const { ask } = givenGroups(120);
    const read = (MaxRecords?: number) => {
      const sizes: number[] = [];
      const seen = new Set<unknown>();
      let NextToken: string | undefined;
      do {
        const page = ask({
          ...(MaxRecords !== undefined && { MaxRecords }),
          ...(NextToken !== undefined && { NextToken }),
        });
        sizes.push(page.AutoScalingGroups?.length ?? 0);
        for (const group of page.AutoScalingGroups ?? []) seen.add(group.AutoScalingGroupName);
        ({ NextToken } = page);
      } while (NextToken !== undefined);
      return [sizes, seen.size];
    };
    expect(read()).toEqual([[50, 50, 20], 120]);
    expect(read(100)).toEqual([[100, 20], 120]);
    expect(() => read(101)).toThrow(awsError('ValidationError', "Value '101' at 'maxRecords'"));
  });

  it('takes a token only as it was given, for the same question, and though its group is gone', () => {
    const { ask, names, groups } = givenGroups(4);
    const { NextToken = '' } = ask({ MaxRecords: 1 });
    for (const input of [
      { NextToken: '' },
      { NextToken: 'no token' },
      { NextToken, Filters: [{ Name: 'tag-key', Values: ['kind'] }] },
    ]) {
      expect(() => ask(input)).toThrow(awsError('InvalidNextToken', `The token '${input.NextToken}' was invalid`));
    }
    for (const group of groups.all().slice(0, 1)) groups.remove(group);
    expect(names({ NextToken })).toEqual(['g002', 'g003', 'web']);
  });

  it('takes 50 names', () => {
    const AutoScalingGroupNames = Array.from({ length: 51 }, (_, at) => `g${at}`);
    expect(() => givenGroups(1).ask({ AutoScalingGroupNames })).toThrow(
      awsError('ValidationError', 'The number of group names that may be passed in is limited to 50'),
    );
  });

  it('answers with copies: what is done to them is not done to the world', () => {
    const { ask } = givenGroups(1);
    const before = structuredClone(ask({}));
    for (const group of ask({}).AutoScalingGroups ?? []) {
      group.MaxSize = 9;
      group.CreatedTime?.setTime(0);
      group.Tags?.pop();
      for (const instance of group.Instances ?? []) instance.LifecycleState = 'Terminated';
    }
    expect(ask({})).toEqual(before);
  });
});

const givenTopic = () => {
  const clock = startClock();
  const sns = createSns(clock, () => {});
  sns.createTopic(TOPIC);
  sns.subscribe(TOPIC, 'email', 'reader@example.com');
  sns.subscribe(TOPIC, 'email', 'not-yet@example.com', false);
  const call: CallContext = { caller: 'owner', region: 'us-east-1', at: clock.now() };
  return {
    ...sns,
    publishAs: (input: object) => sns.service.Publish.handle({ TopicArn: TOPIC, Message: 'x', ...input }, call),
  };
};

describe('SNS', () => {
  it('brings an e-mail to who has confirmed, and to nobody else', () => {
    const { mails, publishAs } = givenTopic();
    publishAs({ Subject: 'S'.repeat(100), Message: 'Zürich\nis fine here' });
    expect(mails).toEqual([
      {
        at: new Date(START),
        to: 'reader@example.com',
        topicArn: TOPIC,
        subject: 'S'.repeat(100),
        body: 'Zürich\nis fine here',
      },
    ]);
  });

  it.each([
    ['a subject over 100 characters', { Subject: 'S'.repeat(101) }, 'Subject'],
    ['an empty subject', { Subject: '' }, 'Subject'],
    ['a subject that begins with a space', { Subject: ' S' }, 'Subject'],
    ['a subject beyond ASCII', { Subject: 'Zürich' }, 'Subject'],
    ['a subject of two lines', { Subject: 'two\nlines' }, 'Subject'],
    ['no message', { Message: '' }, 'Empty message'],
    ['a message over 256 KiB', { Message: 'ü'.repeat(131_073) }, 'Message too long'],
    ['no topic', { TopicArn: undefined }, 'TopicArn or TargetArn Reason: no value for required parameter'],
  ])('refuses %s, and sends nothing', (_, input, words) => {
    const { mails, publishAs } = givenTopic();
    expect(() => publishAs(input)).toThrow(awsError('InvalidParameter', `^Invalid parameter: ${words}$`));
    expect(mails).toEqual([]);
  });

  it('does not know a topic that nobody made', () => {
    const { publishAs, service } = givenTopic();
    expect(() => publishAs({ TopicArn: `${TOPIC}s` })).toThrow(awsError('NotFound', 'Topic does not exist'));
    const call: CallContext = { caller: 'owner', region: 'us-east-1', at: new Date(START) };
    expect(service.Publish.authorization?.({ TopicArn: TOPIC, Message: 'x' }, call)).toEqual([{ resource: TOPIC }]);
  });
});

const givenAlarms = (...alarms: readonly Readonly<Record<string, unknown>>[]) => {
  const clock = startClock();
  const events: unknown[] = [];
  const mails: { topicArn: string; subject: string; body: string }[] = [];
  const cloudWatch = createCloudWatch({
    clock,
    alarms: [],
    emit: (event) => void events.push(event),
    publish: (topicArn, subject, body) => void mails.push({ topicArn, subject, body }),
    charged: () => {},
  });
  for (const alarm of alarms) {
    const arn = `arn:aws:cloudwatch:us-east-1:123456789012:alarm:${String(alarm['AlarmName'])}`;
    cloudWatch.addAlarm({ arn, properties: alarm });
  }
  const changes = () =>
    events.map((event) => {
      const { detail } = schema.parse(event);
      return `${detail.alarmName} ${detail.previousState.value} ${detail.state.value}`;
    });
  const call = (): CallContext => ({ caller: 'SomeRole', region: 'us-east-1', at: clock.now() });
  const put = (Value: number, Namespace = 'Work') =>
    cloudWatch.service.PutMetricData.handle({ Namespace, MetricData: [{ MetricName: 'Done', Value }] }, call());
  return { ...cloudWatch, clock, events, mails, changes, put };
};

describe('CloudWatch', () => {
  const critical = {
    AlarmName: 'critical',
    AlarmDescription: 'The line.',
    Namespace: 'AWS/Billing',
    MetricName: 'EstimatedCharges',
    Dimensions: [{ Name: 'Currency', Value: 'USD' }],
    Statistic: 'Maximum',
    Period: 21_600,
    EvaluationPeriods: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    Threshold: 25,
    TreatMissingData: 'ignore',
    AlarmActions: [TOPIC],
  };
  const work = {
    ...critical,
    AlarmName: 'work',
    Namespace: 'Work',
    MetricName: 'Done',
    Dimensions: [],
    Statistic: 'Sum',
    Period: 300,
    ComparisonOperator: 'LessThanThreshold',
    Threshold: 1,
  };

  it('tells of a changed state in an event and an e-mail of its own form', async () => {
    const { clock, charge, events, mails } = givenAlarms(critical);
    charge(8);
    await clock.advance(hours(12));
    charge(27.13);
    expect(events).toHaveLength(2);
    expect(events[1]).toEqual({
      version: '0',
      id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      'detail-type': 'CloudWatch Alarm State Change',
      source: 'aws.cloudwatch',
      account: '123456789012',
      time: '2026-11-02T13:00:00Z',
      region: 'us-east-1',
      resources: ['arn:aws:cloudwatch:us-east-1:123456789012:alarm:critical'],
      detail: {
        alarmName: 'critical',
        configuration: {
          description: 'The line.',
          metrics: [
            {
              id: 'm1',
              metricStat: {
                metric: { namespace: 'AWS/Billing', name: 'EstimatedCharges', dimensions: { Currency: 'USD' } },
                period: 21_600,
                stat: 'Maximum',
              },
              returnData: true,
            },
          ],
        },
        previousState: expect.objectContaining({ value: 'OK', timestamp: '2026-11-02T01:00:00.000+0000' }),
        state: {
          value: 'ALARM',
          reason:
            'Threshold Crossed: 1 out of the last 1 datapoints [27.13 (02/11/26 07:00:00)] was greater than or equal to the threshold (25.0) (minimum 1 datapoint for OK -> ALARM transition).',
          reasonData:
            '{"version":"1.0","queryDate":"2026-11-02T13:00:00.000+0000","startDate":"2026-11-02T07:00:00.000+0000","statistic":"Maximum","period":21600,"recentDatapoints":[27.13],"threshold":25}',
          timestamp: '2026-11-02T13:00:00.000+0000',
        },
      },
    });
    expect(mails).toHaveLength(1);
    expect(mails[0]).toMatchObject({ topicArn: TOPIC, subject: 'ALARM: "critical" in US East (N. Virginia)' });
    expect(mails[0]?.body).toMatch(/^You are receiving this email because [^]*State Change: +OK -> ALARM$/m);
  });

  it('tells of each change once, however often the charges are published', async () => {
    const { clock, charge, changes } = givenAlarms(critical);
    charge(27.13);
    await clock.advance(hours(24));
    expect(changes()).toEqual(['critical INSUFFICIENT_DATA ALARM']);
  });

  it('begins the month at zero, which brings the alarms back to OK', async () => {
    const { clock, charge, changes } = givenAlarms(critical);
    charge(8);
    await clock.advance(hours(24));
    charge(27.13);
    await clock.advance(hours(24 * 28));
    expect(changes()).toEqual(['critical INSUFFICIENT_DATA OK', 'critical OK ALARM', 'critical ALARM OK']);
  });

  it('takes the first charge of a new month for what it is', async () => {
    const { clock, charge, changes } = givenAlarms(critical);
    charge(8);
    await clock.advance(hours(24 * 29) - minutes(30));
    expect(clock.now().toISOString()).toBe('2026-12-01T00:30:00.000Z');
    charge(30);
    await clock.advance(hours(12));
    expect(changes()).toEqual(['critical INSUFFICIENT_DATA OK', 'critical OK ALARM']);
  });

  it('counts the charges of a service for its own alarm, and the total for its', () => {
    const ec2 = [...critical.Dimensions, { Name: 'ServiceName', Value: 'AmazonEC2' }];
    const { charge, changes } = givenAlarms(critical, { ...critical, AlarmName: 'ec2', Dimensions: ec2, Threshold: 5 });
    charge(6, 'AmazonEC2');
    charge(6);
    expect(changes()).toEqual(['ec2 INSUFFICIENT_DATA ALARM', 'critical INSUFFICIENT_DATA OK']);
  });

  it.each([
    ['ignore', ['INSUFFICIENT_DATA OK']],
    ['missing', ['INSUFFICIENT_DATA OK', 'OK INSUFFICIENT_DATA']],
    ['breaching', ['INSUFFICIENT_DATA OK', 'OK ALARM']],
    ['notBreaching', ['INSUFFICIENT_DATA OK']],
  ])('makes of missing data what %s says', async (TreatMissingData, expected) => {
    const { clock, put, changes } = givenAlarms({ ...work, TreatMissingData });
    put(1);
    await clock.advance(hours(1));
    expect(changes()).toEqual(expected.map((change) => `work ${change}`));
  });

  it('alarms on as many data points out of as many periods as the alarm says', async () => {
    const alarm = { ...work, ComparisonOperator: 'GreaterThanThreshold', EvaluationPeriods: 3, DatapointsToAlarm: 2 };
    const { clock, put, changes } = givenAlarms(alarm);
    for (const value of [5, 0, 0, 5, 5]) {
      put(value);
      await clock.advance(minutes(5));
    }
    expect(changes()).toEqual(['work INSUFFICIENT_DATA OK', 'work OK ALARM']);
  });

  it('takes metrics of no role in the namespace of AWS', () => {
    const { put } = givenAlarms();
    expect(() => put(1, 'AWS/Billing')).toThrow(awsError('InvalidParameterValue', 'Namespace is invalid'));
  });
});
