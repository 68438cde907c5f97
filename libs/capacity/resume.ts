import type { Host } from '../hosts/host.ts';
import { act, converged, inOrder, type Plan, refuse, wait } from '../controller/plan.ts';
import { refOf } from '../controller/result.ts';
import { minutesSince } from '../controller/time.ts';
import { formatSizes, sameSizes, type Sizes, ZERO } from '../aws/sizes.ts';
import { nextMultiple, type Threshold } from '../hosts/thresholds.ts';
import type { ResumeActions, CapacityRequest } from './model.ts';
import { refuseUnreadableState, formatIds, writeState, type Resuming } from './state-write.ts';

/**
 * So long the sizes of a resumed host must have been in force before it counts as running: longer than any run can last
 * that still acts on older news. Until then what such a run undid is done again.
 */
export const RESUMING_MINUTES = 15;

/** What the bill has said of a host stays with it: an older threshold that comes late is known for old. */
const currentThreshold = ({ state }: Host): { readonly threshold?: Threshold } =>
  state.intent !== 'unreadable' && state.threshold ? { threshold: state.threshold } : {};

/** Brings a host to its sizes, and keeps it there until they have been in force for long enough. */
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

/** The intent first, then the sizes: a run that dies in between leaves what the next pass carries out. */
const scaleBack = (host: Host, sizes: Sizes, now: Date, reason = 'it is to come back'): Plan<ResumeActions> =>
  act<ResumeActions>(writeState(host, reason, { intent: 'resuming', sizes, since: now, ...currentThreshold(host) }), {
    action: 'autoscaling:UpdateAutoScalingGroup',
    reason: `its sizes were ${formatSizes(host.sizes)}`,
    ...refOf(host),
    sizes,
  });

/** Resumes a host, if its sizes are known and it is known what guards it from then on. */
export const planResume = (
  host: Host,
  request: Extract<CapacityRequest, { intent: 'resume' }>,
  now: Date,
): Plan<ResumeActions> => {
  const { state } = host;
  const { sizes: requested, acceptUnguarded } = request;
  if (state.intent === 'unreadable') return refuseUnreadableState(state.text);
  if (state.intent === 'resuming') return planResuming(host, state, now);
  if (state.intent === 'running' && !sameSizes(host.sizes, ZERO)) return converged('is running');
  const recorded = state.intent === 'suspended' ? state.sizes : undefined;
  // A host has one instance: the roles could not set more, so larger sizes are as good as forgotten.
  const usable = recorded && recorded.max <= 1 ? recorded : undefined;
  if (usable && requested && !sameSizes(usable, requested)) {
    return refuse(`its sizes ${formatSizes(usable)} are remembered: leave "sizes" out`);
  }
  const sizes = usable ?? requested;
  if (!sizes) {
    const why = recorded ? `were ${formatSizes(recorded)}, too many for a host` : 'are not remembered';
    return refuse(`its sizes ${why}: add "sizes":"0/1/1"`);
  }
  const next = nextMultiple(state.threshold, now);
  if (next === undefined && !acceptUnguarded) {
    return refuse(
      'this month\'s bill has passed the last threshold that would stop it: add "acceptUnguarded":true to go on without',
    );
  }
  const guard =
    next === undefined
      ? 'nothing stops it again this month'
      : `the bill stops it again at ${next} times the critical line`;
  return scaleBack(host, sizes, now, `it is to come back; ${guard}`);
};
