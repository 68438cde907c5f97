/** A call as AWS sees it. */
export interface CallContext {
  /** The logical id of the caller's role in the template. `owner` may call everything. */
  readonly caller: string;
  readonly region: string;
  readonly at: Date;
}

/** One question to IAM about a call: the ARN of the resource, and the condition keys that AWS fills in. */
export interface AuthorizationRequest {
  readonly resource: string;
  /** The operation of the same service, or the action, that IAM decides on; by default the operation that is called. */
  readonly action?: string;
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

/** One operation of a simulated service. It takes no time by itself. */
export interface Operation<Input = never, Output = unknown> {
  /** What IAM decides before the call: one request for each resource the call names. Absent for the resource `*`. */
  readonly authorization?: (input: Input, call: CallContext) => readonly AuthorizationRequest[];
  /** Changes the state and returns the response. Throws an `AwsError` where AWS refuses. */
  readonly handle: (input: Input, call: CallContext) => Output;
}

/** The operations of a simulated service, by AWS's names. */
export type Service = Readonly<Record<string, Operation>>;

/** An error response of AWS. SDKs expose `code` as the `name` of the error; `status` is the HTTP status. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  /** What it says besides its code and message, in JSON. */
  readonly members: Readonly<Record<string, string>>;

  constructor(code: string, message: string, status = 400, members: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = 'AwsError';
    this.code = code;
    this.status = status;
    this.members = members;
  }
}

/** AWS does not answer a call. Whoever carries the call keeps its connection open, and waits until the caller gives up. */
export class NoReply extends Error {
  constructor(operation: string) {
    super(`AWS does not answer ${operation}.`);
    this.name = 'NoReply';
  }
}

/** The process that made a call has ended: AWS never received the call. */
export class ProcessEnded extends Error {
  constructor(caller: string) {
    super(`The process of ${caller} has ended.`);
    this.name = 'ProcessEnded';
  }
}

/** The id of the simulated account: the one that AWS's documentation uses. */
export const ACCOUNT = '123456789012';
