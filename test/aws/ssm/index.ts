import type * as sdk from '@aws-sdk/client-ssm';

import type { Clock } from '../clock.ts';
import { ACCOUNT, AwsError, type Operation, type Service } from '../operation.ts';

const API = 'https://docs.aws.amazon.com/systems-manager/latest/APIReference';
const GUIDE = 'https://docs.aws.amazon.com/systems-manager/latest/userguide';

/** How many, and how long. */
const LIMITS = {
  instances: { max: 50, page: `${API}/API_SendCommand.html` },
  comment: { max: 100, page: `${API}/API_SendCommand.html` },
  /** How long a command may take to be delivered, in seconds. */
  delivery: { min: 30, max: 2_592_000, default: 3600, page: `${API}/API_SendCommand.html` },
  /** How long it may run, in seconds. */
  execution: { max: 172_800, default: 3600, page: `${GUIDE}/documents-command-ssm-plugin-reference.html` },
  page: { max: 50, page: `${API}/API_ListCommandInvocations.html` },
  history: { days: 30, page: `${GUIDE}/monitor-commands.html` },
} as const;

/** From a command's being sent until it runs, in seconds: AWS publishes none. */
const TIMES = { start: { seconds: [0.5, 1.5], page: `${GUIDE}/monitor-commands.html` } } as const;

const DOCUMENT = 'AWS-RunShellScript';

/** What Systems Manager needs to know of the instances. */
export interface InstanceAgents {
  /** Whether an agent runs there and is reached. */
  readonly isOnline: (instanceId: string) => boolean;
  /** Runs a script, at the moment when it begins; `undefined` where no agent answers any more. */
  readonly run: (
    instanceId: string,
    commands: readonly string[],
  ) => { readonly seconds: number; readonly exitCode: number } | undefined;
  readonly tagsOf: (instanceId: string) => Readonly<Record<string, string>>;
}

interface Invocation extends sdk.CommandInvocation {
  readonly CommandId: string;
  readonly InstanceId: string;
  readonly RequestedDateTime: Date;
}

const keyOf = ({ CommandId, InstanceId }: Invocation): string => `${CommandId} ${InstanceId}`;

