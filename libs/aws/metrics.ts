import { type CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';

/** Metrics of hostkeeper in one region. */
export interface Metrics {
  /** Writes the value of a metric with one dimension, of now. Throws the SDK's errors. */
  readonly putMetric: (name: string, dimension: readonly [name: string, value: string], value: number) => Promise<void>;
}

/** The namespace of all metrics; the role of the function may write to no other. */
const NAMESPACE = 'hostkeeper';

export const createMetrics = (client: CloudWatchClient): Metrics => ({
  putMetric: async (MetricName, [Name, dimensionValue], Value) => {
    await client.send(
      new PutMetricDataCommand({
        Namespace: NAMESPACE,
        MetricData: [{ MetricName, Dimensions: [{ Name, Value: dimensionValue }], Value }],
      }),
    );
  },
});
