import { createHash } from 'node:crypto';

import { ACCOUNT } from '../service.ts';
import { type Alarm, decimal, type StateOfAlarm } from './alarm.ts';

/**
 * The event of a changed state.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
 */
export const eventOf = ({ arn, given, state }: Alarm, previousState: StateOfAlarm, at: Date) => {
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
export const bodyOf = ({ arn, given, state }: Alarm, previousState: StateOfAlarm): string =>
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