const rejected = (member: string, value: string | number, constraint: string): AwsError =>
  new AwsError(
    'ValidationException',
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must have ${constraint}`,
  );
const checkBetween = (member: string, value: number, min: number, max: number): void => {
  if (value < min) throw rejected(member, value, `value greater than or equal to ${min}`);
  if (value > max) throw rejected(member, value, `value less than or equal to ${max}`);
};

/** What the document is run with. https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-command-ssm-plugin-reference.html */
const scriptOf = (parameters: Readonly<Record<string, readonly string[]>> = {}) => {
  const {
    commands = [],
    executionTimeout = [`${LIMITS.execution.default}`],
    workingDirectory: _,
    ...others
  } = parameters;
  const seconds = Number(executionTimeout[0]);
  const isTime = Number.isInteger(seconds) && seconds >= 1 && seconds <= LIMITS.execution.max;
  if (commands.length === 0 || Object.keys(others).length > 0 || executionTimeout.length !== 1 || !isTime)
    throw new AwsError('InvalidParameters', `The parameters do not fit ${DOCUMENT}: ${JSON.stringify(parameters)}`);
  return { commands, executionSeconds: seconds };
};

/** Run Command of one region. */
export const createSsm = ({
  clock,
  region,
  isOnline,
  run,
  tagsOf,
}: InstanceAgents & { readonly clock: Clock; readonly region: string }) => {
  const invocations: Invocation[] = [];

  const uuid = (): string =>
    [8, 4, 4, 4, 12]
      .map((length) => Array.from({ length }, () => Math.floor(clock.random() * 16).toString(16)).join(''))
      .join('-');
  const setStatus = (
    invocation: Invocation,
    Status: sdk.CommandInvocationStatus,
    StatusDetails: string = Status,
  ): void => {
    Object.assign(invocation, { Status, StatusDetails });
  };

  /** Brings a command to its instance and to its end. */
  const deliver = (invocation: Invocation, script: ReturnType<typeof scriptOf>, deliverySeconds: number): void => {
    clock.after(clock.drawMilliseconds(TIMES.start.seconds), () => {
      const result = run(invocation.InstanceId, script.commands);
      if (!result) {
        const left = invocation.RequestedDateTime.getTime() + 1000 * deliverySeconds - clock.now().getTime();
        clock.after(left, () => setStatus(invocation, 'TimedOut', 'DeliveryTimedOut'));
        return;
      }
      setStatus(invocation, 'InProgress');
      const isLate = result.seconds > script.executionSeconds;
      clock.after(1000 * Math.min(result.seconds, script.executionSeconds), () => {
        if (isLate) setStatus(invocation, 'TimedOut', 'ExecutionTimedOut');
        else setStatus(invocation, result.exitCode === 0 ? 'Success' : 'Failed');
      });
    });
  };

  const SendCommand: Operation<sdk.SendCommandRequest, sdk.SendCommandResult> = {
    // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html
    authorization: ({ InstanceIds = [], DocumentName }) => [
      ...InstanceIds.map((instanceId) => ({
        resource: `arn:aws:ec2:${region}:${ACCOUNT}:instance/${instanceId}`,
        context: Object.fromEntries(
          Object.entries(tagsOf(instanceId)).flatMap(([key, value]) => [
            [`aws:ResourceTag/${key}`, value],
            [`ssm:resourceTag/${key}`, value],
          ]),
        ),
      })),
      // AWS's own documents are in no account.
      { resource: `arn:aws:ssm:${region}::document/${DocumentName}` },
    ],
    handle: (input, { at }) => {
      const { InstanceIds = [], Targets, DocumentName, Comment = '', Parameters } = input;
      const { TimeoutSeconds = LIMITS.delivery.default } = input;
      if (Targets) throw new Error('the world sends commands to instances by their ids only');
      if (Comment.length > LIMITS.comment.max)
        throw rejected('comment', Comment, `length less than or equal to ${LIMITS.comment.max}`);
      checkBetween('timeoutSeconds', TimeoutSeconds, LIMITS.delivery.min, LIMITS.delivery.max);
      if (InstanceIds.length > LIMITS.instances.max)
        throw rejected(
          'instanceIds',
          `[${InstanceIds.join(', ')}]`,
          `length less than or equal to ${LIMITS.instances.max}`,
        );
      if (DocumentName !== DOCUMENT)
        throw new AwsError('InvalidDocument', `Document with name ${DocumentName} does not exist.`);
      const script = scriptOf(Parameters);
      const offline = InstanceIds.filter((instanceId) => !isOnline(instanceId));
      if (offline.length > 0 || InstanceIds.length === 0) {
        const which = `Instances [[${offline.join(', ')}]]`;
        throw new AwsError('InvalidInstanceId', `${which} not in a valid state for account ${ACCOUNT}`);
      }
      const command = {
        CommandId: uuid(),
        Comment,
        DocumentName,
        Status: 'Pending',
        StatusDetails: 'Pending',
      } as const;
      for (const InstanceId of InstanceIds) {
        const invocation: Invocation = { ...command, InstanceId, RequestedDateTime: new Date(at) };
        invocations.unshift(invocation);
        deliver(invocation, script, TimeoutSeconds);
      }
      const more = { TimeoutSeconds, Parameters: structuredClone(Parameters), InstanceIds: [...InstanceIds] };
      return { Command: { ...command, ...more, RequestedDateTime: new Date(at), TargetCount: InstanceIds.length } };
    },
  };

  const ListCommandInvocations: Operation<sdk.ListCommandInvocationsRequest, sdk.ListCommandInvocationsResult> = {
    authorization: () => [{ resource: '*' }],
    handle: ({ CommandId, InstanceId, MaxResults = LIMITS.page.max, NextToken, Filters }, { at }) => {
      if (Filters) throw new Error('the world does not know filters of commands');
      checkBetween('maxResults', MaxResults, 1, LIMITS.page.max);
      const oldest = at.getTime() - LIMITS.history.days * 86_400_000;
      // The token names the first of its page: new commands come before it, and shift nothing.
      const first = NextToken === undefined ? undefined : Buffer.from(NextToken, 'base64').toString();
      const from = first === undefined ? 0 : invocations.findIndex((one) => keyOf(one) === first);
      if (from === -1) throw new AwsError('InvalidNextToken', 'The specified token is not valid.');
      const left = invocations
        .slice(from)
        .filter(
          (one) =>
            (CommandId === undefined || one.CommandId === CommandId) &&
            (InstanceId === undefined || one.InstanceId === InstanceId) &&
            one.RequestedDateTime.getTime() >= oldest,
        );
      const next = left[MaxResults];
      return {
        CommandInvocations: structuredClone(left.slice(0, MaxResults)),
        ...(next && { NextToken: Buffer.from(keyOf(next)).toString('base64') }),
      };
    },
  };

  return { service: { SendCommand, ListCommandInvocations } satisfies Service };
};
