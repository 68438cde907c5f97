import { describe, expect, it } from 'vitest';

import type { ConditionResult } from '../../../libs/controller/result.ts';
import type { LifecycleResult, Observed } from '../../../libs/lifecycle/model.ts';
import { outagePrint } from '../../../libs/lifecycle/news-events.ts';
import { describeLifecycle } from '../../../libs/lifecycle/notification.ts';
import { fingerprintOfProblem } from '../../../libs/lifecycle/problem.ts';
import type { HostFixture } from '../../support/host-fixture.ts';
import { hostFixture, minutesAgo, now, volume, volumeAt } from '../../support/host-fixture.ts';

const target = { host: 'blog', region: 'eu-central-1', group: 'blog-group' };
const summary: ConditionResult = { kind: 'InstancesKnown', status: 'converged', reason: 'running; i-1 is InService' };
const running: ConditionResult = { kind: 'InstanceRunning', instanceId: 'i-1', status: 'converged', reason: 'ok' };
const attached: ConditionResult = { kind: 'VolumeAttached', instanceId: 'i-1', status: 'converged', reason: 'ok' };

/** A run that did this, and found these conditions. */
const resultOf = (
  conditions: readonly ConditionResult[],
  observed: Observed = hostFixture(),
  more: Partial<LifecycleResult> = {},
): LifecycleResult => ({
  controller: 'lifecycle',
  target,
  observed,
  status: 'converged',
  reason: summary.reason,
  actions: [],
  conditions: [summary, ...conditions],
  ...more,
});

const newsOf = (result: LifecycleResult) => describeLifecycle(result, now);
const headingsOf = (result: LifecycleResult) => newsOf(result).map(({ kind }) => kind.heading);

const printsOf = (conditions: readonly ConditionResult[]) =>
  newsOf(resultOf(conditions)).flatMap(({ fingerprints }) => fingerprints);

const refusedVolume: ConditionResult = {
  ...attached,
  status: 'refused',
  reason: 'vol-1 is error: tag another',
  command: 'aws fix',
};
const held: ConditionResult = {
  kind: 'LaunchCompleted',
  instanceId: 'i-1',
  status: 'refused',
  reason: refusedVolume.reason,
  blockedBy: 'VolumeAttached',
};

