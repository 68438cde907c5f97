import type { Host } from '../fleet.ts';
import { converged, inOrder, type Plan, refuse, wait } from '../plan.ts';
import { formatSizes, isAnswered, type Line, monthOf, NONE, RUNGS, sameSizes, type Sizes } from '../state.ts';
import type { ResumeActions, Wish } from './model.ts';
import { garbledState, listed, minutesSince, remembering, type Resuming } from './steps.ts';

/**
 * So long the sizes of a resumed host must have been in force before it counts as running: longer than any run can last
 * that still acts on older news. Until then what such a run undid is done again.
 */
export const RESUMING_MINUTES = 15;

/** What the bill has said of a host stays with it: an older line that comes late is known for old. */
const lineOf = ({ state }: Host): { readonly line?: Line } =>
  state.intent !== 'unreadable' && state.line ? { line: state.line } : {};

/** Brings a host to its sizes, and keeps it there until they have been in force for long enough. */
export const planResuming = (host: Host, { sizes, since }: Resuming, now: Date): Plan<ResumeActions> =>
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
        remembering(host, `its sizes were in force for ${RESUMING_MINUTES} minutes`, {
          intent: 'running',
          since,
          ...lineOf(host),
        }),
      ],
    }),
  );

/** The intent first, then the sizes: a run that dies in between leaves what the next pass carries out. */
const bring = (host: Host, sizes: Sizes, now: Date, reason = 'it is to come back'): Plan<ResumeActions> => ({
  status: 'act',
  actions: [
    remembering(host, reason, { intent: 'resuming', sizes, since: now, ...lineOf(host) }),
    {
      action: 'autoscaling:UpdateAutoScalingGroup',
      reason: `its sizes were ${formatSizes(host.sizes)}`,
      region: host.region,
      group: host.group,
      sizes,
    },
  ],
});

/** The next line that stops a host which the bill had stopped; each month begins anew. `undefined` where none is left. */
const nextRung = (line: Line | undefined, now: Date): number | undefined =>
  RUNGS.find((rung) => !isAnswered({ rung, month: monthOf(now) }, line));

/** Resumes a host, if its sizes are known and it is known what guards it from then on. */
export const planResume = (host: Host, wish: Extract<Wish, { intent: 'resume' }>, now: Date): Plan<ResumeActions> => {
  const { state } = host;
  const { sizes: wished, acceptUnguarded } = wish;
  if (state.intent === 'unreadable') return garbledState(state.text);
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
  const next = nextRung(state.line, now);
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
