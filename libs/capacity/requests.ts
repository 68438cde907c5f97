import { parseSizes } from '../aws/sizes.ts';
import { monthOf } from '../hosts/thresholds.ts';
import type { CapacityRequest } from './model.ts';

/**
 * The request that a decision about the bill makes of every host, except those tagged to be kept. `at` is when the news
 * arose; `mayBeDelayed` says that it may be hours old by now.
 */
export const toRequest = (
  decision:
    | { readonly decision: 'suspend'; readonly multiple: number }
    | { readonly decision: 'ask'; readonly reason: string; readonly multiple?: number },
  at: Date,
  mayBeDelayed = false,
): CapacityRequest => {
  const { multiple } = decision;
  const threshold = multiple === undefined ? {} : { threshold: { multiple, month: monthOf(at) } };
  return decision.decision === 'ask'
    ? { intent: 'ask', reason: decision.reason, ...threshold }
    : { intent: 'suspend', cause: 'budget', ...threshold, at, mayBeDelayed, honorKeepTag: true };
};

/** An operator's request to suspend hosts; those named are suspended although a tag keeps them. */
export const toSuspendRequest = (names: readonly string[] | undefined, at: Date): CapacityRequest => ({
  intent: 'suspend',
  cause: 'operator',
  at,
  honorKeepTag: names === undefined,
});

/** An operator's request to resume hosts; `sizes` (`min/desired/max`) is for hosts whose sizes are not recorded. */
export const toResumeRequest = (input: {
  readonly sizes?: string | undefined;
  readonly acceptUnguarded?: boolean | undefined;
}): CapacityRequest => {
  const sizes = input.sizes === undefined ? undefined : parseSizes(input.sizes);
  return { intent: 'resume', acceptUnguarded: input.acceptUnguarded ?? false, ...(sizes && { sizes }) };
};
