import { describe, expect, it } from 'vitest';

import { awsErrorLike, startClock } from '../fixtures.ts';
import type { CallContext } from '../operation.ts';
import { createCloudWatch } from './index.ts';

/** The alarms of a stack on the charges, and one on something that nothing publishes here. */
const alarmNamed = (AlarmName: string, Namespace = 'AWS/Billing', Threshold = 25) => ({
  logicalId: AlarmName,
  type: 'AWS::CloudWatch::Alarm',
  arn: `arn:aws:cloudwatch:us-east-1:123456789012:alarm:${AlarmName}`,
  properties: {
    AlarmName,
    Namespace,
    MetricName: 'EstimatedCharges',
    Dimensions: [{ Name: 'Currency', Value: 'USD' }],
    Statistic: 'Maximum',
    Period: 21_600,
    EvaluationPeriods: 1,
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold,
    TreatMissingData: 'ignore',
  },
});

const givenCloudWatch = () => {
  const clock = startClock();
  const { service, charge } = createCloudWatch({
    clock,
    alarms: [alarmNamed('stage-critical'), alarmNamed('stage-early', 'AWS/Billing', 5), alarmNamed('other', 'AWS/SQS')],
    emit: () => {},
    publish: () => {},
    onTotal: () => {},
  });
  const call = (caller = 'SomeRole', region = 'us-east-1'): CallContext => ({ caller, region, at: clock.now() });
  const alarms = (input: Parameters<typeof service.DescribeAlarms.handle>[0]) => {
    const { MetricAlarms = [], NextToken } = service.DescribeAlarms.handle(input, call());
    return [...MetricAlarms.map(({ AlarmName }) => AlarmName), ...(NextToken === undefined ? [] : [NextToken])];
  };
  const put = (datum: object, Namespace = 'Work') =>
    service.PutMetricData.handle({ Namespace, MetricData: [{ MetricName: 'Done', ...datum }] }, call());
  return { service, charge, call, alarms, put };
};

describe('DescribeAlarms', () => {
  it('returns every alarm of the stack by its name, its prefix or its state, in pages', () => {
    const { alarms, charge } = givenCloudWatch();
    charge(10);
    expect(alarms({})).toEqual(['other', 'stage-critical', 'stage-early']);
    expect(alarms({ AlarmNames: ['other'] })).toEqual(['other']);
    expect(alarms({ AlarmNamePrefix: 'stage-' })).toEqual(['stage-critical', 'stage-early']);
    expect(alarms({ StateValue: 'ALARM' })).toEqual(['stage-early']);
    expect(alarms({ AlarmTypes: ['CompositeAlarm'] })).toEqual([]);
    expect(alarms({ MaxRecords: 2 })).toEqual(['other', 'stage-critical', '2']);
    expect(alarms({ MaxRecords: 2, NextToken: '2' })).toEqual(['stage-early']);
  });

  it.each([
    ['names and a prefix', { AlarmNames: ['other'], AlarmNamePrefix: 'o' }, 'ValidationError'],
    ['more than 100 in a page', { MaxRecords: 101 }, 'ValidationError'],
    ['a token that it did not return', { NextToken: 'more' }, 'InvalidNextToken'],
    ['a parameter that is not simulated', { ActionPrefix: 'arn:' }, 'NotSimulated'],
  ])('refuses %s', (_, input, code) => {
    expect(() => givenCloudWatch().alarms(input)).toThrow(awsErrorLike(code, ''));
  });
});

describe('PutMetricData', () => {
  it('makes a metric that is listed', () => {
    const { service, call, put } = givenCloudWatch();
    put({ Value: 1, Dimensions: [{ Name: 'Host', Value: 'blog' }] });
    put({ Values: [1, 2] });
    const listed = (input: object, region?: string) =>
      service.ListMetrics.handle(input, call('SomeRole', region)).Metrics?.map(
        ({ Dimensions = [] }) => Dimensions.length,
      );
    expect(listed({ Namespace: 'Work' })).toEqual([1, 0]);
    expect(listed({ Namespace: 'Work', Dimensions: [{ Name: 'Host' }] })).toEqual([1]);
    expect(listed({ MetricName: 'Undone' })).toEqual([]);
  });

  it('makes charges that are listed in us-east-1 alone', () => {
    const { service, call, charge } = givenCloudWatch();
    const listed = (region: string) =>
      service.ListMetrics.handle({ Namespace: 'AWS/Billing' }, call('SomeRole', region)).Metrics;
    expect(listed('us-east-1')).toEqual([]);
    charge(8);
    expect(listed('us-east-1')).toEqual([
      { Namespace: 'AWS/Billing', MetricName: 'EstimatedCharges', Dimensions: [{ Name: 'Currency', Value: 'USD' }] },
    ]);
    expect(listed('eu-central-1')).toEqual([]);
  });

  it.each([
    ['no value', {}, 'MissingParameter'],
    ['a value and values', { Value: 1, Values: [1] }, 'InvalidParameterCombination'],
    ['what is no number', { Value: Number.NaN }, 'InvalidParameterValue'],
    ['no name', { MetricName: undefined, Value: 1 }, 'MissingParameter'],
  ])('refuses %s', (_, datum, code) => {
    expect(() => givenCloudWatch().put(datum)).toThrow(awsErrorLike(code, 'MetricData.member.1.'));
  });

  it('refuses no namespace, and no data', () => {
    const { service, call, put } = givenCloudWatch();
    expect(() => put({ Value: 1 }, '')).toThrow(awsErrorLike('MissingParameter', 'Namespace'));
    expect(() => service.PutMetricData.handle({ Namespace: 'Work', MetricData: [] }, call())).toThrow(
      awsErrorLike('MissingParameter', 'MetricData'),
    );
  });
});
