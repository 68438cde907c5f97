import type * as sdk from '@aws-sdk/client-cloudwatch';
import * as z from 'zod/mini';

import { notSimulated } from '../not-simulated.ts';
import { AwsError, type Operation } from '../operation.ts';
import { dimensions } from './alarm.ts';
import { BILLING } from './charges.ts';
import type { Metrics } from './metrics.ts';
import { LIMITS } from './quotas.ts';
import { statisticsOf } from './statistics.ts';

const missing = (name: string): AwsError => new AwsError('MissingParameter', `The parameter ${name} is required.`);

/** The values of a datum. `position` counts from 1. Throws for a datum that CloudWatch refuses. */
const valuesIn = (datum: sdk.MetricDatum, position: number): readonly number[] => {
  const { MetricName = '', Value, Values, StatisticValues } = datum;
  const name = `MetricData.member.${position}`;
  if (MetricName === '') throw missing(`${name}.MetricName`);
  if (StatisticValues) throw notSimulated('StatisticValues of PutMetricData', ['Value', 'Values']);
  if (Value !== undefined && Values)
    throw new AwsError(
      'InvalidParameterCombination',
      `The parameters ${name}.Value and ${name}.Values are mutually exclusive and you have specified both.`,
    );
  const values = Values ?? (Value === undefined ? [] : [Value]);
  if (values.length === 0) throw missing(`${name}.Value`);
  if (!values.every(Number.isFinite))
    throw new AwsError('InvalidParameterValue', `The value of ${name}.Value is not a number.`);
  return values;
};

/** Operations on metrics. `charge` sets the charges of the month, as AWS's billing does. */
export const metricOperations = (metrics: Metrics, charge: (usd: number, serviceName?: string) => void) => {
  /** Namespaces that begin with `AWS/` are reserved to AWS. `owner` may set the charges, to simulate its billing. */
  const PutMetricData: Operation<sdk.PutMetricDataInput, void> = {
    authorization: ({ Namespace = '' }) => [{ resource: '*', context: { 'cloudwatch:namespace': Namespace } }],
    handle: ({ Namespace = '', MetricData = [] }, { caller }) => {
      if (Namespace === '') throw missing('Namespace');
      if (MetricData.length === 0) throw missing('MetricData');
      const isCharge = Namespace === BILLING && caller === 'owner';
      if (Namespace.startsWith('AWS/') && !isCharge)
        throw new AwsError('InvalidParameterValue', 'The value AWS/ for parameter Namespace is invalid.');
      const data = MetricData.map((datum, index) => ({
        name: datum.MetricName ?? '',
        dimensions: z.parse(dimensions, datum.Dimensions ?? []),
        values: valuesIn(datum, index + 1),
      }));
      for (const { name, dimensions: metricDimensions, values } of data) {
        if (isCharge)
          for (const usd of values) charge(usd, metricDimensions.find(({ Name }) => Name === 'ServiceName')?.Value);
        else metrics.publish({ namespace: Namespace, name, dimensions: metricDimensions }, ...values);
      }
    },
  };

  /** The metrics that were published; those of the charges in us-east-1 alone, once billing alerts are enabled. */
  const ListMetrics: Operation<sdk.ListMetricsInput, sdk.ListMetricsOutput> = {
    handle: ({ Namespace, MetricName, Dimensions = [], NextToken = '0' }, { region }) => {
      if (!/^\d+$/.test(NextToken)) throw new AwsError('InvalidParameterValue', 'The next token is invalid.');
      const selected = metrics
        .all()
        .filter(({ namespace }) => namespace !== BILLING || region === 'us-east-1')
        .filter(({ namespace, name }) => (Namespace ?? namespace) === namespace && (MetricName ?? name) === name)
        .filter((metric) =>
          Dimensions.every(({ Name, Value }) =>
            metric.dimensions.some((own) => own.Name === Name && (Value ?? own.Value) === own.Value),
          ),
        );
      const next = Number(NextToken) + LIMITS.metricsPerPage.max;
      return {
        Metrics: selected.slice(Number(NextToken), next).map((metric) => ({
          Namespace: metric.namespace,
          MetricName: metric.name,
          Dimensions: [...metric.dimensions],
        })),
        ...(next < selected.length && { NextToken: `${next}` }),
      };
    },
  };

  const GetMetricStatistics: Operation<sdk.GetMetricStatisticsInput, sdk.GetMetricStatisticsOutput> = {
    handle: (input, { region }) => {
      const { Namespace = '', MetricName = '', Dimensions } = input;
      // Billing metrics exist in us-east-1 alone; elsewhere the answer is empty, and no error.
      const published =
        Namespace === BILLING && region !== 'us-east-1'
          ? []
          : metrics.valuesOf({
              namespace: Namespace,
              name: MetricName,
              dimensions: z.parse(dimensions, Dimensions ?? []),
            });
      return { Label: MetricName, Datapoints: [...statisticsOf(input, published)] };
    },
  };

  return { PutMetricData, ListMetrics, GetMetricStatistics };
};
