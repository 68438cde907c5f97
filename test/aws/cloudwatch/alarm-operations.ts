import type * as sdk from '@aws-sdk/client-cloudwatch';

import { notSimulated } from '../not-simulated.ts';
import { AwsError, type Operation } from '../operation.ts';
import type { Alarm } from './alarm.ts';
import type { Alarms } from './alarms.ts';
import { LIMITS } from './quotas.ts';

const toSdkAlarm = ({ arn, definition, state }: Alarm): sdk.MetricAlarm => ({
  AlarmName: definition.AlarmName,
  AlarmArn: arn,
  ...(definition.AlarmDescription !== '' && { AlarmDescription: definition.AlarmDescription }),
  ActionsEnabled: true,
  AlarmActions: definition.AlarmActions,
  OKActions: definition.OKActions,
  InsufficientDataActions: definition.InsufficientDataActions,
  StateValue: state.value,
  StateReason: state.reason,
  ...(state.reasonData !== undefined && { StateReasonData: state.reasonData }),
  StateUpdatedTimestamp: new Date(state.timestamp),
  Namespace: definition.Namespace,
  MetricName: definition.MetricName,
  Dimensions: definition.Dimensions,
  Statistic: definition.Statistic,
  Period: definition.Period,
  EvaluationPeriods: definition.EvaluationPeriods,
  ComparisonOperator: definition.ComparisonOperator,
  Threshold: definition.Threshold,
  TreatMissingData: definition.TreatMissingData,
});

/** The parameters of DescribeAlarms that the simulator has. */
const KNOWN = ['AlarmNamePrefix', 'AlarmNames', 'AlarmTypes', 'MaxRecords', 'NextToken', 'StateValue'];

/** The operation on alarms. */
export const alarmOperations = (alarms: Alarms) => {
  const DescribeAlarms: Operation<sdk.DescribeAlarmsInput, sdk.DescribeAlarmsOutput> = {
    handle: (input) => {
      const { AlarmNames, AlarmNamePrefix, AlarmTypes = ['MetricAlarm'], StateValue, NextToken = '0' } = input;
      const { MaxRecords = LIMITS.alarmsPerPage.default } = input;
      const unknown = Object.keys(input).find((name) => !KNOWN.includes(name));
      if (unknown !== undefined) throw notSimulated(`${unknown} of DescribeAlarms`, KNOWN);
      if (AlarmNames && AlarmNamePrefix !== undefined)
        throw new AwsError('ValidationError', 'AlarmNames and AlarmNamePrefix cannot be used together.');
      if (MaxRecords < 1 || MaxRecords > LIMITS.alarmsPerPage.max)
        throw new AwsError('ValidationError', `MaxRecords must be between 1 and ${LIMITS.alarmsPerPage.max}.`);
      if (!/^\d+$/.test(NextToken)) throw new AwsError('InvalidNextToken', 'The next token specified is invalid.');
      const selected = alarms
        .all()
        .filter(() => AlarmTypes.includes('MetricAlarm'))
        .filter(({ definition: { AlarmName } }) => AlarmNames?.includes(AlarmName) ?? true)
        .filter(({ definition: { AlarmName } }) => AlarmName.startsWith(AlarmNamePrefix ?? ''))
        .filter(({ state }) => (StateValue ?? state.value) === state.value)
        .toSorted((a, b) => (a.definition.AlarmName < b.definition.AlarmName ? -1 : 1));
      const next = Number(NextToken) + MaxRecords;
      return {
        CompositeAlarms: [],
        MetricAlarms: selected.slice(Number(NextToken), next).map(toSdkAlarm),
        ...(next < selected.length && { NextToken: `${next}` }),
      };
    },
  };

  return { DescribeAlarms };
};
