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
    | { readonly decision: 'ask'; readonly reason: string },
  at: Date,
  mayBeDelayed = false,
): CapacityRequest =>
  decision.decision === 'ask'
    ? { intent: 'ask', reason: decision.reason }
    : {
        intent: 'suspend',
        cause: 'budget',
        threshold: { multiple: decision.multiple, month: monthOf(at) },
        at,
        mayBeDelayed,
        honorKeepTag: true,
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
