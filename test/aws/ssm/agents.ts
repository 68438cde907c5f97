import type { Script } from './documents.ts';

/** How a script ends. */
export interface ScriptEnd {
  readonly exitCode: number;
  /** What it has written. */
  readonly output?: string;
}

/** How long a script runs and how it ends; or its end, where other things decide when that is. */
export type RunningScript = (ScriptEnd & { readonly seconds: number }) | { readonly end: Promise<ScriptEnd> };

/** The agents on the instances, as Systems Manager reaches them. */
export interface InstanceAgents {
  /** Whether the agent of an instance is connected. */
  readonly isOnline: (instanceId: string) => boolean;
  /** Whether it is older than 3.3.2746.0, and knows no variables. */
  readonly isOld: (instanceId: string) => boolean;
  /** Starts a script and returns how it will end; `undefined` if the agent is no longer connected. */
  readonly run: (instanceId: string, script: Script) => RunningScript | undefined;
  /** The tags of an instance, for IAM. */
  readonly tagsOf: (instanceId: string) => Readonly<Record<string, string>>;
}
