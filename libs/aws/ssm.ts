import {
  type Command,
  type CommandInvocation,
  ListCommandInvocationsCommand,
  SendCommandCommand,
  type SSMClient,
} from '@aws-sdk/client-ssm';

import { ignoreErrors } from './errors.ts';
import { paginate } from './pagination.ts';

/** A shell script for one instance. */
export interface ShellScript {
  readonly instanceId: string;
  /** By which it is found again; at most 100 characters. */
  readonly comment: string;
  readonly lines: readonly string[];
  /** When the agent gives it up. */
  readonly timeoutSeconds: number;
}

/** What hostkeeper asks of Systems Manager in one region; throws what AWS says otherwise. */
export interface Ssm {
  /** What was sent to an instance, and what became of it. */
  readonly listCommandInvocations: (instanceId: string) => Promise<readonly CommandInvocation[]>;
  /** Has the instance run a script as root; `undefined` when Systems Manager does not reach it. */
  readonly sendCommand: (script: ShellScript) => Promise<Command | undefined>;
}

export const createSsm = (client: SSMClient): Ssm => ({
  listCommandInvocations: async (InstanceId) => {
    const answers = await paginate(
      (NextToken: string | undefined) =>
        client.send(new ListCommandInvocationsCommand({ InstanceId, MaxResults: 50, NextToken })),
      ({ NextToken }) => NextToken,
    );
    return answers.flatMap(({ CommandInvocations = [] }) => CommandInvocations);
  },
  sendCommand: async ({ instanceId, comment, lines, timeoutSeconds }) => {
    const answer = await ignoreErrors([{ code: 'InvalidInstanceId' }], () =>
      client.send(
        new SendCommandCommand({
          InstanceIds: [instanceId],
          DocumentName: 'AWS-RunShellScript',
          Comment: comment,
          // Half a minute is the least that Systems Manager takes to deliver.
          TimeoutSeconds: 30,
          Parameters: { commands: [...lines], executionTimeout: [String(timeoutSeconds)] },
        }),
      ),
    );
    return answer?.Command;
  },
});
