import type { Host } from '../fleet.ts';
import { converged, type Plan, refuse } from '../plan.ts';
import { formatSizes } from '../state.ts';
import type { CapacityTarget, ResumeActions, SuspendActions } from './model.ts';
import { planResume, planResuming } from './resume.ts';
import { garbledState } from './steps.ts';
import { planSuspend, planSuspended } from './suspend.ts';

/** Keeps a host as its state tag says. */
export const planHost = (host: Host, now: Date): Plan<SuspendActions> => {
  const { state } = host;
  if (state.intent === 'unreadable') return garbledState(state.text);
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
