import {
  type Command,
  type CommandInvocation,
  ListCommandInvocationsCommand,
  SendCommandCommand,
  type SSMClient,
} from '@aws-sdk/client-ssm';

import { isRefusal } from './not-now.ts';
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

/** What became of a command: Systems Manager accepted it, or gave an error; refused, it runs nowhere. */
type SentCommand = { readonly command: Command } | { readonly problem: string; readonly isRefused: boolean };

/** A command on one instance, with what it has written. There is no output before it has ended. */
interface FoundInvocation {
  readonly hasEnded: boolean;
  /** At most 2,500 characters. */
  readonly output: string;
}

/** https://docs.aws.amazon.com/systems-manager/latest/userguide/monitor-commands.html */
const RUNNING: ReadonlySet<string> = new Set(['Pending', 'InProgress', 'Delayed', 'Cancelling']);

/** Systems Manager in one region. Throws the SDK's errors. */
export interface Ssm {
  /** The commands sent to an instance, with their status. */
  readonly listCommandInvocations: (instanceId: string) => Promise<readonly CommandInvocation[]>;
  /**
   * One command on an instance; `undefined` where it is not listed yet, and where Systems Manager gives an error: then
   * nothing is known of it.
   * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_CommandPlugin.html
   */
  readonly findInvocation: (commandId: string, instanceId: string) => Promise<FoundInvocation | undefined>;
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
  findInvocation: async (CommandId, InstanceId) => {
    try {
      const input = { CommandId, InstanceId, Details: true };
      const { CommandInvocations = [] } = await client.send(new ListCommandInvocationsCommand(input));
      const [invocation] = CommandInvocations;
      return (
        invocation && {
          hasEnded: !RUNNING.has(invocation.Status ?? ''),
          output: (invocation.CommandPlugins ?? []).map(({ Output = '' }) => Output).join('\n'),
        }
      );
    } catch {
      return undefined;
    }
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
      return command ? { command } : { problem: 'Systems Manager returned no command', isRefused: false };
    } catch (error) {
      const problem = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      return { problem, isRefused: isRefusal(error) };
    }
  },
});
