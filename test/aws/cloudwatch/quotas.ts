import type { Bucket, Times } from '../quotas.ts';

const DOCS = 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring';

export const TIMES = {
  /** Between two evaluations of an alarm. */
  alarm: { seconds: [60, 60], page: `${DOCS}/alarm-evaluation.html` },
  /** Between two data points of the billing metrics. */
  billing: { seconds: [21_600, 21_600], page: `${DOCS}/monitor_estimated_charges_with_cloudwatch.html` },
} as const satisfies Times;

/**
 * Data points that an alarm on several periods reads before those. AWS gives no number: this is the one of its examples. A
 * real data point among them counts, rather than a missing one, so that an alarm on missing data fires that much later.
 */
export const MORE_DATAPOINTS = { value: 2, page: `${DOCS}/alarms-and-missing-data.html` } as const;

/** Data points of one call of GetMetricStatistics. */
export const MAX_DATAPOINTS = {
  value: 1440,
  page: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html',
} as const;

export const LIMITS = {
  alarmsPerPage: {
    max: 100,
    default: 50,
    page: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html',
  },
  metricsPerPage: {
    max: 500,
    page: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html',
  },
} as const;

const throttling = { error: ['Throttling', 'Rate exceeded', 400], page: `${DOCS}/cloudwatch_limits.html` } as const;

export const BUCKETS: readonly Bucket[] = [
  { operations: /^DescribeAlarms$/, tokens: 9, perSecond: 9, ...throttling },
  { operations: /^ListMetrics$/, tokens: 25, perSecond: 25, ...throttling },
  { operations: /^GetMetricStatistics$/, tokens: 400, perSecond: 400, ...throttling },
  { operations: /^PutMetricData$/, tokens: 500, perSecond: 500, ...throttling },
];
