import * as client from '@aws-sdk/client-cloudwatch-logs';

import { isDeployed } from '../existing.ts';
import type { LogEntry } from '../lambda/invocation.ts';
import { ACCOUNT, AwsError, type Operation, type Service } from '../operation.ts';
import type { AccountContext } from '../service.ts';
import { LIMITS } from './quotas.ts';

/** A log entry in Lambda's JSON format. https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html */
const messageOf = ({ at, entry }: LogEntry): string =>
  JSON.stringify({ timestamp: at.toISOString(), level: 'INFO', requestId: '', message: entry });

const arnOf = (logGroupName: string, region: string): string =>
  `arn:aws:logs:${region}:${ACCOUNT}:log-group:${logGroupName}`;

/** The name of the log group of a request. `aws logs tail` may name it by its ARN. */
const groupNameOf = ({ logGroupName, logGroupIdentifier = '' }: client.FilterLogEventsRequest): string =>
  logGroupName ?? logGroupIdentifier.replace(/^arn:.*:log-group:/, '').replace(/:\*$/, '');

/** Throws `InvalidParameterException` for a page that CloudWatch Logs refuses. */
const checkPage = (nextToken: string, limit: number, max: number): void => {
  if (!/^\d+$/.test(nextToken)) throw new AwsError('InvalidParameterException', 'The specified nextToken is invalid.');
  if (limit >= 1 && limit <= max) return;
  const bound = limit < 1 ? 'greater than or equal to 1' : `less than or equal to ${max}`;
  throw new AwsError(
    'InvalidParameterException',
    `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: Member must have value ${bound}`,
  );
};

/** The functions whose logs CloudWatch Logs keeps. */
interface LoggedFunctions {
  /** Full names; each function has a log group. */
  readonly names: readonly string[];
  /** Entries name the function without the prefix of its stage. */
  readonly logs: readonly LogEntry[];
}

/** CloudWatch Logs of the home region: a log group for each function of the stack, and the groups that existed before. */
const createLogs = ({
  region: homeRegion,
  existing,
  peers: { lambda },
}: AccountContext & { readonly peers: { readonly lambda: LoggedFunctions } }) => {
  const { logGroups = [] } = existing;
  const ownGroups = isDeployed(existing) ? lambda.names.map((name) => `/aws/lambda/${name}`) : [];

  /** Those of the functions, once the stack is deployed, and those that exist otherwise: a deployment collides with these. */
  const DescribeLogGroups: Operation<client.DescribeLogGroupsRequest, client.DescribeLogGroupsResponse> = {
    handle: ({ logGroupNamePrefix = '', nextToken = '0', limit = LIMITS.groupsPerPage.max }, { region }) => {
      checkPage(nextToken, limit, LIMITS.groupsPerPage.max);
      const groups = [...(region === homeRegion ? ownGroups : []), ...logGroups];
      const selected = groups.filter((name) => name.startsWith(logGroupNamePrefix));
      const end = Number(nextToken) + limit;
      return {
        logGroups: selected
          .slice(Number(nextToken), end)
          .map((logGroupName) => ({ logGroupName, arn: arnOf(logGroupName, region) })),
        ...(end < selected.length && { nextToken: `${end}` }),
      };
    },
  };

  const FilterLogEvents: Operation<client.FilterLogEventsRequest, client.FilterLogEventsResponse> = {
    authorization: (input, { region }) => [{ resource: arnOf(groupNameOf(input), region) }],
    handle: (input, { region }) => {
      const logGroupName = groupNameOf(input);
      const { startTime = 0, endTime = Infinity, nextToken = '0', limit = LIMITS.eventsPerPage.max } = input;
      checkPage(nextToken, limit, LIMITS.eventsPerPage.max);
      const functionName =
        region === homeRegion ? lambda.names.find((name) => logGroupName === `/aws/lambda/${name}`) : undefined;
      if (functionName === undefined)
        throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
      const selected = lambda.logs
        .map((logEntry, index) => ({ logEntry, index, time: logEntry.at.getTime() }))
        .filter(({ logEntry }) => functionName.endsWith(`-${logEntry.name}`))
        .filter(({ time }) => time >= startTime && time <= endTime);
      const start = Number(nextToken);
      const end = start + limit;
      return {
        events: selected.slice(start, end).map(({ logEntry, index, time }) => ({
          eventId: `${index}`,
          logStreamName: functionName,
          timestamp: time,
          ingestionTime: time,
          message: messageOf(logEntry),
        })),
        ...(end < selected.length && { nextToken: `${end}` }),
      };
    },
  };

  return { service: { DescribeLogGroups, FilterLogEvents } satisfies Service };
};

export const logs = {
  api: { client, protocol: 'json' },
  deniedCode: 'AccessDeniedException',
  create: createLogs,
} as const;
