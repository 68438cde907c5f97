import type { Alarm, Datapoint } from './alarm.ts';
import { formatDecimal, formatTimestamp } from './format.ts';

/** JSON in which every number is a decimal, but for those that are texts here and integers there. */
const withDecimals = (value: unknown): string => {
  if (typeof value === 'number') return formatDecimal(value);
  if (Array.isArray(value)) return `[${value.map(withDecimals).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([name, member]) => `${JSON.stringify(name)}:${name === 'period' ? String(member) : withDecimals(member)}`)
    .join(',')}}`;
};

/**
 * The data of a changed state, as CloudWatch writes it: the newest of the evaluated data points first.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
 */
export const reasonDataOf = (
  { Statistic, Period, Threshold }: Alarm['definition'],
  datapoints: readonly Datapoint[],
  at: Date,
): string => {
  const present = datapoints.filter(({ value }) => value !== undefined);
  const [first] = present;
  return withDecimals({
    version: '1.0',
    queryDate: formatTimestamp(at),
    ...(first && { startDate: formatTimestamp(first.start) }),
    statistic: Statistic,
    period: Period,
    recentDatapoints: present.map(({ value }) => value),
    threshold: Threshold,
    evaluatedDatapoints: present
      .toReversed()
      .map(({ start, value, sampleCount }) => ({ timestamp: formatTimestamp(start), sampleCount, value })),
  });
};
