import type { Context } from 'aws-lambda';

/** The record of one invocation. */
export interface Invocation {
  /** The name of the function without the prefix of its stage. */
  readonly name: string;
  readonly at: Date;
  ended: Date;
  readonly event: unknown;
  returned?: unknown;
  error?: string;
}

/** An entry in the log of a function. */
export interface LogEntry {
  readonly at: Date;
  /** The name of the function without the prefix of its stage. */
  readonly name: string;
  readonly entry: object;
}

/** The context object of an invocation; only the name and the remaining time are simulated. */
export const contextOf = (functionName: string, getRemainingTimeInMillis: () => number): Context => ({
  functionName,
  getRemainingTimeInMillis,
  awsRequestId: '',
  callbackWaitsForEmptyEventLoop: false,
  functionVersion: '$LATEST',
  invokedFunctionArn: '',
  logGroupName: '',
  logStreamName: '',
  memoryLimitInMB: '128',
  done: () => {},
  fail: () => {},
  succeed: () => {},
});
