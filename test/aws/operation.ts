/** A call as AWS sees it: whose role, to which region, when. */
export interface CallContext {
  /** Logical id of the caller's role in the template; `owner` may do everything. */
  readonly caller: string;
  readonly region: string;
  readonly at: Date;
}

/** What a policy is asked about one call: the resource's ARN, and the condition keys AWS would fill in. */
export interface AuthorizationRequest {
  readonly resource: string;
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

/** One operation of a simulated service: what IAM is asked, then what AWS answers. It takes no time by itself. */
export interface Operation<Input = never, Output = unknown> {
  /** Several, where a call names several resources; `*` where it names none. */
  readonly authorization?: (input: Input, call: CallContext) => readonly AuthorizationRequest[];
  readonly handle: (input: Input, call: CallContext) => Output;
}

/** A simulated service: its operations under the names AWS gives them. */
export type Service = Readonly<Record<string, Operation>>;

/** An error as AWS answers it: `code` is what SDKs expose as `name`. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = 'AwsError';
    this.code = code;
    this.status = status;
  }
}

/** The account that every world lives in: AWS's own documentation account. */
export const ACCOUNT = '123456789012';
