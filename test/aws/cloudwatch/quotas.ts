import type { Times } from '../quotas.ts';

const DOCS = 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring';

export const TIMES = {
  /** Between two evaluations of an alarm. */
  alarm: { seconds: [60, 60], page: `${DOCS}/alarm-evaluation.html` },
  /** Between two data points of the billing metrics. */
  billing: { seconds: [21_600, 21_600], page: `${DOCS}/monitor_estimated_charges_with_cloudwatch.html` },
} as const satisfies Times;

/** Data points of one call of GetMetricStatistics. */
export const MAX_DATAPOINTS = {
  value: 1440,
  page: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html',
} as const;
