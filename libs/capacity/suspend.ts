import { deleteWarmPool, invalidTag, type Host } from '../hosts/directory.ts';
import { act, type Action, converged, inOrder, type Plan, refuse, wait } from '../controller/plan.ts';
import { formatSizes, sameSizes, type Sizes, ZERO } from '../aws/sizes.ts';
import { alreadyApplied, type Threshold } from '../hosts/state.ts';
import type { SuspendActions, CapacityRequest } from './model.ts';
import { refuseUnreadableState, formatIds, minutesSince, writeState, type Suspended } from './state-write.ts';

/** So long a group gets to end its instances by itself, from when it was suspended; then each is ended by name. */
export const SCALE_IN_MINUTES = 2;

/** How an instance leaves a group of size 0, by EC2 Auto Scaling's own states; states that are not here wait, by name. */
const SCALE_IN: Readonly<Record<string, 'alone' | 'late' | 'never'>> = {
  // The group ends these; if it does not, they are ended by name.
  Pending: 'late',
  'Pending:Wait': 'late',
  'Pending:Proceed': 'late',
  InService: 'late',
  // No scale-in ever touches these.
  Standby: 'never',
  'Terminating:Retained': 'never',
  // On their way already.
  EnteringStandby: 'alone',
  Terminating: 'alone',
  'Terminating:Wait': 'alone',
  'Terminating:Proceed': 'alone',
  Terminated: 'alone',
  Detaching: 'alone',
  Detached: 'alone',
};

/** What keeps a group from ending its instances, and its sizes, in the order in which they must go. */
const scaleToZero = ({
  region,
  group,
  sizes,
  suspendedProcesses,
  instances,
}: Host): readonly Action<SuspendActions>[] => {
  const actions: Action<SuspendActions>[] = [];
  if (!sameSizes(sizes, ZERO)) {
    // Min and desired alone would not do: ECS managed scaling raises desired again, but never above max.
    const reason = `its sizes were ${formatSizes(sizes)}`;
    actions.push({ action: 'autoscaling:UpdateAutoScalingGroup', reason, region, group, sizes: ZERO });
  }
  if (suspendedProcesses.includes('Terminate')) {
    const reason = 'its process Terminate was suspended';
    actions.push({ action: 'autoscaling:ResumeProcesses', reason, region, group, processes: ['Terminate'] });
  }
  const protectedInstances = instances.filter(
    (one) => one.protectedFromScaleIn && SCALE_IN[one.lifecycleState] !== 'alone',
  );
  if (protectedInstances.length > 0) {
    const reason = `${formatIds(protectedInstances)} was protected from scale-in`;
    const instanceIds = protectedInstances.map(({ instanceId }) => instanceId);
    actions.push({ action: 'autoscaling:SetInstanceProtection', reason, region, group, instanceIds });
  }
  return actions;
};

/** What no scale-in ends, and what it should have ended by now. */
const terminateRemaining = (
  { region, group, instances }: Host,
  since: Date,
  now: Date,
): readonly Action<SuspendActions>[] => {
  const late = minutesSince(since, now) >= SCALE_IN_MINUTES;
  return instances
    .filter(
      ({ lifecycleState }) => SCALE_IN[lifecycleState] === 'never' || (late && SCALE_IN[lifecycleState] === 'late'),
    )
    .map(({ instanceId, lifecycleState }) => ({
      action: 'autoscaling:TerminateInstanceInAutoScalingGroup',
      reason: `${instanceId} was still there, ${lifecycleState}`,
      region,
      group,
      instanceId,
    }));
};

/** Keeps a suspended host at 0/0/0 until no instance is left. */
export const planSuspended = (host: Host, { since, cause }: Suspended, now: Date): Plan<SuspendActions> =>
  inOrder<SuspendActions>(
    () => act<SuspendActions>(scaleToZero(host)),
    () => act<SuspendActions>(terminateRemaining(host, since, now)),
    () => {
      const unknown = host.instances.find(({ lifecycleState }) => !(lifecycleState in SCALE_IN));
      return unknown && wait(`${unknown.instanceId} is ${unknown.lifecycleState}, a state not known here`);
    },
    () => (host.instances.length > 0 ? wait(`${formatIds(host.instances)} has not ended yet`) : undefined),
    () =>
      host.warmPool
        ? refuse('its group has a warm pool, whose instances go on: delete the pool', deleteWarmPool(host))
        : undefined,
    () => converged(`suspended by ${cause} since ${since.toISOString()}; no instance is left`),
  );

/** The sizes to come back to: never 0/0/0, which says nothing, and never others while some are remembered. */
const sizesToRecord = ({ state, sizes }: Host): Sizes | undefined => {
  if (state.intent === 'resuming') return state.sizes;
  return sameSizes(sizes, ZERO) ? undefined : sizes;
};

/** The threshold to remember: the newer one, unless it says nothing new. */
const thresholdToRecord = (earlier?: Threshold, threshold = earlier): { readonly threshold?: Threshold } => {
  const newest = threshold && alreadyApplied(threshold, earlier) ? earlier : threshold;
  return newest ? { threshold: newest } : {};
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
    const higher = request.threshold && !alreadyApplied(request.threshold, state.threshold) && request.at > state.since;
    return higher
      ? {
          status: 'act',
          actions: [
            writeState(host, `the bill rose to ${request.threshold?.multiple} times the critical line`, {
              ...state,
              ...thresholdToRecord(state.threshold, request.threshold),
            }),
          ],
        }
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
  if (request.honorKeepTag && onCriticalBudget === 'keep')
    return refuse('its tag hostkeeper:on-critical-budget is keep');
  if (request.honorKeepTag && onCriticalBudget !== 'suspend') {
    return refuse(invalidTag('on-critical-budget', onCriticalBudget, 'set it to "suspend" or "keep"'));
  }
  const sizes = sizesToRecord(host);
  const suspended: Suspended = {
    intent: 'suspended',
    since: now,
    cause: request.cause,
    ...(sizes && { sizes }),
    ...thresholdToRecord(state.threshold, request.threshold),
  };
  return {
    status: 'act',
    actions: [writeState(host, `the ${request.cause} wants it suspended`, suspended), ...scaleToZero(host)],
  };
};
