import * as client from '@aws-sdk/client-cloudwatch';
import * as z from 'zod/mini';

import type { Clock } from '../clock.ts';
import { AwsError, type Operation, type Service } from '../operation.ts';
import type { AccountContext } from '../service.ts';
import type { Resource } from '../template.ts';
import {
  type Alarm,
  type Datapoint,
  dimensions,
  evaluateState,
  properties,
  formatTimestamp,
  STATISTICS,
} from './alarm.ts';
import { statisticsOf } from './statistics.ts';
import { stateChangeEmail, stateChangeEvent } from './messages.ts';
import { TIMES } from './quotas.ts';

const metricKey = (namespace: string, name: string, metricDimensions: z.output<typeof dimensions>): string =>
  JSON.stringify([namespace, name, ...metricDimensions.map(({ Name, Value }) => `${Name}=${Value}`).toSorted()]);

/**
 * CloudWatch in us-east-1: metrics, the alarms on them, and the estimated charges of the month, which exist there alone. A
 * changed state emits an event and publishes to the topics of the alarm. Of the alarms in `alarms`, only those on charges
 * are evaluated: nothing else publishes metrics here, so that an alarm on missing data would always fire.
 */
export const createCloudWatch = (deps: {
  readonly clock: Clock;
  readonly alarms: readonly Resource[];
  readonly emit: (event: object) => void;
  readonly publish: (topicArn: string, subject: string, body: string) => void;
  /** Receives the total charges of the month, in USD. */
  readonly onTotal: (usd: number) => void;
}) => {
  const { clock, emit, publish } = deps;
  const alarms: Alarm[] = [];
  const metrics = new Map<string, { readonly at: number; readonly value: number }[]>();

  /** The data points of an alarm. The last period ends now: periods slide, and are not aligned to the hour. */
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

  /** Adds an alarm. It is evaluated at each data point, and every minute unless it ignores missing data. */
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

  /** Sets the charges to zero at the beginning of a month. */
  const resetOnNewMonth = (): void => {
    if (currentMonth() === month) return;
    month = currentMonth();
    for (const name of charges.keys()) charges.set(name, 0);
  };
  /** Publishes the charges: the total, under the empty name, and those of each service. */
  const publishCharges = (): void => {
    resetOnNewMonth();
    for (const [name, usd] of charges) {
      const service = name === '' ? [] : [{ Name: 'ServiceName', Value: name }];
      putDatapoints(
        metricKey('AWS/Billing', 'EstimatedCharges', [{ Name: 'Currency', Value: 'USD' }, ...service]),
        usd,
      );
    }
  };
  /** Sets the charges of the month so far, in USD: the total, or those of a service. They are published now and every six hours. */
  const charge = (usd: number, serviceName = ''): void => {
    resetOnNewMonth();
    charges.set(serviceName, usd);
    publishCharges();
    if (serviceName === '') deps.onTotal(usd);
  };

  /** Namespaces that begin with `AWS/` are reserved to AWS. `owner` may set the charges, to simulate its billing. */
  const PutMetricData: Operation<client.PutMetricDataInput, void> = {
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
          for (const usd of values) charge(usd, metricDimensions.find(({ Name }) => Name === 'ServiceName')?.Value);
        } else putDatapoints(metricKey(Namespace, z.parse(z.string(), MetricName), metricDimensions), ...values);
      }
    },
  };

  /** The billing metric alone. It exists once billing alerts are enabled and charges were published. */
  const ListMetrics: Operation<client.ListMetricsInput, client.ListMetricsOutput> = {
    handle: ({ Namespace }) => ({
      Metrics: Namespace === 'AWS/Billing' && charges.size > 0 ? [{ Namespace, MetricName: 'EstimatedCharges' }] : [],
    }),
  };

  const GetMetricStatistics: Operation<client.GetMetricStatisticsInput, client.GetMetricStatisticsOutput> = {
    handle: (input, { region }) => {
      const { Namespace = '', MetricName = '', Dimensions } = input;
      // Billing metrics exist in us-east-1 alone; elsewhere the answer is empty, and no error.
      const published =
        Namespace === 'AWS/Billing' && region !== 'us-east-1'
          ? []
          : (metrics.get(metricKey(Namespace, MetricName, z.parse(dimensions, Dimensions ?? []))) ?? []);
      return { Label: MetricName, Datapoints: [...statisticsOf(input, published)] };
    },
  };

  const DescribeAlarms: Operation<client.DescribeAlarmsInput, client.DescribeAlarmsOutput> = {
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

  const publishPeriodically = (): void => {
    publishCharges();
    clock.after(clock.drawMilliseconds(TIMES.billing.seconds), publishPeriodically);
  };
  clock.after(clock.drawMilliseconds(TIMES.billing.seconds), publishPeriodically);

  for (const alarm of deps.alarms) if (alarm.properties['Namespace'] === 'AWS/Billing') addAlarm(alarm);

  return {
    service: { PutMetricData, ListMetrics, GetMetricStatistics, DescribeAlarms } satisfies Service,
    addAlarm,
    charge,
  };
};

/** The services that CloudWatch tells of charges and changed states. */
interface CloudWatchPeers {
  readonly budgets: { readonly spend: (usd: number) => void };
  readonly events: { readonly emit: (event: object) => void };
  readonly sns: { readonly publish: (topicArn: string, subject: string, body: string) => void };
}

export const cloudWatch = {
  api: { client, protocol: 'json' },
  iamPrefix: 'cloudwatch',
  create: ({ clock, resources, peers }: AccountContext & { readonly peers: CloudWatchPeers }) =>
    createCloudWatch({
      clock,
      alarms: resources('AWS::CloudWatch::Alarm'),
      emit: (event) => peers.events.emit(event),
      publish: (topicArn, subject, body) => peers.sns.publish(topicArn, subject, body),
      onTotal: (usd) => peers.budgets.spend(usd),
    }),
} as const;
