import {
  type Command,
  type CommandInvocation,
  ListCommandInvocationsCommand,
  SendCommandCommand,
  type SSMClient,
} from '@aws-sdk/client-ssm';

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

/** What became of a script: Systems Manager accepted it, or did not, with the reason. */
type SentScript = { readonly command: Command } | { readonly problem: string };

/** Systems Manager in one region. Throws the SDK's errors. */
export interface Ssm {
  /** The commands sent to an instance, with their status. */
  readonly listCommandInvocations: (instanceId: string) => Promise<readonly CommandInvocation[]>;
  /**
   * Sends a script, which the instance runs as root. Never throws: whatever the error, the instance cannot be asked, be it
   * that Systems Manager does not manage it, that its platform is not supported, or that a policy denies the call.
   * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_SendCommand.html#API_SendCommand_Errors
   */
  readonly sendCommand: (script: ShellScript) => Promise<SentScript>;
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
    try {
      const { Command: command } = await client.send(
        new SendCommandCommand({
          InstanceIds: [instanceId],
          DocumentName: 'AWS-RunShellScript',
          Comment: comment,
          // 30 s is the shortest delivery timeout of Systems Manager.
          TimeoutSeconds: 30,
          Parameters: { commands: [...lines], executionTimeout: [String(timeoutSeconds)] },
        }),
      );
      return command ? { command } : { problem: 'Systems Manager returned no command' };
    } catch (error) {
      return { problem: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
    }
  },
});
