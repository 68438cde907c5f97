import * as z from 'zod/mini';

import type { MetricName } from './metrics.ts';
import { formatDecimal } from './format.ts';

type Values = readonly number[];

const sum = (values: Values): number => values.reduce((total, value) => total + value, 0);

/** Reduces the values of a period to one. */
export const STATISTICS = {
  Average: (values: Values) => sum(values) / values.length,
  Maximum: (values: Values) => Math.max(...values),
  Minimum: (values: Values) => Math.min(...values),
  SampleCount: (values: Values) => values.length,
  Sum: sum,
} as const;

const COMPARISONS = {
  GreaterThanOrEqualToThreshold: { phrase: 'greater than or equal to', holds: (a: number, b: number) => a >= b },
  GreaterThanThreshold: { phrase: 'greater than', holds: (a: number, b: number) => a > b },
  LessThanOrEqualToThreshold: { phrase: 'less than or equal to', holds: (a: number, b: number) => a <= b },
  LessThanThreshold: { phrase: 'less than', holds: (a: number, b: number) => a < b },
} as const;

/** The dimensions of a metric. */
export const dimensions = z.array(z.object({ Name: z.string(), Value: z.string() }));
const actions = z.prefault(z.array(z.string()), []);

/** The properties of an alarm on one metric. An alarm on an expression does not parse. */
export const properties = z.object({
  AlarmName: z.string(),
  AlarmDescription: z.prefault(z.string(), ''),
  Namespace: z.string(),
  MetricName: z.string(),
  Dimensions: z.prefault(dimensions, []),
  Statistic: z.enum(['Average', 'Maximum', 'Minimum', 'SampleCount', 'Sum']),
  Period: z.coerce.number(),
  EvaluationPeriods: z.coerce.number(),
  DatapointsToAlarm: z.optional(z.coerce.number()),
  ComparisonOperator: z.enum([
    'GreaterThanOrEqualToThreshold',
    'GreaterThanThreshold',
    'LessThanOrEqualToThreshold',
    'LessThanThreshold',
  ]),
  Threshold: z.coerce.number(),
  TreatMissingData: z.prefault(z.enum(['breaching', 'notBreaching', 'ignore', 'missing']), 'missing'),
  AlarmActions: actions,
  OKActions: actions,
  InsufficientDataActions: actions,
});

/** The state of an alarm, with CloudWatch's reason. */
export interface AlarmState {
  readonly value: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  readonly reason: string;
  readonly reasonData?: string;
  readonly timestamp: string;
}

/** An alarm in its present state. */
export interface Alarm {
  readonly arn: string;
  readonly isEvaluated: boolean;
  readonly definition: z.output<typeof properties>;
  state: AlarmState;
}

/** One period of a metric; its value is undefined where nothing was published. */
export interface Datapoint {
  readonly start: Date;
  readonly sampleCount: number;
  readonly value: number | undefined;
}

/**
 * The data points that an alarm evaluates, of those that it has retrieved: the latest real ones, and missing ones only where
 * there are too few of these. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export const evaluatedOf = (retrieved: readonly Datapoint[], periods: number): readonly Datapoint[] => {
  const real = retrieved.filter(({ value }) => value !== undefined).slice(-periods);
  const missing = retrieved.filter(({ value }) => value === undefined).slice(-periods);
  return [...missing.slice(real.length), ...real].toSorted((a, b) => a.start.getTime() - b.start.getTime());
};

/** The metric of an alarm. */
export const metricOf = ({ Namespace, MetricName: name, Dimensions }: Alarm['definition']): MetricName => ({
  namespace: Namespace,
  name,
  dimensions: Dimensions,
});

/** The time of a data point in a reason: 02/10/19 16:59:00. */
const formatShortTimestamp = (time: Date): string =>
  time.toISOString().replace(/^..(..)-(..)-(..)T(.{8}).*$/, '$3/$2/$1 $4');
const countOf = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** Which data points cross the threshold: AWS counts them out only where the alarm says how many are enough. */
const wordsOf = (
  { DatapointsToAlarm: needed, EvaluationPeriods: periods }: Alarm['definition'],
  list: readonly string[],
  crossing: string,
  alarms: boolean,
): string => {
  const points = `[${list.join(', ')}] ${crossing}`;
  if (needed === undefined) return `${countOf(list.length, 'datapoint')} ${points}`;
  const change = alarms ? 'OK -> ALARM' : 'ALARM -> OK';
  return `${list.length} out of the last ${periods} datapoints ${points} (minimum ${countOf(needed, 'datapoint')} for ${change} transition)`;
};

/**
 * The state that data points give an alarm, with CloudWatch's reason. An alarm that ignores missing data must have one.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 */
export const evaluateState = (
  definition: Alarm['definition'],
  datapoints: readonly Datapoint[],
): Omit<AlarmState, 'timestamp'> => {
  const { ComparisonOperator, Threshold, TreatMissingData, EvaluationPeriods: periods } = definition;
  const { phrase, holds } = COMPARISONS[ComparisonOperator];
  const present = datapoints.flatMap(({ start, value }) => (value === undefined ? [] : [{ start, value }]));
  const missing = datapoints.length - present.length;
  if (present.length === 0) {
    if (TreatMissingData === 'missing') {
      const unknown = `${countOf(missing, 'datapoint')} ${missing === 1 ? 'was' : 'were'} unknown`;
      return { value: 'INSUFFICIENT_DATA', reason: `Insufficient Data: ${unknown}.` };
    }
    const breaches = TreatMissingData === 'breaching';
    const treated = `treated as [${breaches ? 'Breaching' : 'NonBreaching'}]`;
    const noneReceived = `no datapoints were received for ${countOf(periods, 'period')}`;
    const reason = `Threshold Crossed: ${noneReceived} and ${countOf(missing, 'missing datapoint')} ${missing === 1 ? 'was' : 'were'} ${treated}.`;
    return { value: breaches ? 'ALARM' : 'OK', reason };
  }
  const needed = definition.DatapointsToAlarm ?? periods;
  const breaching = present.filter(({ value }) => holds(value, Threshold)).length;
  const alarms = breaching + (TreatMissingData === 'breaching' ? missing : 0) >= needed;
  const list = present.map(({ start, value }) => `${formatDecimal(value)} (${formatShortTimestamp(start)})`);
  const verb = present.length === 1 ? 'was' : 'were';
  const crossing = `${verb} ${alarms ? '' : 'not '}${phrase} the threshold (${formatDecimal(Threshold)})`;
  return {
    value: alarms ? 'ALARM' : 'OK',
    reason: `Threshold Crossed: ${wordsOf(definition, list, crossing, alarms)}.`,
  };
};
