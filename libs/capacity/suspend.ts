import { sameSizes, type Sizes, ZERO } from '../aws/sizes.ts';
import { act, converged, type Plan, refuse } from '../controller/plan.ts';
import { minutesSince } from '../controller/time.ts';
import type { Host } from '../hosts/host.ts';
import { TAGS } from '../hosts/tags.ts';
import { alreadyApplied, latestThreshold, type Threshold } from '../hosts/thresholds.ts';
import type { CapacityRequest, SuspendActions } from './model.ts';
import { planSuspended, scaleToZero } from './scale-in.ts';
import { type Suspended, writeState } from './state-write.ts';

/** Between a data point of a metric and the event of the alarm on it. */
const MAX_ALARM_DELAY_MINUTES = 15;

/** The sizes to resume at: never 0/0/0, and those already recorded before any others. */
const sizesToRecord = ({ state, sizes }: Host): Sizes | undefined => {
  if (state.intent === 'resuming') return state.sizes;
  return sameSizes(sizes, ZERO) ? undefined : sizes;
};

/** The threshold to record: the newer one, unless the earlier one includes it. */
const thresholdToRecord = (earlier?: Threshold, newer?: Threshold): { readonly threshold?: Threshold } => {
  const threshold = latestThreshold(earlier, newer);
  return threshold ? { threshold } : {};
};

/**
 * Records a threshold that the bill has passed on a host that is suspended anyway, so that a resume is not undone by it;
 * `undefined` where its state includes it.
 */
export const raiseThreshold = (
  host: Host,
  state: Suspended,
  threshold: Threshold | undefined,
): Plan<SuspendActions> | undefined =>
  threshold && !alreadyApplied(threshold, state.threshold)
    ? act<SuspendActions>(
        writeState(host, `the bill rose to ${threshold.multiple} times the critical amount`, { ...state, threshold }),
      )
    : undefined;

/** Has a host that a restore has suspended stay so after it, unless a tag exempts it. */
const takeOver = (
  host: Host,
  state: Suspended,
  { cause, threshold, honorKeepTag }: Extract<CapacityRequest, { intent: 'suspend' }>,
): Plan<SuspendActions> =>
  honorKeepTag && host.onCriticalBudget === 'keep'
    ? refuse(`its tag ${TAGS.onCriticalBudget.name} is keep`)
    : act<SuspendActions>(
        writeState(host, `requested by the ${cause}, while it is being restored`, {
          ...state,
          cause,
          ...thresholdToRecord(state.threshold, threshold),
        }),
      );

/** Suspends a host, unless the cause is older than its state, or a tag exempts it. A tag that means nothing exempts nothing. */
export const planSuspend = (
  host: Host,
  request: Extract<CapacityRequest, { intent: 'suspend' }>,
  now: Date,
): Plan<SuspendActions> => {
  const { state, onCriticalBudget } = host;
  if (state.intent === 'suspended' && state.cause === 'restore' && request.at > state.since)
    return takeOver(host, state, request);
  if (state.intent === 'suspended') {
    const newer = request.at > state.since ? request.threshold : undefined;
    return raiseThreshold(host, state, newer) ?? planSuspended(host, state, now);
  }
  const { since, threshold }: { readonly since?: Date; readonly threshold?: Threshold } =
    state.intent === 'unreadable' ? {} : state;
  if (since && request.at <= since) {
    return converged(`${state.intent} since ${since.toISOString()}: the cause of ${request.at.toISOString()} is older`);
  }
  // An alarm is evaluated after its data point: just after a host has its state, it may be about what stands in it.
  const mayBeDelayed =
    request.mayBeDelayed === true || (since !== undefined && minutesSince(since, request.at) < MAX_ALARM_DELAY_MINUTES);
  if (mayBeDelayed && request.threshold && alreadyApplied(request.threshold, threshold)) {
    return converged(
      `${state.intent}: the threshold of ${request.threshold.multiple} times the critical amount has suspended it before`,
    );
  }
  if (request.honorKeepTag && onCriticalBudget === 'keep')
    return refuse(`its tag ${TAGS.onCriticalBudget.name} is keep`);
  const sizes = sizesToRecord(host);
  const suspended: Suspended = {
    intent: 'suspended',
    since: now,
    cause: request.cause,
    ...(sizes && { sizes }),
    ...thresholdToRecord(threshold, request.threshold),
  };
  return act<SuspendActions>(writeState(host, `requested by the ${request.cause}`, suspended), ...scaleToZero(host));
};
