import type { Datapoint, GetMetricStatisticsInput } from '@aws-sdk/client-cloudwatch';

import { AwsError } from '../operation.ts';
import { STATISTICS } from './alarm.ts';
import type { PublishedValue } from './metrics.ts';
import { MAX_DATAPOINTS } from './quotas.ts';

/**
 * The statistics of a metric: one data point for each period in which a value was published, at the beginning of the
 * period. The order is not specified, so it is the newest first here, which no caller may rely on.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html
 */
export const statisticsOf = (
  { StartTime, EndTime, Period = 0, Statistics = [] }: GetMetricStatisticsInput,
  published: readonly PublishedValue[],
): readonly Datapoint[] => {
  const [start, end] = [StartTime, EndTime].map((time) => new Date(time ?? Number.NaN).getTime());
  if (start === undefined || end === undefined || !(start < end)) {
    throw new AwsError(
      'InvalidParameterCombination',
      'The parameter StartTime must be less than the parameter EndTime.',
    );
  }
  if (Period <= 0 || Period % 60 !== 0) {
    throw new AwsError('InvalidParameterValue', 'The parameter Period must be a multiple of 60.');
  }
  const requested = Math.ceil((end - start) / (1000 * Period));
  if (requested > MAX_DATAPOINTS.value) {
    throw new AwsError(
      'InvalidParameterCombination',
      `You have requested up to ${requested} datapoints, which exceeds the limit of ${MAX_DATAPOINTS.value}. ` +
        'You may reduce the datapoints requested by increasing Period, or decreasing the time range.',
    );
  }
  const inRange = published.filter(({ at }) => at >= start && at < end);
  const periods = Map.groupBy(inRange, ({ at }) => start + Math.floor((at - start) / (1000 * Period)) * 1000 * Period);
  return [...periods]
    .toSorted(([a], [b]) => b - a)
    .map(([at, values]) =>
      Object.assign(
        { Timestamp: new Date(at), Unit: 'None' } as const,
        Object.fromEntries(
          Statistics.map((statistic) => [statistic, STATISTICS[statistic](values.map(({ value }) => value))]),
        ),
      ),
    );
};
