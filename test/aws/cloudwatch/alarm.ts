import * as z from 'zod/mini';

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
  readonly definition: z.output<typeof properties>;
  state: AlarmState;
}

/** One period of a metric; its value is undefined where nothing was published. */
export interface Datapoint {
  readonly start: Date;
  readonly value: number | undefined;
}

/** CloudWatch's format of a time: 2019-10-02T17:04:40.989+0000; that of data points is 02/10/19 16:59:00. */
export const formatTimestamp = (time: Date): string => time.toISOString().replace('Z', '+0000');
const formatShortTimestamp = (time: Date): string =>
  time.toISOString().replace(/^..(..)-(..)-(..)T(.{8}).*$/, '$3/$2/$1 $4');
/** A number in Java's format: 25 is 25.0. */
export const formatDecimal = (value: number): string => (Number.isInteger(value) ? value.toFixed(1) : `${value}`);
const countOf = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

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
  const list = present.map(({ start, value }) => `${formatDecimal(value)} (${formatShortTimestamp(start)})`).join(', ');
  const relation = `${present.length === 1 ? 'was' : 'were'} ${alarms ? '' : 'not '}${phrase}`;
  const change = alarms ? 'OK -> ALARM' : 'ALARM -> OK';
  return {
    value: alarms ? 'ALARM' : 'OK',
    reason: `Threshold Crossed: ${present.length} out of the last ${periods} datapoints [${list}] ${relation} the threshold (${formatDecimal(Threshold)}) (minimum ${countOf(needed, 'datapoint')} for ${change} transition).`,
  };
};
