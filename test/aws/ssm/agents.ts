import type { Script } from './documents.ts';

/** The agents on the instances, as Systems Manager reaches them. */
export interface InstanceAgents {
  /** Whether the agent of an instance is connected. */
  readonly isOnline: (instanceId: string) => boolean;
  /** Whether it is older than 3.3.2746.0, and knows no variables. */
  readonly isOld: (instanceId: string) => boolean;
  /** Starts a script and returns how it will end; `undefined` if the agent is no longer connected. */
  readonly run: (
    instanceId: string,
    script: Script,
  ) => { readonly seconds: number; readonly exitCode: number } | undefined;
  /** The tags of an instance, for IAM. */
  readonly tagsOf: (instanceId: string) => Readonly<Record<string, string>>;
}
