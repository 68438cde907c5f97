import { deleteWarmPool, garbled, type Host } from '../fleet.ts';
import { act, type Action, converged, inOrder, type Plan, refuse, wait } from '../plan.ts';
import { formatSizes, isAnswered, type Line, NONE, sameSizes, type Sizes } from '../state.ts';
import type { SuspendActions, Wish } from './model.ts';
import { garbledState, listed, minutesSince, remembering, type Suspended } from './steps.ts';

/** So long a group gets to end its instances by itself, from when it was suspended; then each is ended by name. */
export const SCALE_IN_MINUTES = 2;

/** How an instance leaves a group of size 0, by EC2 Auto Scaling's own states; states that are not here wait, by name. */
const LEAVES: Readonly<Record<string, 'alone' | 'late' | 'never'>> = {
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
const stop = ({ region, group, sizes, suspendedProcesses, instances }: Host): readonly Action<SuspendActions>[] => {
  const actions: Action<SuspendActions>[] = [];
  if (!sameSizes(sizes, NONE)) {
    // Min and desired alone would not do: ECS managed scaling raises desired again, but never above max.
    const reason = `its sizes were ${formatSizes(sizes)}`;
    actions.push({ action: 'autoscaling:UpdateAutoScalingGroup', reason, region, group, sizes: NONE });
  }
  if (suspendedProcesses.includes('Terminate')) {
    const reason = 'its process Terminate was suspended';
    actions.push({ action: 'autoscaling:ResumeProcesses', reason, region, group, processes: ['Terminate'] });
  }
  const safe = instances.filter((one) => one.protectedFromScaleIn && LEAVES[one.lifecycleState] !== 'alone');
  if (safe.length > 0) {
    const reason = `${listed(safe)} was protected from scale-in`;
    const instanceIds = safe.map(({ instanceId }) => instanceId);
    actions.push({ action: 'autoscaling:SetInstanceProtection', reason, region, group, instanceIds });
  }
  return actions;
};

/** What no scale-in ends, and what it should have ended by now. */
const terminate = ({ region, group, instances }: Host, since: Date, now: Date): readonly Action<SuspendActions>[] => {
  const late = minutesSince(since, now) >= SCALE_IN_MINUTES;
  return instances
    .filter(({ lifecycleState }) => LEAVES[lifecycleState] === 'never' || (late && LEAVES[lifecycleState] === 'late'))
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
    () => act<SuspendActions>(stop(host)),
    () => act<SuspendActions>(terminate(host, since, now)),
    () => {
      const strange = host.instances.find(({ lifecycleState }) => !(lifecycleState in LEAVES));
      return strange && wait(`${strange.instanceId} is ${strange.lifecycleState}, a state not known here`);
    },
    () => (host.instances.length > 0 ? wait(`${listed(host.instances)} has not ended yet`) : undefined),
    () =>
      host.warmPool ? refuse('its group has a warm pool, whose instances go on: ' + deleteWarmPool(host)) : undefined,
    () => converged(`suspended by ${cause} since ${since.toISOString()}; no instance is left`),
  );

/** The sizes to come back to: never 0/0/0, which says nothing, and never others while some are remembered. */
const sizesToRemember = ({ state, sizes }: Host): Sizes | undefined => {
  if (state.intent === 'resuming') return state.sizes;
  return sameSizes(sizes, NONE) ? undefined : sizes;
};

/** The line to remember: the newer one, unless it says nothing new. */
const lineToRemember = (earlier?: Line, line = earlier): { readonly line?: Line } => {
  const kept = line && isAnswered(line, earlier) ? earlier : line;
  return kept ? { line: kept } : {};
};

/** Suspends a host, unless the news is older than its state, or a tag keeps it. */
export const planSuspend = (
  host: Host,
  wish: Extract<Wish, { intent: 'suspend' }>,
  now: Date,
): Plan<SuspendActions> => {
  const { state, onCriticalBudget } = host;
  if (state.intent === 'unreadable') return garbledState(state.text);
  if (state.intent === 'suspended') {
    const higher = wish.line && !isAnswered(wish.line, state.line) && wish.at > state.since;
    return higher
      ? {
          status: 'act',
          actions: [
            remembering(host, `the bill rose to ${wish.line?.rung} times the critical line`, {
              ...state,
              ...lineToRemember(state.line, wish.line),
            }),
          ],
        }
      : planSuspended(host, state, now);
  }
  if (state.since && wish.at <= state.since) {
    return converged(`${state.intent} since ${state.since.toISOString()}: news of ${wish.at.toISOString()} is older`);
  }
  if (wish.late && wish.line && isAnswered(wish.line, state.line)) {
    return converged(`${state.intent}: the line of ${wish.line.rung} times the critical one has stopped it before`);
  }
  if (wish.spare && onCriticalBudget === 'keep') return refuse('its tag hostkeeper:on-critical-budget is keep');
  if (wish.spare && onCriticalBudget !== 'suspend') {
    return refuse(garbled('on-critical-budget', onCriticalBudget, 'set it to "suspend" or "keep"'));
  }
  const sizes = sizesToRemember(host);
  const suspended: Suspended = {
    intent: 'suspended',
    since: now,
    cause: wish.cause,
    ...(sizes && { sizes }),
    ...lineToRemember(state.line, wish.line),
  };
  return {
    status: 'act',
    actions: [remembering(host, `the ${wish.cause} wants it suspended`, suspended), ...stop(host)],
  };
};
