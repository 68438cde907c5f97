import type {
  DescribeAlarmsInput,
  DescribeAlarmsOutput,
  ListMetricsInput,
  ListMetricsOutput,
  PutMetricDataInput,
} from '@aws-sdk/client-cloudwatch';
import * as z from 'zod/mini';

import { TIMES } from '../quotas.ts';
import type { Clock } from '../clock.ts';
import {
  type Alarm,
  type Datapoint,
  dimensions,
  evaluateState,
  properties,
  formatTimestamp,
  STATISTICS,
} from './alarm.ts';
import { stateChangeEmail, stateChangeEvent } from './messages.ts';
import { AwsError, type Operation, type Service } from '../operation.ts';
import type { Resource } from '../template.ts';

const metricKey = (namespace: string, name: string, metricDimensions: z.output<typeof dimensions>): string =>
  JSON.stringify([namespace, name, ...metricDimensions.map(({ Name, Value }) => `${Name}=${Value}`).toSorted()]);

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
  /** What else must hear of a charge, and of this one as well. */
  readonly charged: (usd: number, service?: string) => void;
}) => {
  const { clock, emit, publish } = deps;
  const alarms: Alarm[] = [];
  const metrics = new Map<string, { readonly at: number; readonly value: number }[]>();

  /** The periods end now: they slide, they are not cut by the clock. */
  const datapointsFor = ({ definition }: Alarm): readonly Datapoint[] => {
    const published = metrics.get(metricKey(definition.Namespace, definition.MetricName, definition.Dimensions)) ?? [];
    const period = 1000 * definition.Period;
    return Array.from({ length: definition.EvaluationPeriods }, (_, index) => {
      const start = clock.now().getTime() - (definition.EvaluationPeriods - index) * period;
      const values = published.filter(({ at }) => at > start && at <= start + period).map(({ value }) => value);
      return {
        start: new Date(start),
        value: values.length === 0 ? undefined : STATISTICS[definition.Statistic](values),
      };
    });
  };

  const evaluate = (alarm: Alarm): void => {
    const { definition, state: previous } = alarm;
    const datapoints = datapointsFor(alarm);
    const nextState = evaluateState(definition, datapoints);
    if (nextState.value === previous.value) return;
    const at = clock.now();
    const recentDatapoints = datapoints.flatMap(({ value }) => value ?? []);
    const first = datapoints.find(({ value }) => value !== undefined);
    const reasonData = JSON.stringify({
      version: '1.0',
      queryDate: formatTimestamp(at),
      ...(first && { startDate: formatTimestamp(first.start) }),
      statistic: definition.Statistic,
      period: definition.Period,
      recentDatapoints,
      threshold: definition.Threshold,
    });
    alarm.state = { ...nextState, reasonData, timestamp: formatTimestamp(at) };
    emit(stateChangeEvent(alarm, previous, at));
    const topics = {
      ALARM: definition.AlarmActions,
      OK: definition.OKActions,
      INSUFFICIENT_DATA: definition.InsufficientDataActions,
    };
    for (const topic of topics[nextState.value]) {
      publish(
        topic,
        `${nextState.value}: "${definition.AlarmName}" in US East (N. Virginia)`,
        stateChangeEmail(alarm, previous),
      );
    }
  };

  /** Every alarm is looked at when a data point comes; so is, every minute, one that makes something of their absence. */
  const addAlarm = ({ arn, properties: raw }: Pick<Resource, 'arn' | 'properties'>): void => {
    const reason = 'Unchecked: Initial alarm creation';
    const state = { value: 'INSUFFICIENT_DATA', reason, timestamp: formatTimestamp(clock.now()) } as const;
    const alarm: Alarm = { arn, definition: z.parse(properties, raw), state };
    alarms.push(alarm);
    if (alarm.definition.TreatMissingData === 'ignore') return;
    const checkPeriodically = (): void => {
      clock.after(clock.drawMilliseconds(TIMES.alarm.seconds), checkPeriodically);
      evaluate(alarm);
    };
    clock.after(clock.drawMilliseconds(TIMES.alarm.seconds), checkPeriodically);
  };

  const putDatapoints = (metric: string, ...values: readonly number[]): void => {
    const at = clock.now().getTime();
    metrics.set(metric, [...(metrics.get(metric) ?? []), ...values.map((value) => ({ at, value }))]);
    for (const alarm of alarms) {
      const { Namespace, MetricName, Dimensions } = alarm.definition;
      if (metricKey(Namespace, MetricName, Dimensions) === metric) evaluate(alarm);
    }
  };

  const charges = new Map<string, number>();
  const currentMonth = (): string => clock.now().toISOString().slice(0, 'yyyy-mm'.length);
  let month = currentMonth();

  /** The charges are those of a month: they begin at zero again with each. */
  const resetOnNewMonth = (): void => {
    if (currentMonth() === month) return;
    month = currentMonth();
    for (const name of charges.keys()) charges.set(name, 0);
  };
  /** A data point of every figure that there is: the total, under no name, and each service's. */
  const result = (): void => {
    resetOnNewMonth();
    for (const [name, usd] of charges) {
      const service = name === '' ? [] : [{ Name: 'ServiceName', Value: name }];
      putDatapoints(
        metricKey('AWS/Billing', 'EstimatedCharges', [{ Name: 'Currency', Value: 'USD' }, ...service]),
        usd,
      );
    }
  };
  /** What the month has cost so far, in USD. AWS publishes it at once here, then every six hours. */
  const charge = (usd: number, serviceName = ''): void => {
    resetOnNewMonth();
    charges.set(serviceName, usd);
    result();
  };

  /** AWS keeps its own namespaces to itself; here the owner plays AWS as well, and can say what the month has cost. */
  const PutMetricData: Operation<PutMetricDataInput, void> = {
    authorization: ({ Namespace = '' }) => [{ resource: '*', context: { 'cloudwatch:namespace': Namespace } }],
    handle: ({ Namespace = '', MetricData = [] }, { caller }) => {
      const isCharge = Namespace === 'AWS/Billing' && caller === 'owner';
      if (Namespace.startsWith('AWS/') && !isCharge) {
        throw new AwsError('InvalidParameterValue', 'The value AWS/ for parameter Namespace is invalid.');
      }
      for (const { MetricName, Dimensions, Value, Values = [] } of MetricData) {
        const values = Value === undefined ? Values : [Value, ...Values];
        const metricDimensions = z.parse(dimensions, Dimensions ?? []);
        if (isCharge) {
          for (const usd of values)
            deps.charged(usd, metricDimensions.find(({ Name }) => Name === 'ServiceName')?.Value);
        } else putDatapoints(metricKey(Namespace, z.parse(z.string(), MetricName), metricDimensions), ...values);
      }
    },
  };

  /** Only what billing publishes: it is there once "Receive CloudWatch Billing Alerts" was ticked, and a figure came. */
  const ListMetrics: Operation<ListMetricsInput, ListMetricsOutput> = {
    handle: ({ Namespace }) => ({
      Metrics: Namespace === 'AWS/Billing' && charges.size > 0 ? [{ Namespace, MetricName: 'EstimatedCharges' }] : [],
    }),
  };

  const DescribeAlarms: Operation<DescribeAlarmsInput, DescribeAlarmsOutput> = {
    handle: ({ AlarmNames, AlarmNamePrefix = '' }) => ({
      CompositeAlarms: [],
      MetricAlarms: alarms
        .filter(
          ({ definition: { AlarmName } }) => AlarmNames?.includes(AlarmName) ?? AlarmName.startsWith(AlarmNamePrefix),
        )
        .map(({ arn, definition, state }) => ({
          AlarmName: definition.AlarmName,
          AlarmArn: arn,
          StateValue: state.value,
          StateReason: state.reason,
          Threshold: definition.Threshold,
        })),
    }),
  };

  const everySixHours = (): void => {
    result();
    clock.after(clock.drawMilliseconds(TIMES.billing.seconds), everySixHours);
  };
  clock.after(clock.drawMilliseconds(TIMES.billing.seconds), everySixHours);

  for (const alarm of deps.alarms) if (alarm.properties['Namespace'] === 'AWS/Billing') addAlarm(alarm);

  return {
    service: { PutMetricData, ListMetrics, DescribeAlarms } satisfies Service,
    addAlarm,
    charge,
  };
};
