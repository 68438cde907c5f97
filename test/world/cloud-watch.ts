import { createHash } from 'node:crypto';

import type { PutMetricDataInput } from '@aws-sdk/client-cloudwatch';
import * as z from 'zod/mini';

import { TIMES } from './aws.ts';
import type { Clock } from './clock.ts';
import { ACCOUNT, AwsError, type Operation, type Service } from './service.ts';
import type { Resource } from './template.ts';

type Values = readonly number[];

const sum = (values: Values): number => values.reduce((total, value) => total + value, 0);

const STATISTICS = {
  Average: (values: Values) => sum(values) / values.length,
  Maximum: (values: Values) => Math.max(...values),
  Minimum: (values: Values) => Math.min(...values),
  SampleCount: (values: Values) => values.length,
  Sum: sum,
} as const;

const COMPARISONS = {
  GreaterThanOrEqualToThreshold: { words: 'greater than or equal to', holds: (a: number, b: number) => a >= b },
  GreaterThanThreshold: { words: 'greater than', holds: (a: number, b: number) => a > b },
  LessThanOrEqualToThreshold: { words: 'less than or equal to', holds: (a: number, b: number) => a <= b },
  LessThanThreshold: { words: 'less than', holds: (a: number, b: number) => a < b },
} as const;

const dimensions = z.array(z.object({ Name: z.string(), Value: z.string() }));
const actions = z.prefault(z.array(z.string()), []);

