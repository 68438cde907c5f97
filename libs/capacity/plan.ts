import type { Host, Instance } from '../fleet.ts';
import { act, type Action, converged, inOrder, type Plan, refuse, wait } from '../plan.ts';
import { formatSizes, NONE, RUNGS, sameSizes, type Sizes, type State } from '../state.ts';
import type { CapacityTarget, ResumeActions, SuspendActions, Wish } from './model.ts';

/**
 * So long the sizes of a resumed host must have been in force before it counts as running: longer than any run can last
 * that still acts on older news. Until then what such a run undid is done again.
 */
export const RESUMING_MINUTES = 15;

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

const minutesSince = (since: Date, now: Date): number => (now.getTime() - since.getTime()) / 60_000;

const garbled = (tag: string, text: string, fix: string): Plan<never> =>
  refuse(`its tag hostkeeper:${tag} says "${text}", which means nothing: ${fix}`);

const UNREADABLE_STATE = 'set it to "running", or remove it';

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

const listed = (instances: readonly Instance[]): string => instances.map(({ instanceId }) => instanceId).join(', ');

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

type Suspended = Extract<State, { intent: 'suspended' }>;
type Resuming = Extract<State, { intent: 'resuming' }>;

const planSuspended = (host: Host, { since, cause }: Suspended, now: Date): Plan<SuspendActions> =>
  inOrder<SuspendActions>(
    () => act<SuspendActions>(stop(host)),
    () => act<SuspendActions>(terminate(host, since, now)),
    () => {
      const strange = host.instances.find(({ lifecycleState }) => !(lifecycleState in LEAVES));
      return strange && wait(`${strange.instanceId} is ${strange.lifecycleState}, a state not known here`);
    },
    () => (host.instances.length > 0 ? wait(`${listed(host.instances)} has not ended yet`) : undefined),
    () =>
      host.warmPool
        ? refuse(
            'its group has a warm pool, whose instances go on: ' +
              `aws autoscaling delete-warm-pool --region ${host.region} --auto-scaling-group-name '${host.group}' --force-delete`,
          )
        : undefined,
    () => converged(`suspended by ${cause} since ${since.toISOString()}; no instance is left`),
  );

const remembering = (
  { region, group }: Host,
  reason: string,
  state: ResumeActions['autoscaling:CreateOrUpdateTags']['state'],
) => ({ action: 'autoscaling:CreateOrUpdateTags', reason, region, group, state }) as const;

const planResuming = (host: Host, { sizes, since }: Resuming, now: Date): Plan<ResumeActions> =>
  inOrder<ResumeActions>(
    () => (sameSizes(host.sizes, sizes) ? undefined : bring(host, sizes, now)),
    () =>
      sizes.desired > 0 && !host.instances.some(({ lifecycleState }) => lifecycleState === 'InService')
        ? wait('no instance is in service yet')
        : undefined,
    () =>
      minutesSince(since, now) < RESUMING_MINUTES
        ? converged(`back at ${formatSizes(sizes)}; ${listed(host.instances) || 'no instance wanted'}`)
        : undefined,
    () => ({
      status: 'act',
      actions: [
        remembering(host, `its sizes were in force for ${RESUMING_MINUTES} minutes`, { intent: 'running', since }),
      ],
    }),
  );

/** The intent first, then the sizes: a run that dies in between leaves what the next pass carries out. */
const bring = (host: Host, sizes: Sizes, now: Date, reason = 'it is to come back'): Plan<ResumeActions> => ({
  status: 'act',
  actions: [
    remembering(host, reason, { intent: 'resuming', sizes, since: now }),
    {
      action: 'autoscaling:UpdateAutoScalingGroup',
      reason: `its sizes were ${formatSizes(host.sizes)}`,
      region: host.region,
      group: host.group,
      sizes,
    },
  ],
});

/** The sizes to come back to: never 0/0/0, which says nothing, and never others while some are remembered. */
const sizesToRemember = ({ state, sizes }: Host): Sizes | undefined => {
  if (state.intent === 'resuming') return state.sizes;
  return sameSizes(sizes, NONE) ? undefined : sizes;
};

const rungOf = ({ rung }: { readonly rung?: number }) => (rung === undefined ? {} : { rung });

