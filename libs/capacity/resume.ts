import { type Bill, thresholdOf } from '../hosts/bill.ts';
import type { Host } from '../hosts/host.ts';
import { act, converged, inOrder, type Plan, refuse, wait } from '../controller/plan.ts';
import { refOf } from '../controller/result.ts';
import { minutesSince } from '../controller/time.ts';
import { formatSizes, sameSizes, type Sizes, ZERO } from '../aws/sizes.ts';
import { isRestoring } from '../hosts/restore-state.ts';
import { invalidTag, TAGS } from '../hosts/tags.ts';
import { latestThreshold, nextMultiple, type Threshold } from '../hosts/thresholds.ts';
import type { ObservedHost, ResumeActions, CapacityRequest } from './model.ts';
import { offerSizes, refuseUnreadableState, formatIds, writeState, type Resuming } from './state-write.ts';

/**
 * Time that the sizes of a resumed host must be in force before it counts as running. No run takes longer, so a run that
 * still acts on an older cause ends before; until then its changes are reverted.
 */
const RESUMING_MINUTES = 15;

/**
 * The recorded threshold, which every later state keeps: it identifies a lower threshold that is reported late. A higher
 * one that the bill has passed meanwhile takes its place, so that it does not undo a resume.
 */
const currentThreshold = ({ state }: Host, bill?: Bill): { readonly threshold?: Threshold } => {
  const threshold = latestThreshold(state.intent === 'unreadable' ? undefined : state.threshold, thresholdOf(bill));
  return threshold ? { threshold } : {};
};

/** Scales a host to its sizes, and keeps it there until they have been in force for long enough. */
export const planResuming = (host: Host, { sizes, since }: Resuming, now: Date): Plan<ResumeActions> =>
  inOrder<ResumeActions>(
    [
      () => (sameSizes(host.sizes, sizes) ? undefined : scaleBack(host, sizes, now)),
      () =>
        sizes.desired > 0 && !host.instances.some(({ lifecycleState }) => lifecycleState === 'InService')
          ? wait('no instance is in service yet')
          : undefined,
      () =>
        minutesSince(since, now) < RESUMING_MINUTES
          ? converged(`back at ${formatSizes(sizes)}; ${formatIds(host.instances) || 'no instance wanted'}`)
          : undefined,
    ],
    () =>
      act<ResumeActions>(
        writeState(host, `its sizes were in force for ${RESUMING_MINUTES} minutes`, {
          intent: 'running',
          since,
          ...currentThreshold(host),
        }),
      ),
  );

/** That it is a restore that resumes the host. */
const byRestore = ({ state }: Host): { readonly cause?: 'restore' } =>
  state.intent === 'resuming' && state.cause ? { cause: state.cause } : {};

/** The intent is recorded before the sizes are set: if the run dies in between, the next pass sets them. */
const scaleBack = (
  host: Host,
  sizes: Sizes,
  now: Date,
  reason = 'it is being resumed',
  bill?: Bill,
): Plan<ResumeActions> =>
  act<ResumeActions>(
    writeState(host, reason, {
      intent: 'resuming',
      sizes,
      since: now,
      ...byRestore(host),
      ...currentThreshold(host, bill),
    }),
    {
      action: 'autoscaling:UpdateAutoScalingGroup',
      reason: `its sizes were ${formatSizes(host.sizes)}`,
      ...refOf(host),
      sizes,
    },
  );

const describeUnknownSizes = ({ desiredBeforeZero }: ObservedHost): string =>
  desiredBeforeZero === undefined
    ? 'are not recorded'
    : `are not recorded, but its group had a desired capacity of ${desiredBeforeZero} before it was set to 0/0/0`;

/** Refuses to resume a host while its volumes change their roles: an instance could get the wrong one. */
const refuseRestoring = ({ restore, state }: ObservedHost): Plan<never> => {
  if (restore?.status === 'unreadable') return refuse(invalidTag(TAGS.restore, restore.text));
  const isResumedThen = state.intent === 'suspended' && state.cause === 'restore';
  return refuse(`its data is being restored: ${isResumedThen ? 'it is resumed at the end' : 'resume it after that'}`);
};

/** Resumes a host whose sizes are known. Refuses when no threshold guards it afterwards, unless the request accepts that. */
export const planResume = (
  host: ObservedHost,
  request: Extract<CapacityRequest, { intent: 'resume' }>,
  bill: Bill | undefined,
  now: Date,
): Plan<ResumeActions> => {
  const { state } = host;
  const { sizes: requested, acceptUnguarded } = request;
  if (state.intent === 'unreadable') return refuseUnreadableState(state.text);
  if (state.intent === 'suspended' && isRestoring(host.restore)) return refuseRestoring(host);
  if (state.intent === 'resuming') return planResuming(host, state, now);
  if (state.intent === 'running' && !sameSizes(host.sizes, ZERO)) return converged('is running');
  const recorded = state.intent === 'suspended' ? state.sizes : undefined;
  // A host has one instance, and the roles allow no more: larger sizes cannot be used.
  const usable = recorded && recorded.max <= 1 ? recorded : undefined;
  if (usable && requested && !sameSizes(usable, requested)) {
    return refuse(`its sizes ${formatSizes(usable)} are recorded: leave "sizes" out`);
  }
  const sizes = usable ?? requested;
  if (!sizes) {
    const why = recorded ? `were ${formatSizes(recorded)}, too many for a host` : describeUnknownSizes(host);
    return refuse(`its sizes ${why}: add "sizes":"${formatSizes(offerSizes(host))}"`);
  }
  const next = nextMultiple(currentThreshold(host, bill).threshold, now);
  if (next === undefined && !acceptUnguarded) {
    return refuse(
      'this month\'s bill has passed the last threshold that would stop it: add "acceptUnguarded":true to resume without a guard',
    );
  }
  const guard =
    next === undefined
      ? 'nothing stops it again this month'
      : `the bill stops it again at ${next} times the critical amount`;
  return scaleBack(host, sizes, now, `resume requested; ${guard}`, bill);
};