/** An alarm on one metric, as the template has it; one on an expression throws. */
const properties = z.object({
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

interface StateOfAlarm {
  readonly value: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  readonly reason: string;
  readonly reasonData?: string;
  readonly timestamp: string;
}

interface Alarm {
  readonly arn: string;
  readonly given: z.output<typeof properties>;
  state: StateOfAlarm;
}

/** One period of an alarm's metric: no value where nothing was published in it. */
interface Datapoint {
  readonly start: Date;
  readonly value: number | undefined;
}

/** CloudWatch writes its times like 2019-10-02T17:04:40.989+0000, those of data points like 02/10/19 16:59:00. */
const stamp = (at: Date): string => at.toISOString().replace('Z', '+0000');
const shortStamp = (at: Date): string => at.toISOString().replace(/^..(..)-(..)-(..)T(.{8}).*$/, '$3/$2/$1 $4');
/** Numbers as Java writes them: 25 is 25.0. */
const decimal = (value: number): string => (Number.isInteger(value) ? value.toFixed(1) : `${value}`);
const several = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** The state that data points make, and CloudWatch's words for it. Who ignores missing data does not ask without any. */
const judge = (given: Alarm['given'], datapoints: readonly Datapoint[]): Omit<StateOfAlarm, 'timestamp'> => {
  const { ComparisonOperator, Threshold, TreatMissingData, EvaluationPeriods: periods } = given;
  const { words, holds } = COMPARISONS[ComparisonOperator];
  const found = datapoints.flatMap(({ start, value }) => (value === undefined ? [] : [{ start, value }]));
  const missing = datapoints.length - found.length;
  if (found.length === 0) {
    if (TreatMissingData === 'missing') {
      const unknown = `${several(missing, 'datapoint')} ${missing === 1 ? 'was' : 'were'} unknown`;
      return { value: 'INSUFFICIENT_DATA', reason: `Insufficient Data: ${unknown}.` };
    }
    const breaches = TreatMissingData === 'breaching';
    const treated = `treated as [${breaches ? 'Breaching' : 'NonBreaching'}]`;
    const none = `no datapoints were received for ${several(periods, 'period')}`;
    const reason = `Threshold Crossed: ${none} and ${several(missing, 'missing datapoint')} ${missing === 1 ? 'was' : 'were'} ${treated}.`;
    return { value: breaches ? 'ALARM' : 'OK', reason };
  }
  const needed = given.DatapointsToAlarm ?? periods;
  const breaching = found.filter(({ value }) => holds(value, Threshold)).length;
  const alarms = breaching + (TreatMissingData === 'breaching' ? missing : 0) >= needed;
  const list = found.map(({ start, value }) => `${decimal(value)} (${shortStamp(start)})`).join(', ');
  const relation = `${found.length === 1 ? 'was' : 'were'} ${alarms ? '' : 'not '}${words}`;
  const change = alarms ? 'OK -> ALARM' : 'ALARM -> OK';
  return {
    value: alarms ? 'ALARM' : 'OK',
    reason: `Threshold Crossed: ${found.length} out of the last ${periods} datapoints [${list}] ${relation} the threshold (${decimal(Threshold)}) (minimum ${several(needed, 'datapoint')} for ${change} transition).`,
  };
};

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html */
const eventOf = ({ arn, given, state }: Alarm, previousState: StateOfAlarm, at: Date) => {
  const id = createHash('sha256').update(`${arn} ${state.timestamp}`).digest('hex');
  return {
    version: '0',
    id: id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5'),
    'detail-type': 'CloudWatch Alarm State Change',
    source: 'aws.cloudwatch',
    account: ACCOUNT,
    time: `${at.toISOString().slice(0, 19)}Z`,
    region: 'us-east-1',
    resources: [arn],
    detail: {
      alarmName: given.AlarmName,
      configuration: {
        description: given.AlarmDescription,
        metrics: [
          {
            id: 'm1',
            metricStat: {
              metric: {
                namespace: given.Namespace,
                name: given.MetricName,
                dimensions: Object.fromEntries(given.Dimensions.map(({ Name, Value }) => [Name, Value])),
              },
              period: given.Period,
              stat: given.Statistic,
            },
            returnData: true,
          },
        ],
      },
      previousState,
      state,
    },
  };
};

/** The e-mail that CloudWatch has SNS send, as far as a reader needs it. */
const bodyOf = ({ arn, given, state }: Alarm, previousState: StateOfAlarm): string =>
  `You are receiving this email because your Amazon CloudWatch Alarm "${given.AlarmName}" in the US East (N. Virginia) region has entered the ${state.value} state, because "${state.reason}" at "${state.timestamp}".

Alarm Details:
- Name:                       ${given.AlarmName}
- Description:                ${given.AlarmDescription}
- State Change:               ${previousState.value} -> ${state.value}
- Reason for State Change:    ${state.reason}
- Timestamp:                  ${state.timestamp}
- AWS Account:                ${ACCOUNT}
- Alarm Arn:                  ${arn}

Threshold:
- The alarm is in the ALARM state when the metric is ${given.ComparisonOperator} ${decimal(given.Threshold)} for at least ${given.DatapointsToAlarm ?? given.EvaluationPeriods} of the last ${given.EvaluationPeriods} period(s) of ${given.Period} seconds.

Monitored Metric:
- MetricNamespace:            ${given.Namespace}
- MetricName:                 ${given.MetricName}
- Dimensions:                 ${given.Dimensions.map(({ Name, Value }) => `[${Name} = ${Value}]`).join(' ')}
- Period:                     ${given.Period} seconds
- Statistic:                  ${given.Statistic}
- TreatMissingData:           ${given.TreatMissingData}
`;

const metricOf = (namespace: string, name: string, of: z.output<typeof dimensions>): string =>
  JSON.stringify([namespace, name, ...of.map(({ Name, Value }) => `${Name}=${Value}`).toSorted()]);

/**
 * CloudWatch in us-east-1: metrics, the alarms on them, and the estimated charges of the month, which exist only there.
 * A changed state is an event and, where the alarm says so, an e-mail. Of the alarms that it begins with it looks only
 * at those on charges: the world publishes no other metric, and an alarm on silence would hear nothing but silence.
 */
export const createCloudWatch = (deps: {
  readonly clock: Clock;
  readonly alarms: readonly Resource[];
  readonly emit: (event: object) => void;
  readonly publish: (topicArn: string, subject: string, body: string) => void;
}) => {
  const { clock, emit, publish } = deps;
  const alarms: Alarm[] = [];
  const metrics = new Map<string, { readonly at: number; readonly value: number }[]>();

  /** The periods end now: they slide, they are not cut by the clock. */
  const datapointsOf = ({ given }: Alarm): readonly Datapoint[] => {
    const published = metrics.get(metricOf(given.Namespace, given.MetricName, given.Dimensions)) ?? [];
    const period = 1000 * given.Period;
    return Array.from({ length: given.EvaluationPeriods }, (_, index) => {
      const start = clock.now().getTime() - (given.EvaluationPeriods - index) * period;
      const values = published.filter(({ at }) => at > start && at <= start + period).map(({ value }) => value);
      return {
        start: new Date(start),
        value: values.length === 0 ? undefined : STATISTICS[given.Statistic](values),
      };
    });
  };

  const evaluate = (alarm: Alarm): void => {
    const { given, state: previous } = alarm;
    const datapoints = datapointsOf(alarm);
    const judged = judge(given, datapoints);
    if (judged.value === previous.value) return;
    const at = clock.now();
    const recentDatapoints = datapoints.flatMap(({ value }) => value ?? []);
    const first = datapoints.find(({ value }) => value !== undefined);
    const reasonData = JSON.stringify({
      version: '1.0',
      queryDate: stamp(at),
      ...(first && { startDate: stamp(first.start) }),
      statistic: given.Statistic,
      period: given.Period,
      recentDatapoints,
      threshold: given.Threshold,
    });
    alarm.state = { ...judged, reasonData, timestamp: stamp(at) };
    emit(eventOf(alarm, previous, at));
    const topics = { ALARM: given.AlarmActions, OK: given.OKActions, INSUFFICIENT_DATA: given.InsufficientDataActions };
    for (const topic of topics[judged.value]) {
      publish(topic, `${judged.value}: "${given.AlarmName}" in US East (N. Virginia)`, bodyOf(alarm, previous));
    }
  };

  /** Every alarm is looked at when a data point comes; so is, every minute, one that makes something of their absence. */
  const addAlarm = ({ arn, properties: raw }: Pick<Resource, 'arn' | 'properties'>): void => {
    const reason = 'Unchecked: Initial alarm creation';
    const state = { value: 'INSUFFICIENT_DATA', reason, timestamp: stamp(clock.now()) } as const;
    const alarm: Alarm = { arn, given: z.parse(properties, raw), state };
    alarms.push(alarm);
    if (alarm.given.TreatMissingData === 'ignore') return;
    const look = (): void => {
      clock.after(clock.within(TIMES.alarm.seconds), look);
      evaluate(alarm);
    };
    clock.after(clock.within(TIMES.alarm.seconds), look);
  };

  const put = (metric: string, ...values: readonly number[]): void => {
    const at = clock.now().getTime();
    metrics.set(metric, [...(metrics.get(metric) ?? []), ...values.map((value) => ({ at, value }))]);
    for (const alarm of alarms) {
      const { Namespace, MetricName, Dimensions } = alarm.given;
      if (metricOf(Namespace, MetricName, Dimensions) === metric) evaluate(alarm);
    }
  };

  const PutMetricData: Operation<PutMetricDataInput, void> = {
    access: ({ Namespace = '' }) => [{ resource: '*', context: { 'cloudwatch:namespace': Namespace } }],
    answer: ({ Namespace = '', MetricData = [] }) => {
      if (Namespace.startsWith('AWS/')) {
        throw new AwsError('InvalidParameterValue', 'The value AWS/ for parameter Namespace is invalid.');
      }
      for (const { MetricName, Dimensions, Value, Values = [] } of MetricData) {
        const values = Value === undefined ? Values : [Value, ...Values];
        put(metricOf(Namespace, z.parse(z.string(), MetricName), z.parse(dimensions, Dimensions ?? [])), ...values);
      }
    },
  };

  const charges = new Map<string, number>();
  const monthNow = (): string => clock.now().toISOString().slice(0, 'yyyy-mm'.length);
  let month = monthNow();

  /** The charges are those of a month: they begin at zero again with each. */
  const turnMonth = (): void => {
    if (monthNow() === month) return;
    month = monthNow();
    for (const name of charges.keys()) charges.set(name, 0);
  };
  /** A data point of every figure that there is: the total, under no name, and each service's. */
  const report = (): void => {
    turnMonth();
    for (const [name, usd] of charges) {
      const service = name === '' ? [] : [{ Name: 'ServiceName', Value: name }];
      put(metricOf('AWS/Billing', 'EstimatedCharges', [{ Name: 'Currency', Value: 'USD' }, ...service]), usd);
    }
  };
  const everySixHours = (): void => {
    report();
    clock.after(clock.within(TIMES.billing.seconds), everySixHours);
  };
  clock.after(clock.within(TIMES.billing.seconds), everySixHours);

  for (const alarm of deps.alarms) if (alarm.properties['Namespace'] === 'AWS/Billing') addAlarm(alarm);

  return {
    service: { PutMetricData } satisfies Service,
    addAlarm,
    /** What the month has cost so far, in USD: the total, or one service's. AWS publishes it at once here, then every six hours. */
    charge: (usd: number, serviceName = ''): void => {
      turnMonth();
      charges.set(serviceName, usd);
      report();
    },
  };
};
