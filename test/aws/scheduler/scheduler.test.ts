import { describe, expect, it } from 'vitest';

import { createClock } from '../clock.ts';
import { createIam } from '../iam/index.ts';
import type { Resource } from '../template.ts';
import { runsOf } from './expression.ts';
import { createScheduler } from './index.ts';

const TARGET = 'arn:aws:lambda:us-east-1:123456789012:function:hostkeeper-prod-snapshot';

/** The next runs of an expression from a time on, in UTC. */
const runs = (expression: string, count: number, from: string, timeZone = 'UTC'): readonly string[] => {
  const next = runsOf(expression, timeZone, Date.parse(from));
  const found: string[] = [];
  for (let at = next(Date.parse(from)); at !== undefined && found.length < count; at = next(at))
    found.push(new Date(at).toISOString().slice(0, 16));
  return found;
};

describe('a schedule of cron runs', () => {
  it.each([
    [
      'every quarter of three hours',
      'cron(0/15 3-5 * * ? *)',
      '2026-11-20T04:20',
      ['2026-11-20T04:30', '2026-11-20T04:45', '2026-11-20T05:00'],
    ],
    ['at times of a list', 'cron(30,5 1,23 * * ? *)', '2026-11-20T02:00', ['2026-11-20T23:05', '2026-11-20T23:30']],
    ['on days of the week', 'cron(0 8 ? * MON-FRI *)', '2026-11-20T08:00', ['2026-11-23T08:00', '2026-11-24T08:00']],
    ['once a month', 'cron(0 8 1 * ? *)', '2026-11-20T08:00', ['2026-12-01T08:00', '2027-01-01T08:00']],
    ['in a leap year', 'cron(0 0 29 2 ? *)', '2026-11-20T08:00', ['2028-02-29T00:00', '2032-02-29T00:00']],
    ['in years that are over no more', 'cron(0 0 1 1 ? 2026)', '2026-11-20T08:00', []],
  ])('%s', (_, expression, from, expected) => {
    expect(runs(expression, Math.max(1, expected.length), `${from}Z`)).toEqual(expected);
  });

  it('by the time of its zone, in summer and in winter', () => {
    const at = (from: string) => runs('cron(0 3 * * ? *)', 1, from, 'Europe/Berlin');
    expect([at('2026-07-01T12:00Z'), at('2026-12-01T12:00Z')]).toEqual([['2026-07-02T01:00'], ['2026-12-02T02:00']]);
    expect(runs('cron(0 3 * * ? *)', 1, '2026-11-20T00:00Z', 'Asia/Kathmandu')).toEqual(['2026-11-20T21:15']);
  });

  it('never at a local time that does not exist', () => {
    const night = runs('cron(30 2 * * ? *)', 2, '2026-03-28T12:00Z', 'Europe/Berlin');
    expect(night).toEqual(['2026-03-30T00:30', '2026-03-31T00:30']);
    const quarters = runs('cron(0/30 1-3 * * ? *)', 4, '2026-03-28T23:00Z', 'Europe/Berlin');
    expect(quarters).toEqual(['2026-03-29T00:00', '2026-03-29T00:30', '2026-03-29T01:00', '2026-03-29T01:30']);
  });

  it('once at a local time that exists twice', () => {
    const night = runs('cron(30 2 * * ? *)', 2, '2026-10-24T12:00Z', 'Europe/Berlin');
    expect(night).toEqual(['2026-10-25T00:30', '2026-10-26T01:30']);
    const quarters = runs('cron(0/30 2-3 * * ? *)', 4, '2026-10-24T23:00Z', 'Europe/Berlin');
    expect(quarters).toEqual(['2026-10-25T00:00', '2026-10-25T00:30', '2026-10-25T02:00', '2026-10-25T02:30']);
  });

  it.each(['cron(0 3 * * *)', 'cron(0 3 * * * *)', 'cron(60 3 * * ? *)', 'cron(0 3 L * ? *)', 'cron(0 5-3 * * ? *)'])(
    'not where its expression is %s',
    (expression) => {
      expect(() => runsOf(expression, 'UTC', 0)).toThrow(`Invalid Schedule Expression ${expression}.`);
    },
  );

  it('not in a time zone that there is not', () => {
    expect(() => runs('cron(0 3 * * ? *)', 1, '2026-11-20T00:00Z', 'Europe/Nowhere')).toThrow(RangeError);
  });
});

