import * as client from '@aws-sdk/client-ssm';

import type { Clock } from '../clock.ts';
import { hostAgents } from '../host.ts';
import { drawUuid } from '../ids.ts';
import { notSimulated } from '../not-simulated.ts';
import { ACCOUNT, AwsError, type Operation, type Service } from '../operation.ts';
import type { RegionContext } from '../service.ts';
import type { InstanceAgents, ScriptEnd } from './agents.ts';
import { documentArn, documentOperations } from './document-operations.ts';
import { createDocuments, type FilledDocument } from './documents.ts';
import { BUCKETS, LIMITS, TIMES } from './quotas.ts';

interface Invocation extends client.CommandInvocation {
  readonly CommandId: string;
  readonly InstanceId: string;
  readonly RequestedDateTime: Date;
  CommandPlugins?: client.CommandPlugin[];
}

/** An invocation with when the lists show it, in milliseconds. */
interface ListedInvocation {
  readonly invocation: Invocation;
  readonly listedAt: number;
}

/** The identity of an invocation in a page token. */
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

const setStatus = (
  invocation: Invocation,
  Status: client.CommandInvocationStatus,
  StatusDetails: string = Status,
): void => {
  Object.assign(invocation, { Status, StatusDetails });
};

/** What a list says of the one step of a command that has ended. Before, there is no output. */
const pluginOf = (
  Name: string,
  { Status }: Pick<Invocation, 'Status'>,
  { exitCode = -1, output = '' }: Partial<ScriptEnd> = {},
): client.CommandPlugin => ({
  Name,
  Status: Status === 'Delayed' || Status === 'Cancelling' ? 'InProgress' : (Status ?? 'Pending'),
  ResponseCode: exitCode,
  Output: output.slice(0, LIMITS.output.max),
});