describe('a problem of a host', () => {
  it('is told with its fix and what it holds up, each thing once', () => {
    const named = { kind: 'RecordPointed', status: 'refused', reason: 'x', blockedBy: 'VolumeAttached' } as const;
    const blocked = [held, { ...named, name: 'a.example.com' }, { ...named, name: 'a.example.com' }];
    const other = { ...named, name: 'b.example.com', blockedBy: 'NameUnique' };
    expect(newsOf(resultOf([refusedVolume, ...blocked, other]))).toMatchObject([
      {
        kind: { heading: 'Needs you' },
        detail: 'vol-1 is error',
        actions: ['not done until then: the completion of the launch, the DNS record a.example.com'],
        suggestions: [{ command: 'aws fix' }],
        ends: 'problem',
      },
    ]);
    expect(newsOf(resultOf([refusedVolume]))).toMatchObject([{ actions: [] }]);
  });

  it('is told anew when its instance goes into service in spite of it', () => {
    const problem = { ...refusedVolume, status: 'refused' as const };
    expect(printsOf([refusedVolume, held])).toEqual([fingerprintOfProblem(hostFixture(), problem, true)]);
    expect(printsOf([refusedVolume])).toEqual([fingerprintOfProblem(hostFixture(), problem, false)]);
  });

  it.each<[string, HostFixture, string]>([
    ['in service without its volume', { volumes: [volume()] }, 'i-1 is in service without its data volume: vol-1 is'],
    ['in service with it', { volumes: [volumeAt('i-1')] }, 'vol-1 is error'],
    ['not in service', { volumes: [volume()], instances: { 'i-1': 'Pending:Wait' } }, 'vol-1 is error'],
  ])('that is a refused volume says whether its instance is %s', (_, more, reason) => {
    expect(newsOf(resultOf([refusedVolume], hostFixture(more)))).toMatchObject([
      { reason: expect.stringMatching(new RegExp(`^${reason}`)) },
    ]);
  });

  it('that is a dead instance in service is an outage, whose end is told', () => {
    const waiting: ConditionResult = { ...running, status: 'waiting', reason: 'i-1 is stopped' };
    expect(newsOf(resultOf([waiting]))).toMatchObject([
      {
        kind: { heading: 'Died and being replaced' },
        fingerprints: [outagePrint(hostFixture(), now)],
        ends: 'outage',
        isRepeated: true,
      },
    ]);
    const launching = hostFixture({ instances: { 'i-1': 'Pending:Wait' } });
    expect(headingsOf(resultOf([waiting], launching))).toEqual(['Waiting']);
  });

  it('that is an error has no end that is told, and neither has a planned replacement', () => {
    const failed: ConditionResult = { ...attached, status: 'failed', reason: 'ec2:AttachVolume: no' };
    const scheduled: ConditionResult = { kind: 'RetirementHandled', status: 'waiting', reason: 'AWS retires i-1' };
    const news = newsOf(resultOf([failed, scheduled]));
    expect(news.map(({ kind, detail, ends }) => [kind.heading, detail, ends])).toEqual([
      ['Failed', 'ec2:AttachVolume: no', undefined],
      ['Replacement is scheduled', 'AWS retires i-1', undefined],
    ]);
  });

  it('that is a planned replacement is told at once, also while the instance is new', () => {
    const scheduled: ConditionResult = { kind: 'RetirementHandled', status: 'waiting', reason: 'AWS retires i-1' };
    const launched = hostFixture({ ec2Instances: { 'i-1': { launchTime: minutesAgo(1) } } });
    expect(headingsOf(resultOf([scheduled], launched))).toEqual(['Replacement is scheduled']);
    expect(headingsOf(resultOf([{ ...scheduled, kind: 'AddressAssociated' }], launched))).toEqual([]);
  });

  it('that is an instance which was terminated says so', () => {
    const actions = [{ action: 'autoscaling:TerminateInstanceInAutoScalingGroup', reason: 'AWS takes i-1 back' }];
    expect(newsOf(resultOf([], hostFixture(), { actions })).flatMap((item) => item.actions)).toEqual([
      'terminated an instance in its group (AWS takes i-1 back)',
    ]);
  });

  it('that is an absent instance is told once it is refused, and not beside the volume that holds its launch', () => {
    const absent: ConditionResult = { kind: 'InstancePresent', status: 'refused', reason: 'no instance' };
    expect(headingsOf(resultOf([absent]))).toEqual(['Needs you']);
    expect(headingsOf(resultOf([{ ...absent, status: 'waiting' }]))).toEqual([]);
    expect(newsOf(resultOf([absent, refusedVolume])).map(({ detail }) => detail)).toEqual(['vol-1 is error']);
  });

  it('that is only a wait is not told in a run that has done something, which is told', () => {
    const waiting: ConditionResult = { kind: 'AddressAssociated', status: 'waiting', reason: 'soon' };
    const actions = [{ action: 'ec2:AttachVolume', reason: 'it was not attached' }];
    expect(headingsOf(resultOf([waiting]))).toEqual(['Waiting']);
    expect(headingsOf(resultOf([waiting], hostFixture(), { actions }))).toEqual(['Repaired']);
  });

  it('is that its group is gone, of which nothing is recorded', () => {
    const { observed: _, ...gone } = resultOf([], hostFixture(), { status: 'gone', reason: 'it no longer exists' });
    expect(newsOf({ ...gone, conditions: [] })).toMatchObject([
      { kind: { heading: 'Gone' }, reason: 'it no longer exists', fingerprints: [] },
    ]);
  });
});

const action = (name: string, more: object = {}) => ({ action: name, reason: `because of ${name}`, ...more });
const RECORDS = 'route53:ChangeResourceRecordSets';

describe('what was done to a host', () => {
  it.each<[string, readonly object[], string]>([
    ['a repair', [action('ec2:AttachVolume'), action(RECORDS)], 'Repaired'],
    ['a change of records alone', [action(RECORDS)], 'DNS records changed'],
    [
      'a replacement before a repair',
      [action(RECORDS), action('autoscaling:TerminateInstanceInAutoScalingGroup')],
      'Being replaced',
    ],
    ['an enrollment', [action('autoscaling:CreateOrUpdateTags')], 'Enrolled'],
    [
      'an instance that keeps its volume mounted',
      [action('autoscaling:CompleteLifecycleAction', { stillMounted: true, routine: false })],
      'Could not be asked to unmount',
    ],
  ])('is told as %s', (_, actions, heading) => {
    const done = actions.map((one) => ({ action: '', reason: '', ...one }));
    expect(headingsOf(resultOf([], hostFixture(), { actions: done }))).toEqual([heading]);
  });

  it('is told with the command that unenrolls a host, where it was enrolled', () => {
    const [enrolled] = newsOf(resultOf([], hostFixture(), { actions: [action('autoscaling:CreateOrUpdateTags')] }));
    expect(enrolled).toMatchObject({
      detail: 'group blog-group',
      suggestions: [{ purpose: 'To unenroll {hosts}', command: { name: 'unenroll', reason: 'not to be kept' } }],
    });
  });

  it('is told with the commands that undo it, but not of what is routine', () => {
    const actions = [
      action(RECORDS, { undo: 'aws undo 1' }),
      action(RECORDS, { undo: 'aws undo 2', routine: true }),
      action(RECORDS),
    ];
    expect(newsOf(resultOf([], hostFixture(), { actions }))).toMatchObject([
      { suggestions: [{ purpose: 'To undo the change in the hosted zone of {hosts}', command: 'aws undo 1' }] },
    ]);
  });

  it('is not told of an attachment in vain, whose refusal is', () => {
    const actions = [action('ec2:AttachVolume')];
    expect(headingsOf(resultOf([refusedVolume], hostFixture(), { actions }))).toEqual(['Needs you']);
  });

  it('is recorded as what it was about and, each by itself, what else was done', () => {
    const actions = [
      action('ec2:AttachVolume'),
      action('ec2:AssociateAddress'),
      action('ssm:SendCommand', { routine: true }),
    ];
    const [news] = newsOf(resultOf([], hostFixture(), { actions }));
    expect(news?.fingerprints).toHaveLength(2);
    const [alone] = newsOf(resultOf([], hostFixture(), { actions: actions.slice(0, 1) }));
    expect(news?.fingerprints[0]).toBe(alone?.fingerprints[0]);
  });
});