describe('a schedule of rate runs', () => {
  it('at once, and then in its period', () => {
    const next = runsOf('rate(2 hours)', 'UTC', 1000);
    expect([next(999), next(1000), next(7_200_999)]).toEqual([1000, 7_201_000, 7_201_000]);
    expect(() => runsOf('rate(0 hours)', 'UTC', 0)).toThrow('Invalid Schedule Expression');
    expect(() => runsOf('at(2026-11-20T03:00:00)', 'UTC', 0)).toThrow('does not support');
  });
});

/** A scheduler with one schedule, and what it delivered. */
const givenSchedule = (more: object = {}, { service = 'scheduler.amazonaws.com', resource = TARGET } = {}) => {
  const clock = createClock({ start: new Date('2026-11-20T00:00:00Z'), seed: 7 });
  const delivered: unknown[] = [];
  const PolicyDocument = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: resource }],
  };
  const role: Resource = {
    logicalId: 'ScheduleRole',
    type: 'AWS::IAM::Role',
    arn: 'arn:aws:iam::123456789012:role/ScheduleRole',
    properties: {
      AssumeRolePolicyDocument: { Statement: [{ Principal: { Service: service } }] },
      Policies: [{ PolicyName: 'p', PolicyDocument }],
    },
  };
  const schedule: Resource = {
    logicalId: 'Nightly',
    type: 'AWS::Scheduler::Schedule',
    arn: 'arn:aws:scheduler:us-east-1:123456789012:schedule/default/nightly',
    properties: {
      ScheduleExpression: 'cron(0 3 * * ? *)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: TARGET, RoleArn: role.arn, Input: '{"at":"<aws.scheduler.scheduled-time>"}' },
      ...more,
    },
  };
  let isPaused = false;
  createScheduler({
    clock,
    schedules: [schedule],
    roles: [role],
    authorize: createIam([role]),
    deliver: (target, event, range) => void delivered.push([target, event, range]),
    isPaused: () => isPaused,
  });
  return { days: (count: number) => clock.advance(86_400_000 * count), delivered, pause: () => void (isPaused = true) };
};

describe('a schedule', () => {
  it('invokes its target with its input, within the minute', async () => {
    const { days, delivered } = givenSchedule();
    await days(2);
    expect(delivered).toEqual([
      [TARGET, { at: '2026-11-20T03:00:00Z' }, [0, 59]],
      [TARGET, { at: '2026-11-21T03:00:00Z' }, [0, 59]],
    ]);
  });

  it('invokes nothing that its role may not invoke', async () => {
    const { days, delivered } = givenSchedule({}, { resource: `${TARGET}-other` });
    await days(2);
    expect(delivered).toEqual([]);
  });

  it('invokes nothing while it is disabled or paused', async () => {
    const disabled = givenSchedule({ State: 'DISABLED' });
    const paused = givenSchedule();
    paused.pause();
    await Promise.all([disabled.days(2), paused.days(2)]);
    expect([disabled.delivered, paused.delivered]).toEqual([[], []]);
  });

  it('is refused with a role that the scheduler cannot assume, and with what is not simulated', () => {
    expect(() => givenSchedule({}, { service: 'lambda.amazonaws.com' })).toThrow(
      'must allow AWS EventBridge Scheduler',
    );
    expect(() => givenSchedule({ FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 5 } })).toThrow(
      'FlexibleTimeWindow',
    );
    expect(() => givenSchedule({ StartDate: '2026-11-20T00:00:00Z' })).toThrow('StartDate');
  });
});
