import {
  type Command,
  type CommandInvocation,
  ListCommandInvocationsCommand,
  SendCommandCommand,
  type SSMClient,
} from '@aws-sdk/client-ssm';

import { paginate } from './pagination.ts';

/** A command to one instance. */
interface HostCommand {
  readonly instanceId: string;
  /** Identifies the invocations of the command; at most 100 characters. */
  readonly comment: string;
  /** The name of the document to run. */
  readonly document: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** What became of a command: Systems Manager accepted it, or did not, with the reason. */
type SentCommand = { readonly command: Command } | { readonly problem: string };

/** Systems Manager in one region. Throws the SDK's errors. */
export interface Ssm {
  /** The commands sent to an instance, with their status. */
  readonly listCommandInvocations: (instanceId: string) => Promise<readonly CommandInvocation[]>;
  /**
   * Sends a command, which the instance runs as root. Never throws: whatever the error, the instance cannot be asked, be it
   * that Systems Manager does not manage it, that the document is gone, or that a policy denies the call.
   * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_SendCommand.html#API_SendCommand_Errors
   */
  readonly sendCommand: (command: HostCommand) => Promise<SentCommand>;
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
  sendCommand: async ({ instanceId, comment, document, parameters }) => {
    try {
      const { Command: command } = await client.send(
        new SendCommandCommand({
          InstanceIds: [instanceId],
          DocumentName: document,
          // The version that the stack made: a later one is somebody else's, and this one cannot be changed.
          DocumentVersion: '1',
          Comment: comment,
          // 30 s is the shortest delivery timeout of Systems Manager.
          TimeoutSeconds: 30,
          Parameters: Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, [value]])),
        }),
      );
      return command ? { command } : { problem: 'Systems Manager returned no command' };
    } catch (error) {
      return { problem: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
    }
  },
});
