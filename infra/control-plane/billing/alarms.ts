import * as z from 'zod/mini';

import { param, PARAMETERS } from '../../parameters.ts';
import type { Variables } from '../../serverless.ts';

/** An alarm on the charges of the month: those of one service, or of the account when there is none. */
interface ChargesAlarm {
  readonly name: string;
  readonly description: string;
  /** USD a month. */
  readonly threshold: number | string;
  readonly service?: string;
}

/**
 * An alarm that goes off when the estimated charges of the month reach an amount.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/monitor_estimated_charges_with_cloudwatch.html
 */
const chargesAlarm = ({ name, description, threshold, service }: ChargesAlarm) => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    AlarmName: `hostkeeper-\${sls:stage}-${name}`,
    AlarmDescription: description,
    Namespace: 'AWS/Billing',
    MetricName: 'EstimatedCharges',
    Dimensions: [
      { Name: 'Currency', Value: 'USD' },
      ...(service === undefined ? [] : [{ Name: 'ServiceName', Value: service }]),
    ],
    Statistic: 'Maximum',
    // AWS publishes the metric about every six hours.
    Period: 21_600,
    EvaluationPeriods: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    Threshold: threshold,
    // Without data there is no evidence either way, so the state stays.
    TreatMissingData: 'ignore',
    AlarmActions: [{ Ref: 'NotificationTopic' }],
  },
});

const criticalAlarm = chargesAlarm({
  name: 'critical',
  description:
    'The estimated charges of the month have reached the critical threshold: budget-kill-switch stops the hosts.',
  threshold: param('criticalUsd'),
});

const serviceAlarm = (service: string, usd: number) =>
  chargesAlarm({
    name: service,
    description: `The estimated charges of ${service} have reached ${usd} USD this month.`,
    threshold: usd,
    service,
  });

/** What `us-east-1.yml` reads by way of `alarms.cjs`: the critical alarm, and one for each entry of `serviceAlarms`. */
export default async ({ resolveVariable }: Variables) => {
  const given = z.safeParse(PARAMETERS.serviceAlarms.schema, await resolveVariable('param:serviceAlarms'));
  // A malformed parameter gives no alarm here: infra/plugins/parameters.ts refuses it with an example.
  const services = Object.entries(given.data ?? {});
  return {
    Resources: {
      CriticalAlarm: criticalAlarm,
      ...Object.fromEntries(services.map(([service, usd]) => [`${service}Alarm`, serviceAlarm(service, usd)])),
    },
  };
};
