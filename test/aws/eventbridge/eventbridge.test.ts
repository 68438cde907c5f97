import { describe, expect, it } from 'vitest';

import { awsErrorLike, hours, minutes, ownerCall, START, startClock } from '../fixtures.ts';
import { createEventBridge } from './index.ts';
import { matchesPattern } from './pattern.ts';

const TARGET = 'arn:aws:lambda:us-east-1:123456789012:function:hostkeeper-prod-worker';
const OTHER_TARGET = 'arn:aws:lambda:us-east-1:123456789012:function:hostkeeper-prod-other';

const PATTERN = { source: ['aws.test'], detail: { state: ['ALARM', 'OK'] } };
const EVENT = { source: 'aws.test', detail: { state: 'ALARM', extra: 1 } };

/** A rule as the template has it. */
const rule = (name: string, properties: object) => ({
  logicalId: name,
  type: 'AWS::Events::Rule',
  arn: `arn:aws:events:us-east-1:123456789012:rule/${name}`,
  properties: { Targets: [{ Arn: TARGET }], ...properties },
});

/** EventBridge with some rules, and what it delivered: the seconds since the beginning, the target and the event. */
const givenRules = (...rules: ReturnType<typeof rule>[]) => {
  const clock = startClock();
  const delivered: { seconds: number; target: string; event: unknown }[] = [];
  const eventBridge = createEventBridge({
    clock,
    region: 'us-east-1',
    rules,
    deliver: (target, event) =>
      void delivered.push({ seconds: (clock.now().getTime() - Date.parse(START)) / 1000, target, event }),
  });
  const seconds = () => delivered.map((delivery) => delivery.seconds);
  return { clock, delivered, seconds, ...eventBridge };
};

describe('an event pattern', () => {
  it.each([
    ['every field has a value of its list', EVENT, true],
    ['a field has no value of its list', { ...EVENT, source: 'aws.other' }, false],
    ['a nested field has no value of its list', { ...EVENT, detail: { state: 'UNKNOWN' } }, false],
    ['a field is absent', { source: 'aws.test', detail: {} }, false],
    ['the object of a nested field is absent', { source: 'aws.test' }, false],
    ['a list in the event has one of the values', { ...EVENT, detail: { state: ['UNKNOWN', 'OK'] } }, true],
    ['a list in the event has none of the values', { ...EVENT, detail: { state: ['UNKNOWN'] } }, false],
  ])('is compared when %s', (_, event, expected) => {
    expect(matchesPattern(PATTERN, event)).toBe(expected);
  });

  it('throws for an operator that is not simulated, and for what is no pattern', () => {
    const absent = { detail: { hook: ['ours', { exists: false }] } };
    expect([{}, { hook: 'ours' }, { hook: 'theirs' }].map((detail) => matchesPattern(absent, { detail }))).toEqual([
      true,
      true,
      false,
    ]);
    expect(() => matchesPattern({ source: [{ prefix: 'aws.' }] }, EVENT)).toThrow(
      'The simulator does not support the operator {"prefix":"aws."} of event patterns.',
    );
    expect(() => matchesPattern({ source: 'aws.test' }, EVENT)).toThrow('must be a list or an object');
  });
});

describe('a rule with a pattern', () => {
  it('delivers a matching event to each of its targets within two seconds, and nothing else', async () => {
    const Targets = [{ Arn: TARGET }, { Arn: OTHER_TARGET, Input: '{"fixed":true}' }];
    const { clock, delivered, events, emit } = givenRules(rule('matching', { EventPattern: PATTERN, Targets }));
    emit(EVENT);
    emit({ ...EVENT, source: 'aws.other' });
    expect(delivered).toEqual([]);
    await clock.advance(minutes(1));
    expect(delivered.map(({ target, event }) => [target, event])).toEqual(
      expect.arrayContaining([
        [TARGET, EVENT],
        [OTHER_TARGET, { fixed: true }],
      ]),
    );
    expect(delivered).toHaveLength(2);
    expect(delivered.every(({ seconds }) => seconds >= 0.2 && seconds <= 2)).toBe(true);
    expect(events).toHaveLength(2);
  });

  it('delivers an event twice, never, or late, as it is set, and the next one in time', async () => {
    const { clock, emit, seconds, setDelivery } = givenRules(rule('matching', { EventPattern: PATTERN }));
    setDelivery('worker', 5, 60);
    setDelivery('worker');
    setDelivery('worker', 600);
    for (let count = 0; count < 3; count += 1) emit(EVENT);
    await clock.advance(minutes(20));
    expect(seconds()).toEqual([5, 60, 600]);
    emit(EVENT);
    await clock.advance(2000);
    expect(seconds()).toHaveLength(4);
  });

  it('delivers in time again once the delivery is reset, and sets it for one function alone', async () => {
    const { clock, emit, seconds, setDelivery, resetDelivery } = givenRules(
      rule('matching', { EventPattern: PATTERN }),
    );
    setDelivery('other', 600);
    setDelivery('worker', 600);
    resetDelivery();
    emit(EVENT);
    await clock.advance(2000);
    expect(seconds()).toHaveLength(1);
  });
});

