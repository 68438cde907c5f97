import { deleteWarmPool, type Host } from '../hosts/host.ts';
import { act, type Action, actIfAny, converged, inOrder, type Plan, refuse, wait } from '../controller/plan.ts';
import { refOf } from '../controller/result.ts';
import { minutesSince } from '../controller/time.ts';
import { formatSizes, sameSizes, type Sizes, ZERO } from '../aws/sizes.ts';
import { TAGS } from '../hosts/tags.ts';
import { alreadyApplied, latestThreshold, type Threshold } from '../hosts/thresholds.ts';
import type { SuspendActions, CapacityRequest } from './model.ts';
import { refuseUnreadableState, formatIds, writeState, type Suspended } from './state-write.ts';

/** So long a group gets to end its instances by itself, from when it was suspended; then each is ended by name. */
export const SCALE_IN_MINUTES = 2;

/** How an instance leaves a group of size 0, by EC2 Auto Scaling's own states; states that are not here wait, by name. */
const SCALE_IN: Readonly<Record<string, 'leaving' | 'expected' | 'never'>> = {
  // The group ends these; if it does not, they are ended by name.
  Pending: 'expected',
  'Pending:Wait': 'expected',
  'Pending:Proceed': 'expected',
  InService: 'expected',
  // No scale-in ever touches these.
  Standby: 'never',
  'Terminating:Retained': 'never',
  // On their way already.
  EnteringStandby: 'leaving',
  Terminating: 'leaving',
  'Terminating:Wait': 'leaving',
  'Terminating:Proceed': 'leaving',
  Terminated: 'leaving',
  Detaching: 'leaving',
  Detached: 'leaving',
};

/** What keeps a group from ending its instances, and its sizes, in the order in which they must go. */
const scaleToZero = (host: Host): readonly Action<SuspendActions>[] => {
  const { sizes, suspendedProcesses, instances } = host;
  const actions: Action<SuspendActions>[] = [];
  if (!sameSizes(sizes, ZERO)) {
    // Min and desired alone would not do: ECS managed scaling raises desired again, but never above max.
    const reason = `its sizes were ${formatSizes(sizes)}`;
    actions.push({ action: 'autoscaling:UpdateAutoScalingGroup', reason, ...refOf(host), sizes: ZERO });
  }
  if (suspendedProcesses.includes('Terminate')) {
    const reason = 'its process Terminate was suspended';
    actions.push({ action: 'autoscaling:ResumeProcesses', reason, ...refOf(host), processes: ['Terminate'] });
  }
  const protectedInstances = instances.filter(
    ({ protectedFromScaleIn, lifecycleState }) => protectedFromScaleIn && SCALE_IN[lifecycleState] !== 'leaving',
  );
  if (protectedInstances.length > 0) {
    const reason = `${formatIds(protectedInstances)} was protected from scale-in`;
    const instanceIds = protectedInstances.map(({ instanceId }) => instanceId);
    actions.push({ action: 'autoscaling:SetInstanceProtection', reason, ...refOf(host), instanceIds });
  }
  return actions;
};

/** What no scale-in ends, and what it should have ended by now. */
const terminateRemaining = (
  { host, region, group, instances }: Host,
  since: Date,
  now: Date,
): readonly Action<SuspendActions>[] => {
  const isLate = minutesSince(since, now) >= SCALE_IN_MINUTES;
  return instances
    .filter(
      ({ lifecycleState }) =>
        SCALE_IN[lifecycleState] === 'never' || (isLate && SCALE_IN[lifecycleState] === 'expected'),
    )
    .map(({ instanceId, lifecycleState }) => ({
      action: 'autoscaling:TerminateInstanceInAutoScalingGroup',
      reason: `${instanceId} was still there, ${lifecycleState}`,
      host,
      region,
      group,
      instanceId,
    }));
};

/** Keeps a suspended host at 0/0/0 until no instance is left. */
export const planSuspended = (host: Host, { since, cause }: Suspended, now: Date): Plan<SuspendActions> =>
  inOrder<SuspendActions>(
    [
      () => actIfAny<SuspendActions>(scaleToZero(host)),
      () => actIfAny<SuspendActions>(terminateRemaining(host, since, now)),
      () => {
        const unknown = host.instances.find(({ lifecycleState }) => !(lifecycleState in SCALE_IN));
        return unknown && wait(`${unknown.instanceId} is ${unknown.lifecycleState}, a state not known here`);
      },
      () => (host.instances.length > 0 ? wait(`${formatIds(host.instances)} has not ended yet`) : undefined),
      () =>
        host.warmPool
          ? refuse('its group has a warm pool, whose instances go on: delete the pool', deleteWarmPool(host))
          : undefined,
    ],
    () => converged(`suspended by ${cause} since ${since.toISOString()}; no instance is left`),
  );

/** The sizes to come back to: never 0/0/0, which says nothing, and never others while some are remembered. */
const sizesToRecord = ({ state, sizes }: Host): Sizes | undefined => {
  if (state.intent === 'resuming') return state.sizes;
  return sameSizes(sizes, ZERO) ? undefined : sizes;
};

/** The threshold to remember: the newer one, unless it says nothing new. */
const thresholdToRecord = (earlier?: Threshold, newer?: Threshold): { readonly threshold?: Threshold } => {
  const threshold = latestThreshold(earlier, newer);
  return threshold ? { threshold } : {};
};

/** Suspends a host, unless the news is older than its state, or a tag keeps it. */
export const planSuspend = (
  host: Host,
  request: Extract<CapacityRequest, { intent: 'suspend' }>,
  now: Date,
): Plan<SuspendActions> => {
  const { state, onCriticalBudget } = host;
  if (state.intent === 'unreadable') return refuseUnreadableState(state.text);
  if (state.intent === 'suspended') {
    const { threshold } = request;
    const isHigher = threshold && !alreadyApplied(threshold, state.threshold) && request.at > state.since;
    return isHigher
      ? act<SuspendActions>(
          writeState(host, `the bill rose to ${threshold.multiple} times the critical line`, { ...state, threshold }),
        )
      : planSuspended(host, state, now);
  }
  if (state.since && request.at <= state.since) {
    return converged(
      `${state.intent} since ${state.since.toISOString()}: news of ${request.at.toISOString()} is older`,
    );
  }
  if (request.mayBeDelayed && request.threshold && alreadyApplied(request.threshold, state.threshold)) {
    return converged(
      `${state.intent}: the threshold of ${request.threshold.multiple} times the critical one has stopped it before`,
    );
  }
  if (request.honorKeepTag && onCriticalBudget !== 'suspend')
    return refuse(
      onCriticalBudget === 'keep' ? `its tag ${TAGS.onCriticalBudget.name} is keep` : onCriticalBudget.problem,
    );
  const sizes = sizesToRecord(host);
  const suspended: Suspended = {
    intent: 'suspended',
    since: now,
    cause: request.cause,
    ...(sizes && { sizes }),
    ...thresholdToRecord(state.threshold, request.threshold),
  };
  return act<SuspendActions>(
    writeState(host, `the ${request.cause} wants it suspended`, suspended),
    ...scaleToZero(host),
  );
};