/** The next line that stops a host which the bill had stopped; each month begins anew. `undefined` where none is left. */
const nextRung = ({ rung = 0, since }: Suspended, now: Date): number | undefined => {
  const sameMonth = since.toISOString().slice(0, 7) === now.toISOString().slice(0, 7);
  return RUNGS.find((one) => one > (sameMonth ? rung : 0));
};

const planSuspend = (host: Host, wish: Extract<Wish, { intent: 'suspend' }>, now: Date): Plan<SuspendActions> => {
  const { state, onCriticalBudget } = host;
  if (state.intent === 'unreadable') return garbled('state', state.text, UNREADABLE_STATE);
  if (state.intent === 'suspended') {
    const higher = (wish.rung ?? 0) > (state.rung ?? 0) && wish.at > state.since;
    return higher
      ? {
          status: 'act',
          actions: [
            remembering(host, `the bill rose to ${wish.rung} times the critical line`, { ...state, ...rungOf(wish) }),
          ],
        }
      : planSuspended(host, state, now);
  }
  if (state.since && wish.at <= state.since) {
    return converged(`${state.intent} since ${state.since.toISOString()}: news of ${wish.at.toISOString()} is older`);
  }
  if (wish.spare && onCriticalBudget === 'keep') return refuse('its tag hostkeeper:on-critical-budget is keep');
  if (wish.spare && onCriticalBudget !== 'suspend') {
    return garbled('on-critical-budget', onCriticalBudget, 'set it to "suspend" or "keep"');
  }
  const sizes = sizesToRemember(host);
  const suspended: Suspended = {
    intent: 'suspended',
    since: now,
    cause: wish.cause,
    ...(sizes && { sizes }),
    ...rungOf(wish),
  };
  return {
    status: 'act',
    actions: [remembering(host, `the ${wish.cause} wants it suspended`, suspended), ...stop(host)],
  };
};

const planResume = (host: Host, wish: Extract<Wish, { intent: 'resume' }>, now: Date): Plan<ResumeActions> => {
  const { state } = host;
  const { sizes: wished, acceptUnguarded } = wish;
  if (state.intent === 'unreadable') return garbled('state', state.text, UNREADABLE_STATE);
  if (state.intent === 'resuming') return planResuming(host, state, now);
  if (state.intent === 'running' && !sameSizes(host.sizes, NONE)) return converged('is running');
  const known = state.intent === 'suspended' ? state.sizes : undefined;
  // A host has one instance: the roles could not set more, so larger sizes are as good as forgotten.
  const remembered = known && known.max <= 1 ? known : undefined;
  if (remembered && wished && !sameSizes(remembered, wished)) {
    return refuse(`its sizes ${formatSizes(remembered)} are remembered: leave "sizes" out`);
  }
  const sizes = remembered ?? wished;
  if (!sizes) {
    const why = known ? `were ${formatSizes(known)}, too many for a host` : 'are not remembered';
    return refuse(`its sizes ${why}: add "sizes":"0/1/1"`);
  }
  const next = state.intent === 'suspended' ? nextRung(state, now) : RUNGS[0];
  if (next === undefined && !acceptUnguarded) {
    return refuse(
      'this month\'s bill has passed the last line that would stop it: add "acceptUnguarded":true to go on without',
    );
  }
  const guard =
    next === undefined
      ? 'nothing stops it again this month'
      : `the bill stops it again at ${next} times the critical line`;
  return bring(host, sizes, now, `it is to come back; ${guard}`);
};

/** Keeps a host as its state tag says. */
export const planHost = (host: Host, now: Date): Plan<SuspendActions> => {
  const { state } = host;
  if (state.intent === 'unreadable') return garbled('state', state.text, UNREADABLE_STATE);
  if (state.intent === 'suspended') return planSuspended(host, state, now);
  if (state.intent === 'resuming') return planResuming(host, state, now);
  return converged(`is running at ${formatSizes(host.sizes)}`);
};

/** What a run that may suspend does next. */
export const planSuspension = ({ wish }: CapacityTarget, host: Host, now: Date): Plan<SuspendActions> => {
  if (wish?.intent === 'ask') return refuse(wish.reason);
  return wish?.intent === 'suspend' ? planSuspend(host, wish, now) : planHost(host, now);
};

/** What a run that may resume does next; without the wish to, nothing. */
export const planResumption = ({ wish }: CapacityTarget, host: Host, now: Date): Plan<ResumeActions> =>
  wish?.intent === 'resume' ? planResume(host, wish, now) : converged('is left as it is');
