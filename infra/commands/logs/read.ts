import {
  type CloudWatchLogsClient,
  FilterLogEventsCommand,
  type FilterLogEventsCommandOutput,
  type FilteredLogEvent,
} from '@aws-sdk/client-cloudwatch-logs';
import * as z from 'zod/mini';

import { ignoreErrors } from '../../../libs/aws/errors.ts';
import { paginate } from '../../../libs/aws/pagination.ts';
import { functionName } from '../cli/stage.ts';
import type { logsOutput } from '../schemas.ts';

/** A line of a log. */
type LogLine = z.output<typeof logsOutput>['events'][number];

/** A line, and the id by which it is known when it is read again. */
export interface IdentifiedLine {
  readonly id: string;
  readonly line: LogLine;
}

/** Which lines are read. */
export interface LogQuery {
  readonly stage: string;
  readonly region: string;
  /** Without the stage's prefix. */
  readonly functionName: string;
  readonly from: Date;
}

/** Lambda's JSON log format. https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html */
const record = z.object({ message: z.unknown() });
const platformRecord = z.object({ type: z.string().check(z.startsWith('platform.')) });

/** What a function logged, without the envelope of Lambda; `undefined` for a line about Lambda itself. */
const messageOf = (text: string): unknown => {
  try {
    const json: unknown = JSON.parse(text);
    if (z.safeParse(platformRecord, json).success) return undefined;
    const { data } = z.safeParse(record, json);
    return data?.message ?? json;
  } catch {
    return text.trimEnd();
  }
};

const toLine = (event: FilteredLogEvent, query: LogQuery): readonly IdentifiedLine[] => {
  const message = messageOf(event.message ?? '');
  if (message === undefined) return [];
  const at = new Date(event.timestamp ?? 0).toISOString();
  const id = `${query.region} ${query.functionName} ${event.eventId}`;
  return [{ id, line: { at, region: query.region, function: query.functionName, message } }];
};

/** The lines that a function has logged since a time; none where it has never run. Throws what CloudWatch Logs throws. */
export const readLogs = async (client: CloudWatchLogsClient, query: LogQuery): Promise<readonly IdentifiedLine[]> => {
  const logGroupName = `/aws/lambda/${functionName(query.stage, query.functionName)}`;
  const pages = await ignoreErrors([{ code: 'ResourceNotFoundException' }], () =>
    paginate<FilterLogEventsCommandOutput, string>(
      (nextToken) =>
        client.send(new FilterLogEventsCommand({ logGroupName, startTime: query.from.getTime(), nextToken })),
      ({ nextToken }) => nextToken,
    ),
  );
  return (pages ?? []).flatMap(({ events = [] }) => events.flatMap((event) => toLine(event, query)));
};
