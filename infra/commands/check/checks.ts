import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { type CloudWatchClient, DescribeAlarmsCommand, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { type CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetAccountSettingsCommand, GetFunctionCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { ListSubscriptionsByTopicCommand, ListTopicsCommand, type SNSClient } from '@aws-sdk/client-sns';
import * as z from 'zod/mini';
import { stackStatus } from '../cli/stacks.ts';

/** A finding: `error` prevents a deployment or its purpose, `todo` is left to the owner, `ok` is in order. */
export interface Finding {
  readonly level: 'error' | 'todo' | 'ok';
  readonly text: string;
}

export interface Clients {
  readonly cloudFormation: CloudFormationClient;
  /** In us-east-1, where billing metrics are. */
  readonly cloudWatch: CloudWatchClient;
  readonly lambda: LambdaClient;
  readonly logs: CloudWatchLogsClient;
  readonly sns: SNSClient;
}

/** The names that the stack gives, by what bears them: no two things of an account and a region may share one. */
export interface Names {
  readonly functions: readonly string[];
  readonly logGroups: readonly string[];
  readonly alarms: readonly string[];
}

/** The stack that is to be deployed. */
export interface PlannedStack {
  readonly stack: string;
  readonly region: string;
  readonly names: Names;
}

const template = z.object({
  Resources: z.record(
    z.string(),
    z.object({
      Type: z.string(),
      Properties: z.optional(
        z.object({
          FunctionName: z.optional(z.unknown()),
          LogGroupName: z.optional(z.unknown()),
          AlarmName: z.optional(z.unknown()),
        }),
      ),
    }),
  ),
});

/** Reads the names that a packaged template gives. */
export const namesOf = (text: string): Names => {
  const resources = Object.values(z.parse(template, JSON.parse(text)).Resources);
  const all = (type: string, key: 'FunctionName' | 'LogGroupName' | 'AlarmName'): readonly string[] =>
    resources.flatMap(({ Type, Properties }) => {
      const name = Type === type ? Properties?.[key] : undefined;
      return typeof name === 'string' ? [name] : [];
    });
  return {
    functions: all('AWS::Lambda::Function', 'FunctionName'),
    logGroups: all('AWS::Logs::LogGroup', 'LogGroupName'),
    alarms: all('AWS::CloudWatch::Alarm', 'AlarmName'),
  };
};

/** `undefined` where AWS says that there is none; throws everything else. */
const orNone = async <T>(none: string, ask: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Error && `${error.name}: ${error.message}`.includes(none)) return undefined;
    throw error;
  }
};

const billing = async ({ cloudWatch }: Clients): Promise<Finding> => {
  const { Metrics = [] } = await cloudWatch.send(
    new ListMetricsCommand({ Namespace: 'AWS/Billing', MetricName: 'EstimatedCharges' }),
  );
  return Metrics.length > 0
    ? { level: 'ok', text: 'AWS publishes billing metrics.' }
    : {
        level: 'error',
        text:
          'There are no billing metrics: the alarms would never fire. Tick "Receive CloudWatch billing alerts" in ' +
          'https://console.aws.amazon.com/billing/home#/preferences (in an organization, the payer does); the first ' +
          'figure comes within a day.',
      };
};

const BROKEN =
  /^(REVIEW_IN_PROGRESS|ROLLBACK_COMPLETE|CREATE_FAILED|ROLLBACK_FAILED|DELETE_FAILED|UPDATE_ROLLBACK_FAILED)$/;

const existing = async (
  { lambda, logs, cloudWatch }: Clients,
  { names, region }: PlannedStack,
): Promise<readonly string[]> => {
  const functions = await Promise.all(
    names.functions.map(async (FunctionName) => {
      const there = await orNone('ResourceNotFoundException', () =>
        lambda.send(new GetFunctionCommand({ FunctionName })),
      );
      return there ? [`the function ${FunctionName}`] : [];
    }),
  );
  const groups = await Promise.all(
    names.logGroups.map(async (logGroupNamePrefix) => {
      const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix }));
      return logGroups.some(({ logGroupName }) => logGroupName === logGroupNamePrefix)
        ? [`the log group ${logGroupNamePrefix}`]
        : [];
    }),
  );
  // Alarms elsewhere are looked at when the stack is checked there.
  const { MetricAlarms = [] } =
    region === 'us-east-1' ? await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: [...names.alarms] })) : {};
  return [...functions.flat(), ...groups.flat(), ...MetricAlarms.map(({ AlarmName }) => `the alarm ${AlarmName}`)];
};

/** A first deployment fails on what bears one of its names already; a stack that stands owns its names. */
const stackAndNames = async (clients: Clients, plan: PlannedStack): Promise<readonly Finding[]> => {
  const status = await stackStatus(clients, plan.stack);
  if (status !== undefined) {
    return BROKEN.test(status)
      ? [{ level: 'error', text: `The stack ${plan.stack} is ${status}: delete it, or repair it, before you deploy.` }]
      : [{ level: 'ok', text: `The stack ${plan.stack} stands, ${status}: a deployment updates it.` }];
  }
  const taken = await existing(clients, plan);
  return taken.length === 0
    ? [{ level: 'ok', text: 'No name is taken.' }]
    : taken.map((what) => ({
        level: 'error',
        text: `There is ${what} already, and no stack ${plan.stack} that it belongs to: delete it, or choose another --stage.`,
      }));
};

/** A new account has 10; all that a stage needs at once is a few. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const NEEDED_AT_ONCE = 5;

const concurrency = async ({ lambda }: Clients): Promise<Finding> => {
  const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}));
  const most = AccountLimit?.ConcurrentExecutions ?? 0;
  return most >= NEEDED_AT_ONCE
    ? { level: 'ok', text: `Lambda runs ${most} functions at once in this account.` }
    : {
        level: 'error',
        text: `Lambda runs only ${most} at once here, fewer than ${NEEDED_AT_ONCE}: ask for more in Service Quotas.`,
      };
};

const email = async ({ sns }: Clients, { stack }: PlannedStack): Promise<readonly Finding[]> => {
  const { Topics = [] } = await sns.send(new ListTopicsCommand({}));
  const own = Topics.flatMap(({ TopicArn = '' }) => (/NotificationTopic/.test(TopicArn) ? [TopicArn] : []));
  const pending: Finding[] = [];
  for (const TopicArn of own.filter((arn) => arn.includes(stack) || arn.endsWith(':NotificationTopic'))) {
    const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    for (const { SubscriptionArn, Endpoint } of Subscriptions) {
      if (SubscriptionArn === 'PendingConfirmation') {
        const text = `${Endpoint} has not confirmed its subscription: open "AWS Notification - Subscription Confirmation" and confirm.`;
        pending.push({ level: 'error', text });
      }
    }
    if (pending.length === 0) pending.push({ level: 'ok', text: 'Every e-mail address is confirmed.' });
  }
  return own.length === 0
    ? [
        {
          level: 'todo',
          text: 'After the deployment, confirm the e-mail "AWS Notification - Subscription Confirmation".',
        },
      ]
    : pending;
};

/** Everything that stands in the way of a deployment, and what does not. Throws what AWS says where it cannot be asked. */
export const runChecks = async (clients: Clients, plan: PlannedStack): Promise<readonly Finding[]> => [
  await billing(clients),
  await concurrency(clients),
  ...(await stackAndNames(clients, plan)),
  ...(await email(clients, plan)),
];
