import type { Context } from 'aws-lambda';

/** A process of a function that has started. It lives until it is stopped. */
export interface RunningFunction {
  readonly invoke: (event: unknown, context: Context) => Promise<unknown>;
  readonly stop: () => void;
}

/** A function as the template configures it. */
export interface FunctionDefinition {
  /** Such as `functions/reconcile.handler`. */
  readonly handler: string;
  /** Its memory, in MB. */
  readonly megabytes: number;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly log: (entry: object) => void;
}
