import type { Host } from '../hosts/host.ts';
import { converged, type Plan, refuse, wait } from '../controller/plan.ts';
import { minutesSince } from '../controller/time.ts';
import { formatSizes } from '../aws/sizes.ts';
import type { CapacityTarget, ResumeActions, SuspendActions } from './model.ts';
import { planResume, planResuming } from './resume.ts';
import { refuseUnreadableState } from './state-write.ts';
import { planSuspend, planSuspended } from './suspend.ts';

/** So long the run that wrote an intent is left to carry it out: two runs on one host would pay for each call twice. */
export const RUN_GRACE_MINUTES = 1;

/** Keeps a host as its state tag says. */
export const planCurrentState = (host: Host, now: Date): Plan<SuspendActions> => {
  const { state } = host;
  if (state.intent === 'unreadable') return refuseUnreadableState(state.text);
  if (state.intent === 'suspended') {
    const isFresh = minutesSince(state.since, now) < RUN_GRACE_MINUTES;
    return isFresh ? wait('it was suspended just now, by a run that goes on') : planSuspended(host, state, now);
  }
  if (state.intent === 'resuming') return planResuming(host, state, now);
  return converged(`is running at ${formatSizes(host.sizes)}`);
};

/** What a run that may suspend does next. */
export const planSuspendRun = ({ request }: CapacityTarget, host: Host, now: Date): Plan<SuspendActions> => {
  if (request?.intent === 'ask') return refuse(request.reason);
  return request?.intent === 'suspend' ? planSuspend(host, request, now) : planCurrentState(host, now);
};

/** What a run that may resume does next; without the request to, nothing. */
export const planResumeRun = ({ request }: CapacityTarget, host: Host, now: Date): Plan<ResumeActions> =>
  request?.intent === 'resume' ? planResume(host, request, now) : converged('is left as it is');