/** A host of which an outage was notified, or a problem. */
const notified = (mark: '=' | ':', more: HostFixture = {}) =>
  hostFixture({ history: { fingerprints: [`abc${mark}`], at: minutesAgo(5) }, ...more });

describe('the end of what was told', () => {
  const back = (more: HostFixture = {}, conditions = [running, attached], result: Partial<LifecycleResult> = {}) =>
    newsOf(resultOf(conditions, notified(':', more), result));

  it('is told with what the instance in service has, and how long it was down', () => {
    const named: ConditionResult = { kind: 'RecordPointed', name: 'a.example.com', status: 'converged', reason: 'ok' };
    const address: ConditionResult = { kind: 'AddressAssociated', status: 'converged', reason: 'ok' };
    expect(back({}, [running, attached, address, named])).toMatchObject([
      {
        kind: { heading: 'Back in service' },
        reason: 'down for 5 minutes; i-1 has its data volume, its Elastic IP address and a.example.com',
        detail: 'down for 5 minutes',
        closes: ['abc'],
      },
    ]);
  });

  it.each<[string, HostFixture, string]>([
    ['the one instance that ended', { ec2Instances: { 'i-0': { endedAt: minutesAgo(9) } } }, '9 minutes'],
    [
      'the group, where several have ended',
      {
        ec2Instances: { 'i-0': { endedAt: minutesAgo(9) }, 'i-2': { endedAt: minutesAgo(30) } },
        offlineSince: minutesAgo(20),
      },
      '20 minutes',
    ],
    [
      'the last that ended, where the group does not say',
      { ec2Instances: { 'i-0': { endedAt: minutesAgo(9) }, 'i-2': { endedAt: minutesAgo(30) } } },
      '9 minutes',
    ],
    ['a moment ago', { history: { fingerprints: ['abc:'], at: now } }, 'a minute'],
  ])('counts from %s', (_, more, downtime) => {
    expect(back(more)).toMatchObject([{ detail: `down for ${downtime}` }]);
  });

  it.each<[string, HostFixture, readonly ConditionResult[], Partial<LifecycleResult>]>([
    ['its instance does not run', {}, [{ ...running, status: 'waiting' }, attached], {}],
    ['its volume is refused', { volumes: [volumeAt('i-1')] }, [running, { ...attached, status: 'refused' }], {}],
    ['its instance is not in service yet', { instances: { 'i-1': 'Pending:Wait' } }, [running, attached], {}],
    ['something is awaited', {}, [running, attached], { status: 'waiting' }],
    ['something failed', {}, [running, attached], { status: 'failed' }],
    [
      'it is being resumed',
      { state: { intent: 'resuming', since: now, sizes: { min: 0, desired: 1, max: 1 } } },
      [running, attached],
      {},
    ],
  ])('is not told while %s', (_, more, conditions, result) => {
    expect(back(more, [...conditions], result).map(({ kind }) => kind.heading)).not.toContain('Back in service');
  });

  it('is told of a problem without a downtime, with what else is open and the repair that ended it', () => {
    const observed = notified('=');
    const open: ConditionResult = { kind: 'GroupConfigured', name: 'zones', status: 'refused', reason: 'two zones' };
    const actions = [{ action: 'ec2:AttachVolume', reason: 'it was not attached' }];
    const news = newsOf(resultOf([running, attached, open], observed, { status: 'refused', actions }));
    expect(news.map(({ kind }) => kind.heading)).toEqual(['Needs you', 'Right again']);
    expect(news[1]).toMatchObject({
      reason: 'i-1 has its data volume; something else is still refused',
      detail: 'i-1 has its data volume',
      actions: [expect.stringContaining('attached its data volume')],
      closes: ['abc'],
    });
    expect(newsOf(resultOf([running], observed))).toMatchObject([{ detail: 'i-1 is in service', actions: [] }]);
  });

  it('is not told while the same problem lasts', () => {
    const open: ConditionResult = { kind: 'GroupConfigured', name: 'zones', status: 'refused', reason: 'two zones' };
    const print = fingerprintOfProblem(hostFixture(), { ...open, status: 'refused' }, false);
    const observed = hostFixture({ history: { fingerprints: [`${print}=`], at: minutesAgo(5) } });
    expect(headingsOf(resultOf([running, attached, open], observed, { status: 'refused' }))).toEqual(['Needs you']);
  });
});
