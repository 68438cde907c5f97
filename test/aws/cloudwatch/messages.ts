import { uuidOf } from '../ids.ts';
import { ACCOUNT } from '../operation.ts';
import type { Alarm, AlarmState } from './alarm.ts';
import { formatDecimal } from './format.ts';

/**
 * The event about a changed state.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
 */
export const stateChangeEvent = ({ arn, definition, state }: Alarm, previousState: AlarmState, at: Date) => {
  return {
    version: '0',
    id: uuidOf(`${arn} ${state.timestamp}`),
    'detail-type': 'CloudWatch Alarm State Change',
    source: 'aws.cloudwatch',
    account: ACCOUNT,
    time: `${at.toISOString().slice(0, 19)}Z`,
    region: 'us-east-1',
    resources: [arn],
    detail: {
      alarmName: definition.AlarmName,
      configuration: {
        description: definition.AlarmDescription,
        metrics: [
          {
            id: uuidOf(arn),
            metricStat: {
              metric: {
                namespace: definition.Namespace,
                name: definition.MetricName,
                dimensions: Object.fromEntries(definition.Dimensions.map(({ Name, Value }) => [Name, Value])),
              },
              period: definition.Period,
              stat: definition.Statistic,
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

/** The e-mail about a changed state: the part of CloudWatch's text that matters here. */
export const stateChangeEmail = ({ arn, definition, state }: Alarm, previousState: AlarmState): string =>
  `You are receiving this email because your Amazon CloudWatch Alarm "${definition.AlarmName}" in the US East (N. Virginia) region has entered the ${state.value} state, because "${state.reason}" at "${state.timestamp}".

Alarm Details:
- Name:                       ${definition.AlarmName}
- Description:                ${definition.AlarmDescription}
- State Change:               ${previousState.value} -> ${state.value}
- Reason for State Change:    ${state.reason}
- Timestamp:                  ${state.timestamp}
- AWS Account:                ${ACCOUNT}
- Alarm Arn:                  ${arn}

Threshold:
- The alarm is in the ALARM state when the metric is ${definition.ComparisonOperator} ${formatDecimal(definition.Threshold)} for at least ${definition.DatapointsToAlarm ?? definition.EvaluationPeriods} of the last ${definition.EvaluationPeriods} period(s) of ${definition.Period} seconds.

Monitored Metric:
- MetricNamespace:            ${definition.Namespace}
- MetricName:                 ${definition.MetricName}
- Dimensions:                 ${definition.Dimensions.map(({ Name, Value }) => `[${Name} = ${Value}]`).join(' ')}
- Period:                     ${definition.Period} seconds
- Statistic:                  ${definition.Statistic}
- TreatMissingData:           ${definition.TreatMissingData}
`;
