/** An alarm when the month's estimated charges of one service reach a line, in USD. */
export const serviceAlarm = (stage: string, serviceName: string, usd: number) => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    AlarmName: `hostkeeper-${stage}-${serviceName}`,
    AlarmDescription: `The month's estimated charges of ${serviceName} have reached ${usd} USD.`,
    Namespace: 'AWS/Billing',
    MetricName: 'EstimatedCharges',
    Dimensions: [
      { Name: 'Currency', Value: 'USD' },
      { Name: 'ServiceName', Value: serviceName },
    ],
    Statistic: 'Maximum',
    Period: 21_600,
    EvaluationPeriods: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    Threshold: usd,
    TreatMissingData: 'ignore',
    AlarmActions: [{ Ref: 'NotificationTopic' }],
  },
});

/** What this plugin uses of the Serverless Framework. */
interface Serverless {
  readonly service: {
    readonly custom: { readonly parameters: { readonly serviceAlarms: Readonly<Record<string, number>> } };
    readonly provider: { readonly stage: string };
    readonly resources: { Resources: Record<string, unknown> };
  };
}

/** CloudFormation has no loops: each entry of `serviceAlarms` becomes a resource here, where the critical alarm is one. */
export default class ServiceAlarmsPlugin {
  readonly hooks: Readonly<Record<string, () => void>>;

  constructor({ service }: Serverless) {
    this.hooks = {
      'after:package:initialize': () => {
        const { custom, provider, resources } = service;
        if (!('CriticalAlarm' in resources.Resources)) return;
        for (const [name, usd] of Object.entries(custom.parameters.serviceAlarms)) {
          resources.Resources[`${name}Alarm`] = serviceAlarm(provider.stage, name, usd);
        }
      },
    };
  }
}