/** Systems Manager of one region: Run Command. */
export const createSsm = ({
  clock,
  region,
  isOnline,
  isOld,
  run,
  tagsOf,
  listedAfterSeconds = TIMES.listed.seconds,
}: InstanceAgents & {
  readonly clock: Clock;
  readonly region: string;
  readonly listedAfterSeconds?: readonly [number, number];
}) => {
  const invocations: ListedInvocation[] = [];
  const documents = createDocuments();

  /** Delivers a command to its instance and follows it to its end. */
  const deliver = (invocation: Invocation, document: FilledDocument, deliverySeconds: number): void => {
    clock.after(clock.drawMilliseconds(TIMES.start.seconds), () => {
      const script = document.scriptFor({ isOld: isOld(invocation.InstanceId) });
      const result = run(invocation.InstanceId, script);
      if (!result) {
        const remaining = invocation.RequestedDateTime.getTime() + 1000 * deliverySeconds - clock.now().getTime();
        clock.after(remaining, () => setStatus(invocation, 'TimedOut', 'DeliveryTimedOut'));
        return;
      }
      setStatus(invocation, 'InProgress');
      /** The first of its end and its time limit counts. */
      const finish = (end: ScriptEnd | undefined): void => {
        if (invocation.Status !== 'InProgress') return;
        if (!end) setStatus(invocation, 'TimedOut', 'ExecutionTimedOut');
        else setStatus(invocation, end.exitCode === 0 ? 'Success' : 'Failed');
        invocation.CommandPlugins = [pluginOf(document.step, invocation, end)];
      };
      if ('end' in result) void result.end.then(finish);
      else if (result.seconds <= script.executionSeconds) clock.after(1000 * result.seconds, () => finish(result));
      clock.after(1000 * script.executionSeconds, () => finish(undefined));
    });
  };

  const SendCommand: Operation<client.SendCommandRequest, client.SendCommandResult> = {
    // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html
    authorization: ({ InstanceIds = [], DocumentName = '' }) => [
      ...InstanceIds.map((instanceId) => ({
        resource: `arn:aws:ec2:${region}:${ACCOUNT}:instance/${instanceId}`,
        context: Object.fromEntries(
          Object.entries(tagsOf(instanceId)).flatMap(([key, value]) => [
            [`aws:ResourceTag/${key}`, value],
            [`ssm:resourceTag/${key}`, value],
          ]),
        ),
      })),
      { resource: documentArn(region, DocumentName) },
    ],
    handle: (input, { at }) => {
      const { InstanceIds = [], Targets, DocumentName = '', DocumentVersion, Comment = '', Parameters = {} } = input;
      const { TimeoutSeconds = LIMITS.delivery.default } = input;
      if (Targets) throw notSimulated('the targets of SendCommand', ['InstanceIds']);
      if (Comment.length > LIMITS.comment.max)
        throw rejected('comment', Comment, `length less than or equal to ${LIMITS.comment.max}`);
      checkBetween('timeoutSeconds', TimeoutSeconds, LIMITS.delivery.min, LIMITS.delivery.max);
      if (InstanceIds.length > LIMITS.instances.max)
        throw rejected(
          'instanceIds',
          `[${InstanceIds.join(', ')}]`,
          `length less than or equal to ${LIMITS.instances.max}`,
        );
      const document = documents.fill(DocumentName, DocumentVersion, Parameters);
      const offline = InstanceIds.filter((instanceId) => !isOnline(instanceId));
      if (offline.length > 0 || InstanceIds.length === 0) {
        const instances = `Instances [[${offline.join(', ')}]]`;
        throw new AwsError('InvalidInstanceId', `${instances} not in a valid state for account ${ACCOUNT}`);
      }
      const command = {
        CommandId: drawUuid(clock),
        Comment,
        DocumentName,
        Status: 'Pending',
        StatusDetails: 'Pending',
      } as const;
      for (const InstanceId of InstanceIds) {
        const invocation: Invocation = { ...command, InstanceId, RequestedDateTime: new Date(at) };
        invocations.unshift({ invocation, listedAt: at.getTime() + clock.drawMilliseconds(listedAfterSeconds) });
        deliver(invocation, document, TimeoutSeconds);
      }
      const echo = { TimeoutSeconds, Parameters: structuredClone(Parameters), InstanceIds: [...InstanceIds] };
      return { Command: { ...command, ...echo, RequestedDateTime: new Date(at), TargetCount: InstanceIds.length } };
    },
  };

  const ListCommandInvocations: Operation<client.ListCommandInvocationsRequest, client.ListCommandInvocationsResult> = {
    authorization: () => [{ resource: '*' }],
    handle: ({ CommandId, InstanceId, MaxResults = LIMITS.page.max, NextToken, Filters, Details = false }, { at }) => {
      if (Filters) throw notSimulated('the filters of ListCommandInvocations', ['CommandId', 'InstanceId']);
      checkBetween('maxResults', MaxResults, 1, LIMITS.page.max);
      if (CommandId !== undefined && CommandId.length !== LIMITS.commandId.length)
        throw rejected('commandId', CommandId, `length equal to ${LIMITS.commandId.length}`);
      const oldest = at.getTime() - LIMITS.history.days * 86_400_000;
      // The token names the first invocation of its page, so that new commands, which are listed before it, do not shift it.
      const first = NextToken === undefined ? undefined : Buffer.from(NextToken, 'base64').toString();
      const from = first === undefined ? 0 : invocations.findIndex(({ invocation }) => keyOf(invocation) === first);
      if (from === -1) throw new AwsError('InvalidNextToken', 'The specified token is not valid.');
      const remaining = invocations
        .slice(from)
        .filter(({ listedAt }) => listedAt <= at.getTime())
        .map(({ invocation }) => invocation)
        .filter(
          (invocation) =>
            (CommandId === undefined || invocation.CommandId === CommandId) &&
            (InstanceId === undefined || invocation.InstanceId === InstanceId) &&
            invocation.RequestedDateTime.getTime() >= oldest,
        );
      const next = remaining[MaxResults];
      return {
        CommandInvocations: remaining
          .slice(0, MaxResults)
          .map(({ CommandPlugins = [], ...invocation }) =>
            structuredClone({ ...invocation, ...(Details && { CommandPlugins }) }),
          ),
        ...(next && { NextToken: Buffer.from(keyOf(next)).toString('base64') }),
      };
    },
  };

  const service = { ...documentOperations(region, documents), SendCommand, ListCommandInvocations } satisfies Service;
  return { service, documents };
};

export const ssm = {
  api: { client, protocol: 'json' },
  deniedCode: 'AccessDeniedException',
  buckets: BUCKETS,
  create: ({ clock, region, peers, makeRequest }: RegionContext & Pick<Parameters<typeof hostAgents>[0], 'peers'>) =>
    createSsm({ clock, region, ...hostAgents({ clock, peers, makeRequest }) }),
} as const;
