import { describe, expect, it } from 'vitest';

import { schema } from '../../../events/budget-kill-switch/schema.ts';
import { createCloudWatch } from './index.ts';
import { awsErrorLike, hours, minutes, startClock } from '../fixtures.ts';
import type { CallContext } from '../operation.ts';

const TOPIC = 'arn:aws:sns:us-east-1:123456789012:news';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const givenAlarms = (...alarms: readonly Readonly<Record<string, unknown>>[]) => {
  const clock = startClock();
  const events: unknown[] = [];
  const mails: { topicArn: string; subject: string; body: string }[] = [];
  const cloudWatch = createCloudWatch({
    clock,
    alarms: [],
    emit: (event) => void events.push(event),
    publish: (topicArn, subject, body) => void mails.push({ topicArn, subject, body }),
    onTotal: () => {},
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

  it('fires on data that is missing once no real data point is among the last five of three', async () => {
    const { clock, put, changes } = givenAlarms({
      ...work,
      AlarmName: 'age',
      Statistic: 'Maximum',
      Period: 3600,
      EvaluationPeriods: 3,
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 26,
      TreatMissingData: 'breaching',
    });
    for (let hour = 0; hour < 6; hour++) {
      put(8);
      await clock.advance(hours(1));
    }
    await clock.advance(hours(3) + minutes(58));
    expect(changes()).toEqual(['age INSUFFICIENT_DATA OK']);
    await clock.advance(minutes(4));
    expect(changes().at(-1)).toBe('age OK ALARM');
    put(8);
    expect(changes().at(-1)).toBe('age ALARM OK');
  });

  it('fires where three periods are over the threshold, and no earlier', async () => {
    const { clock, put, changes } = givenAlarms({
      ...work,
      AlarmName: 'age',
      Period: 3600,
      EvaluationPeriods: 3,
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 26,
      TreatMissingData: 'ignore',
    });
    for (const age of [25, 26, 27, 28]) {
      put(age);
      await clock.advance(hours(1));
    }
    expect(changes()).toEqual(['age INSUFFICIENT_DATA OK']);
    put(29);
    expect(changes().at(-1)).toBe('age OK ALARM');
  });

  it('reports a changed state in an event and in an e-mail', async () => {
    const { clock, charge, events, mails } = givenAlarms(critical);
    charge(8);
    await clock.advance(hours(12));
    charge(27.13);
    expect(events).toHaveLength(2);
    expect(events[1]).toEqual({
      version: '0',
      id: expect.stringMatching(UUID),
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
              id: expect.stringMatching(UUID),
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
            'Threshold Crossed: 1 datapoint [27.13 (02/11/26 07:00:00)] was greater than or equal to the threshold (25.0).',
          reasonData:
            '{"version":"1.0","queryDate":"2026-11-02T13:00:00.000+0000","startDate":"2026-11-02T07:00:00.000+0000","statistic":"Maximum","period":21600,"recentDatapoints":[27.13],"threshold":25.0,"evaluatedDatapoints":[{"timestamp":"2026-11-02T07:00:00.000+0000","sampleCount":2.0,"value":27.13}]}',
          timestamp: '2026-11-02T13:00:00.000+0000',
        },
      },
    });
    expect(mails).toHaveLength(1);
    expect(mails[0]).toMatchObject({ topicArn: TOPIC, subject: 'ALARM: "critical" in US East (N. Virginia)' });
    expect(mails[0]?.body).toMatch(/^You are receiving this email because [^]*State Change: +OK -> ALARM$/m);
  });

  it('reports a changed state once, however often the charges are published', async () => {
    const { clock, charge, changes } = givenAlarms(critical);
    charge(27.13);
    await clock.advance(hours(24));
    expect(changes()).toEqual(['critical INSUFFICIENT_DATA ALARM']);
  });

  it('resets the charges at the beginning of a month, which returns the alarms to OK', async () => {
    const { clock, charge, changes } = givenAlarms(critical);
    charge(8);
    await clock.advance(hours(24));
    charge(27.13);
    await clock.advance(hours(24 * 28));
    expect(changes()).toEqual(['critical INSUFFICIENT_DATA OK', 'critical OK ALARM', 'critical ALARM OK']);
  });

  it('counts the first charge of a new month without those of the last', async () => {
    const { clock, charge, changes } = givenAlarms(critical);
    charge(8);
    await clock.advance(hours(24 * 29) - minutes(30));
    expect(clock.now().toISOString()).toBe('2026-12-01T00:30:00.000Z');
    charge(30);
    await clock.advance(hours(12));
    expect(changes()).toEqual(['critical INSUFFICIENT_DATA OK', 'critical OK ALARM']);
  });

  it('evaluates the alarm of a service by its charges, and that of the total by the total', () => {
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
  ])('treats missing data as %s', async (TreatMissingData, expected) => {
    const { clock, put, changes } = givenAlarms({ ...work, TreatMissingData });
    put(1);
    await clock.advance(hours(1));
    expect(changes()).toEqual(expected.map((change) => `work ${change}`));
  });

  it('alarms on two of three data points where the alarm says so', async () => {
    const alarm = { ...work, ComparisonOperator: 'GreaterThanThreshold', EvaluationPeriods: 3, DatapointsToAlarm: 2 };
    const { clock, put, changes, events } = givenAlarms(alarm);
    for (const value of [5, 0, 0, 5, 5]) {
      put(value);
      await clock.advance(minutes(5));
    }
    expect(changes()).toEqual(['work INSUFFICIENT_DATA OK', 'work OK ALARM']);
    expect(JSON.stringify(events[1])).toMatch(
      /Threshold Crossed: 3 out of the last 3 datapoints \[0\.0 .*, 5\.0 .*, 5\.0 .*\] were greater than the threshold \(1\.0\) \(minimum 2 datapoints for OK -> ALARM transition\)\./,
    );
  });

  it("refuses a role's metrics in the namespaces of AWS", () => {
    const { put } = givenAlarms();
    expect(() => put(1, 'AWS/Billing')).toThrow(awsErrorLike('InvalidParameterValue', 'Namespace is invalid'));
  });
});
