import * as z from 'zod/mini';

import { TIMES } from './aws.ts';
import type { Clock } from './clock.ts';
import { ACCOUNT } from './service.ts';
import type { Resource } from './template.ts';

type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** An alarm on the estimated charges, as the template has it. */
const properties = z.object({
  AlarmName: z.string(),
  AlarmDescription: z.string(),
  Namespace: z.literal('AWS/Billing'),
  MetricName: z.literal('EstimatedCharges'),
  Dimensions: z.array(z.object({ Name: z.string(), Value: z.string() })),
  Statistic: z.literal('Maximum'),
  Period: z.number(),
  ComparisonOperator: z.literal('GreaterThanOrEqualToThreshold'),
  Threshold: z.coerce.number(),
  TreatMissingData: z.literal('ignore'),
  AlarmActions: z.array(z.string()),
});

interface StateOfAlarm {
  readonly value: AlarmState;
  readonly reason: string;
  readonly reasonData?: string;
  readonly timestamp: string;
}

interface Alarm {
  readonly arn: string;
  readonly given: z.output<typeof properties>;
  state: StateOfAlarm;
}

/** CloudWatch writes its times like 2019-10-02T17:04:40.989+0000. */
const stamp = (at: Date): string => at.toISOString().replace('Z', '+0000');

/**
 * CloudWatch in us-east-1, as far as money goes: the estimated charges of the month, and the alarms on them. A changed
 * state is an event and, where the alarm says so, an e-mail. Alarms on other metrics are not looked at.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
 */
export const createCloudWatch = (deps: {
  readonly clock: Clock;
  readonly alarms: readonly Resource[];
  readonly emit: (event: object) => void;
  readonly publish: (topicArn: string, subject: string, body: string) => void;
}) => {
  const { clock, emit, publish } = deps;
  const charges = new Map<string, number>();
  let month = clock.now().getUTCMonth();

  const alarms = deps.alarms
    .filter((alarm) => alarm.properties['Namespace'] === 'AWS/Billing')
    .map((alarm): Alarm => {
      const timestamp = stamp(clock.now());
      const state = { value: 'INSUFFICIENT_DATA', reason: 'Unchecked: Initial alarm creation', timestamp } as const;
      return { arn: alarm.arn, given: z.parse(properties, alarm.properties), state };
    });

  const eventOf = (alarm: Alarm, previousState: StateOfAlarm) => ({
    version: '0',
    id: `alarm-${alarm.given.AlarmName}-${clock.now().getTime()}`,
    'detail-type': 'CloudWatch Alarm State Change',
    source: 'aws.cloudwatch',
    account: ACCOUNT,
    time: `${clock.now().toISOString().slice(0, 19)}Z`,
    region: 'us-east-1',
    resources: [alarm.arn],
    detail: {
      alarmName: alarm.given.AlarmName,
      configuration: {
        description: alarm.given.AlarmDescription,
        metrics: [
          {
            id: 'm1',
            metricStat: {
              metric: {
                namespace: alarm.given.Namespace,
                name: alarm.given.MetricName,
                dimensions: Object.fromEntries(alarm.given.Dimensions.map(({ Name, Value }) => [Name, Value])),
              },
              period: alarm.given.Period,
              stat: alarm.given.Statistic,
            },
            returnData: true,
          },
        ],
      },
      previousState,
      state: alarm.state,
    },
  });

  const evaluate = (alarm: Alarm, amount: number): void => {
    const value = amount >= alarm.given.Threshold ? 'ALARM' : 'OK';
    if (value === alarm.state.value) return;
    const previous = alarm.state;
    const at = clock.now();
    const relation = value === 'ALARM' ? 'was greater than or equal to' : 'was not greater than or equal to';
    const reason = `Threshold Crossed: 1 datapoint [${amount}] ${relation} the threshold (${alarm.given.Threshold}).`;
    const reasonData = JSON.stringify({
      version: '1.0',
      queryDate: stamp(at),
      startDate: stamp(at),
      statistic: alarm.given.Statistic,
      period: alarm.given.Period,
      recentDatapoints: [amount],
      threshold: alarm.given.Threshold,
    });
    alarm.state = { value, reason, reasonData, timestamp: stamp(at) };
    emit(eventOf(alarm, previous));
    if (value === 'ALARM') {
      for (const topic of alarm.given.AlarmActions) {
        publish(
          topic,
          `ALARM: "${alarm.given.AlarmName}" in US East (N. Virginia)`,
          `${alarm.given.AlarmDescription}\n\n${reason}\n`,
        );
      }
    }
  };

  /** A data point of every figure: the total, and each service. Nothing is missing data, which is ignored. */
  const report = (): void => {
    if (clock.now().getUTCMonth() !== month) {
      month = clock.now().getUTCMonth();
      for (const service of charges.keys()) charges.set(service, 0);
    }
    for (const alarm of alarms) {
      const service = alarm.given.Dimensions.find(({ Name }) => Name === 'ServiceName')?.Value ?? '';
      const amount = charges.get(service);
      if (amount !== undefined) evaluate(alarm, amount);
    }
  };

  const everySixHours = (): void => {
    report();
    clock.after(clock.within(TIMES.billing.seconds), everySixHours);
  };
  clock.after(clock.within(TIMES.billing.seconds), everySixHours);

  return {
    /** What the month has cost so far, in USD: the total, or one service's. AWS publishes it at once here, then every six hours. */
    charge: (usd: number, service = ''): void => {
      charges.set(service, usd);
      report();
    },
  };
};
