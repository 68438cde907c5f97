import type { Host } from '../hosts/host.ts';
import { type Bill, thresholdOf } from '../hosts/bill.ts';
import { alreadyApplied } from '../hosts/thresholds.ts';
import { isUnrecorded } from '../notifications/history.ts';
import { act, converged, type Plan, refuse, wait } from '../controller/plan.ts';
import { minutesSince } from '../controller/time.ts';
import { formatSizes } from '../aws/sizes.ts';
import type { CapacityTarget, ResumeActions, SuspendActions } from './model.ts';
import { planResume, planResuming } from './resume.ts';
import { refuseUnreadableState, type Suspended, writeState } from './state-write.ts';
import { planSuspended } from './scale-in.ts';
import { planSuspend } from './suspend.ts';

/** Time that the run which wrote the intent has for itself: two runs on one host would make each call twice. */
const RUN_GRACE_MINUTES = 1;

/** Records the threshold that the bill has passed, on a host that is suspended anyway: a resume is not undone by it. */
const raiseThreshold = (host: Host, state: Suspended, bill: Bill | undefined): Plan<SuspendActions> | undefined => {
  const threshold = thresholdOf(bill);
  return threshold && !alreadyApplied(threshold, state.threshold)
    ? act<SuspendActions>(
        writeState(host, `the bill rose to ${threshold.multiple} times the critical amount`, { ...state, threshold }),
      )
    : undefined;
};

/** Keeps a suspended host at 0/0/0. Nothing is recorded before that is done: a write that fails must not prevent it. */
const keepSuspended = (host: Host, state: Suspended, now: Date, bill: Bill | undefined): Plan<SuspendActions> => {
  if (minutesSince(state.since, now) < RUN_GRACE_MINUTES)
    return wait('it was just suspended, by a run that may still act');
  const plan = planSuspended(host, state, now);
  return plan.status === 'converged' ? (raiseThreshold(host, state, bill) ?? plan) : plan;
};

/** Keeps a host as its state tag says. */
const planCurrentState = (host: Host, now: Date, bill: Bill | undefined): Plan<SuspendActions> => {
  const { state } = host;
  if (state.intent === 'unreadable') return refuseUnreadableState(state.text);
  if (state.intent === 'suspended') return keepSuspended(host, state, now, bill);
  if (state.intent === 'resuming') return planResuming(host, state, now);
  if (bill && isUnrecorded(host)) return recordEnrollment(host, bill, now);
  return converged(`is running at ${formatSizes(host.sizes)}`);
};

/** Records since when a host is enrolled, and the threshold that the bill had passed by then. */
const recordEnrollment = (host: Host, bill: Bill, now: Date): Plan<SuspendActions> => {
  const threshold = thresholdOf(bill);
  return act<SuspendActions>(
    writeState(host, 'it was newly enrolled', { intent: 'running', since: now, ...(threshold && { threshold }) }),
  );
};

/** The plan of the suspend controller. */
export const planSuspendRun = ({ request, bill }: CapacityTarget, host: Host, now: Date): Plan<SuspendActions> => {
  if (request?.intent === 'ask') return refuse(request.reason);
  return request?.intent === 'suspend' ? planSuspend(host, request, now) : planCurrentState(host, now, bill);
};

/** The plan of the resume controller: without a request to resume, nothing. */
export const planResumeRun = ({ request, bill }: CapacityTarget, host: Host, now: Date): Plan<ResumeActions> =>
  request?.intent === 'resume' ? planResume(host, request, bill, now) : converged('is left as it is');
