import {
  type Command,
  type CommandInvocation,
  ListCommandInvocationsCommand,
  SendCommandCommand,
  type SSMClient,
} from '@aws-sdk/client-ssm';

import { ignoreErrors } from './errors.ts';
import { paginate } from './pagination.ts';

/** A shell script to run on one instance. */
interface ShellScript {
  readonly instanceId: string;
  /** Identifies the script's invocations; at most 100 characters. */
  readonly comment: string;
  readonly lines: readonly string[];
  /** The agent stops the script after this time. */
  readonly timeoutSeconds: number;
}

/** Systems Manager in one region. Throws the SDK's errors. */
export interface Ssm {
  /** The commands sent to an instance, with their status. */
  readonly listCommandInvocations: (instanceId: string) => Promise<readonly CommandInvocation[]>;
  /** Sends a script, which the instance runs as root. `undefined` when the instance is not managed by Systems Manager. */
  readonly sendCommand: (script: ShellScript) => Promise<Command | undefined>;
}

export const createSsm = (client: SSMClient): Ssm => ({
  listCommandInvocations: async (InstanceId) => {
    const pages = await paginate(
      (NextToken: string | undefined) =>
        client.send(new ListCommandInvocationsCommand({ InstanceId, MaxResults: 50, NextToken })),
      ({ NextToken }) => NextToken,
    );
    return pages.flatMap(({ CommandInvocations = [] }) => CommandInvocations);
  },
  sendCommand: async ({ instanceId, comment, lines, timeoutSeconds }) => {
    const response = await ignoreErrors([{ code: 'InvalidInstanceId' }], () =>
      client.send(
        new SendCommandCommand({
          InstanceIds: [instanceId],
          DocumentName: 'AWS-RunShellScript',
          Comment: comment,
          // 30 s is the shortest delivery timeout of Systems Manager.
          TimeoutSeconds: 30,
          Parameters: { commands: [...lines], executionTimeout: [String(timeoutSeconds)] },
        }),
      ),
    );
    return response?.Command;
  },
});