describe('a rule with a schedule', () => {
  it.each([
    ['rate(1 minute)', hours(1), 60],
    ['rate(5 minutes)', hours(1), 12],
    ['rate(2 hours)', hours(24), 12],
    ['rate(1 day)', hours(72), 3],
  ])('%s: in %i milliseconds %i events', async (ScheduleExpression, milliseconds, count) => {
    const { clock, delivered, events } = givenRules(rule('scheduled', { ScheduleExpression }));
    await clock.advance(milliseconds + 2000);
    expect(delivered).toHaveLength(count);
    expect(events).toEqual([]);
  });

  it('sends an event of EventBridge, or the input of its target', async () => {
    const Targets = [{ Arn: TARGET }, { Arn: OTHER_TARGET, Input: '{"dryRun":true}' }];
    const { clock, delivered } = givenRules(rule('scheduled', { ScheduleExpression: 'rate(1 hour)', Targets }));
    await clock.advance(hours(1) + 2000);
    const eventOf = (target: string) => delivered.find((delivery) => delivery.target === target)?.event;
    expect(eventOf(TARGET)).toMatchObject({
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      time: '2026-11-02T02:00:00Z',
      resources: ['arn:aws:events:us-east-1:123456789012:rule/scheduled'],
    });
    expect(eventOf(OTHER_TARGET)).toEqual({ dryRun: true });
  });

  it('sends nothing while it is paused, and keeps its rhythm', async () => {
    const { clock, seconds, pauseSchedules } = givenRules(rule('scheduled', { ScheduleExpression: 'rate(1 minute)' }));
    pauseSchedules(true);
    await clock.advance(minutes(10.5));
    expect(seconds()).toEqual([]);
    pauseSchedules(false);
    await clock.advance(minutes(1));
    expect(seconds().map((second) => Math.floor(second / 60))).toEqual([11]);
  });

  it('throws for another expression', () => {
    expect(() => givenRules(rule('scheduled', { ScheduleExpression: 'cron(0 0 * * ? *)' }))).toThrow(
      'The simulator does not support the schedule cron(0 0 * * ? *).',
    );
  });
});

describe('PutEvents', () => {
  const entry = { Source: 'my.app', DetailType: 'Test', Detail: '{"state":"OK"}', Resources: ['r'] };

  it('puts events on the bus, which rules match', async () => {
    const { clock, service, delivered } = givenRules(rule('matching', { EventPattern: { source: ['my.app'] } }));
    const { FailedEntryCount } = service.PutEvents.handle({ Entries: [entry] }, ownerCall(clock));
    await clock.advance(2000);
    expect(FailedEntryCount).toBe(0);
    expect(delivered).toMatchObject([
      { event: { source: 'my.app', 'detail-type': 'Test', detail: { state: 'OK' }, time: '2026-11-02T01:00:00Z' } },
    ]);
  });

  it('reserves the sources of AWS, except for the owner, and refuses a detail that is no object', () => {
    const { clock, service, events } = givenRules();
    const put = (caller: string, Source: string, Detail: string) =>
      service.PutEvents.handle({ Entries: [{ ...entry, Source, Detail }] }, { ...ownerCall(clock), caller });
    expect(put('SomeRole', 'aws.ec2', '{}')).toMatchObject({
      FailedEntryCount: 1,
      Entries: [{ ErrorCode: 'NotAuthorizedForSourceException' }],
    });
    for (const detail of ['[1]', 'no JSON', '3'])
      expect(put('SomeRole', 'my.app', detail)).toMatchObject({ Entries: [{ ErrorCode: 'MalformedDetail' }] });
    expect(events).toEqual([]);
    expect(put('owner', 'aws.ec2', '{}').FailedEntryCount).toBe(0);
    expect(events).toHaveLength(1);
  });

  it('fails an entry without a source, a type or a detail, and puts the others', () => {
    const { clock, service, events } = givenRules();
    const Entries = [{ ...entry, Source: '' }, { ...entry, DetailType: undefined }, { ...entry, Detail: '' }, entry];
    const { FailedEntryCount, Entries: results } = service.PutEvents.handle({ Entries }, ownerCall(clock));
    expect([FailedEntryCount, events.length]).toEqual([3, 1]);
    expect(results?.map(({ ErrorMessage }) => ErrorMessage)).toEqual([
      'Parameter Source is not valid. Reason: Source is a required argument.',
      'Parameter DetailType is not valid. Reason: DetailType is a required argument.',
      'Parameter Detail is not valid. Reason: Detail is a required argument.',
      undefined,
    ]);
  });

  it.each([
    ['no entry', 0, 'length greater than or equal to 1'],
    ['more than ten entries', 11, 'length less than or equal to 10'],
    ['more than a megabyte', 10, 'over the limit', 'x'.repeat(110_000)],
  ])('refuses %s', (_, count, message, text = '') => {
    const { clock, service, events } = givenRules();
    const Entries = Array.from({ length: count }, () => ({ ...entry, Detail: JSON.stringify({ text }) }));
    expect(() => service.PutEvents.handle({ Entries }, ownerCall(clock))).toThrow(
      awsErrorLike('ValidationException', message),
    );
    expect(events).toEqual([]);
  });

  it('is authorized by the bus, the source and the type of each entry', () => {
    const { clock, service } = givenRules();
    expect(service.PutEvents.authorization?.({ Entries: [entry] }, ownerCall(clock))).toEqual([
      {
        resource: 'arn:aws:events:us-east-1:123456789012:event-bus/default',
        context: { 'events:source': 'my.app', 'events:detail-type': 'Test' },
      },
    ]);
  });
});
