import type { Host } from '../fleet.ts';
import { converged, type Plan, refuse, wait } from '../plan.ts';
import { formatSizes } from '../state.ts';
import type { CapacityTarget, ResumeActions, SuspendActions } from './model.ts';
import { planResume, planResuming } from './resume.ts';
import { garbledState, minutesSince } from './steps.ts';
import { planSuspend, planSuspended } from './suspend.ts';

/** So long the run that wrote an intent is left to carry it out: two runs on one host would pay for each call twice. */
export const FRESH_MINUTES = 1;

/** Keeps a host as its state tag says. */
export const planHost = (host: Host, now: Date): Plan<SuspendActions> => {
  const { state } = host;
  if (state.intent === 'unreadable') return garbledState(state.text);
  if (state.intent === 'suspended') {
    const isFresh = minutesSince(state.since, now) < FRESH_MINUTES;
    return isFresh ? wait('it was suspended just now, by a run that goes on') : planSuspended(host, state, now);
  }
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
