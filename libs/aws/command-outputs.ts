import { type CommandInvocation, ListCommandInvocationsCommand, type SSMClient } from '@aws-sdk/client-ssm';

import { paginate } from './pagination.ts';

/** A command that was sent to an instance. */
export interface CommandOutput {
  readonly comment: string;
  /** https://docs.aws.amazon.com/systems-manager/latest/userguide/monitor-commands.html */
  readonly status: string;
  readonly requestedAt: Date;
  /** What its script wrote to stdout, then to stderr: 2,500 characters at most, and nothing before its end. */
  readonly output: string;
}

/** The outputs of commands in one region. Throws the SDK's errors. */
export interface CommandOutputs {
  /** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_CommandPlugin.html */
  readonly listCommandOutputs: (instanceId: string) => Promise<readonly CommandOutput[]>;
}

const toCommandOutput = ({ Comment, Status, RequestedDateTime, CommandPlugins }: CommandInvocation): CommandOutput => ({
  comment: Comment ?? '',
  status: Status ?? 'Pending',
  requestedAt: RequestedDateTime ?? new Date(0),
  output: CommandPlugins?.[0]?.Output ?? '',
});

export const createCommandOutputs = (client: SSMClient): CommandOutputs => ({
  listCommandOutputs: async (InstanceId) => {
    const pages = await paginate(
      (NextToken: string | undefined) =>
        client.send(new ListCommandInvocationsCommand({ InstanceId, Details: true, MaxResults: 50, NextToken })),
      ({ NextToken }) => NextToken,
    );
    return pages.flatMap(({ CommandInvocations = [] }) => CommandInvocations.map(toCommandOutput));
  },
});
