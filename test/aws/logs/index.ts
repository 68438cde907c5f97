import type { FilterLogEventsRequest, FilterLogEventsResponse } from '@aws-sdk/client-cloudwatch-logs';

import type { LogEntry } from '../lambda/index.ts';
import { ACCOUNT, AwsError, type Operation, type Service } from '../operation.ts';

/** A page holds at most this many events. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html */
const MAX_EVENTS_PER_PAGE = 10_000;

/** What Lambda writes for an object in its JSON log format. https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html */
const messageOf = ({ at, entry }: LogEntry): string =>
  JSON.stringify({ timestamp: at.toISOString(), level: 'INFO', requestId: '', message: entry });

/** CloudWatch Logs of one region: what the functions of a stage logged, one group a function. */
export const createLogs = (deps: {
  readonly region: string;
  /** The functions' whole names; each has a log group. */
  readonly functions: readonly string[];
  /** Entries carry a function's name without the stage's prefix. */
  readonly logs: readonly LogEntry[];
}) => {
  const FilterLogEvents: Operation<FilterLogEventsRequest, FilterLogEventsResponse> = {
    authorization: ({ logGroupName = '' }, { region }) => [
      { resource: `arn:aws:logs:${region}:${ACCOUNT}:log-group:${logGroupName}` },
    ],
    handle: (input, { region }) => {
      const {
        logGroupName = '',
        startTime = 0,
        endTime = Infinity,
        nextToken = '0',
        limit = MAX_EVENTS_PER_PAGE,
      } = input;
      const name =
        region === deps.region ? deps.functions.find((one) => logGroupName === `/aws/lambda/${one}`) : undefined;
      if (name === undefined) {
        throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
      }
      const all = deps.logs
        .map((entry, index) => ({ entry, index }))
        .filter(({ entry }) => name.endsWith(`-${entry.name}`))
        .filter(({ entry }) => entry.at.getTime() >= startTime && entry.at.getTime() <= endTime);
      const start = Number(nextToken);
      const end = start + limit;
      return {
        events: all.slice(start, end).map(({ entry, index }) => ({
          eventId: `${index}`,
          logStreamName: name,
          timestamp: entry.at.getTime(),
          ingestionTime: entry.at.getTime(),
          message: messageOf(entry),
        })),
        ...(end < all.length && { nextToken: `${end}` }),
      };
    },
  };
  return { service: { FilterLogEvents } satisfies Service };
};
