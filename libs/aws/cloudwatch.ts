import { type CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';

/** The largest value of a metric in one period. */
interface MetricPoint {
  readonly startsAt: Date;
  /** The last millisecond of the period. */
  readonly endsAt: Date;
  readonly value: number;
}

/** CloudWatch in us-east-1, the one region with billing metrics. */
export interface CloudWatch {
  /**
   * The estimated charges of the month in USD, of the whole account: the points between two times, oldest first. AWS
   * publishes one about every six hours, once somebody has ticked "Receive CloudWatch billing alerts"; before that there
   * are none. A period is five minutes long, because one call returns 1,440 at most. No attempt begins once
   * `signal` is aborted. Throws the SDK's errors.
   * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html
   */
  readonly getEstimatedCharges: (from: Date, to: Date, signal?: AbortSignal) => Promise<readonly MetricPoint[]>;
}

const PERIOD_SECONDS = 300;

/** A time rounded down to a whole period, so that the periods begin where CloudWatch's own do. */
const wholePeriod = (time: Date): Date => new Date(time.getTime() - (time.getTime() % (1000 * PERIOD_SECONDS)));

export const createCloudWatch = (client: CloudWatchClient): CloudWatch => ({
  getEstimatedCharges: async (from, to, abortSignal) => {
    const { Datapoints = [] } = await client.send(
      new GetMetricStatisticsCommand({
        Namespace: 'AWS/Billing',
        MetricName: 'EstimatedCharges',
        Dimensions: [{ Name: 'Currency', Value: 'USD' }],
        StartTime: wholePeriod(from),
        EndTime: to,
        Period: PERIOD_SECONDS,
        Statistics: ['Maximum'],
      }),
      abortSignal && { abortSignal },
    );
    return Datapoints.flatMap(({ Timestamp, Maximum }) =>
      Timestamp === undefined || Maximum === undefined
        ? []
        : [
            {
              startsAt: Timestamp,
              endsAt: new Date(Timestamp.getTime() + 1000 * PERIOD_SECONDS - 1),
              value: Maximum,
            },
          ],
    ).toSorted((a, b) => a.endsAt.getTime() - b.endsAt.getTime());
  },
});
