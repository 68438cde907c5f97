/**
 * Thrown where only a later observation says whether to ask again: nobody knows whether AWS has done what it was asked for,
 * and asking again could do it twice; or AWS does not do it now.
 */
export class NotNow extends Error {
  /** `error` is what the call failed with. It is no `cause`: the SDK looks there for errors to try again. */
  constructor(reason: string, error?: unknown) {
    super(error instanceof Error ? `${reason}: ${error.message}` : reason);
    this.name = 'NotNow';
  }
}

/**
 * The operations that make something anew each time. Of these RunInstances, CreateVolume and CopyVolumes take a token with
 * which a second request makes nothing; the other ones take none.
 * https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html
 */
const CREATES: ReadonlySet<string> = new Set(['CreateSnapshot', 'CopySnapshot', 'RunInstances']);

/** Whether a second request could do the same again. */
export const isRepeatable = (operation: string, input: object): boolean =>
  !CREATES.has(operation) || ('ClientToken' in input && input.ClientToken !== undefined);

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html */
const THROTTLED = /^(RequestLimitExceeded|Throttling|ThrottlingException)$/;

const statusOf = (error: object): unknown =>
  '$metadata' in error && typeof error.$metadata === 'object' && error.$metadata && 'httpStatusCode' in error.$metadata
    ? error.$metadata.httpStatusCode
    : undefined;

/** Whether an error says that AWS has done nothing: it refused the request, or throttled it. */
export const isRefusal = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  const status = statusOf(error);
  return THROTTLED.test(error.name) || (typeof status === 'number' && status >= 400 && status < 500);
};
