import { type Bill, thresholdOf } from '../hosts/bill.ts';
import type { Host } from '../hosts/host.ts';
import { isNewlyEnrolled, recordEnrollment } from './enrollment.ts';
import { advise, converged, type Plan, refuse, wait } from '../controller/plan.ts';
import { parseTag } from '../hosts/host-tags.ts';
import { TAGS, unknownTags } from '../hosts/tags.ts';
import { minutesSince } from '../controller/time.ts';
import { formatSizes } from '../aws/sizes.ts';
import type { CapacityTarget, ObservedHost, ResumeActions, SuspendActions } from './model.ts';
import { planResume, planResuming } from './resume.ts';
import { describeUnrecorded, refuseUnreadableState, type Suspended } from './state-write.ts';
import { planSuspended } from './scale-in.ts';
import { planSuspend, raiseThreshold } from './suspend.ts';
import { planUnrecorded } from './unrecorded.ts';

/** Time that the run which wrote the intent has for itself: two runs on one host would make each call twice. */
const RUN_GRACE_MINUTES = 1;

/** Nothing to do, unless a tag means nothing: one that was to keep the host from being stopped does not keep it. */
const planRunning = ({ tags, sizes }: Host): Plan<SuspendActions> => {
  const unknown = unknownTags(Object.keys(tags));
  const choice = parseTag(TAGS.onCriticalBudget, tags);
  if (typeof choice !== 'string') return refuse([choice.problem, ...unknown].join('; '));
  return unknown.length > 0 ? advise(unknown.join('; ')) : converged(`is running at ${formatSizes(sizes)}`);
};

/** Keeps a suspended host at 0/0/0. Nothing is recorded before that is done: a write that fails must not prevent it. */
const keepSuspended = (host: Host, state: Suspended, now: Date, bill: Bill | undefined): Plan<SuspendActions> => {
  if (minutesSince(state.since, now) < RUN_GRACE_MINUTES)
    return wait('it was just suspended, by a run that may still act');
  const plan = planSuspended(host, state, now);
  return plan.status === 'converged' ? (raiseThreshold(host, state, thresholdOf(bill)) ?? plan) : plan;
};

/** Keeps a host as its state tag says. */
const planCurrentState = (host: Host, now: Date, bill: Bill | undefined): Plan<SuspendActions> => {
  const { state } = host;
  if (state.intent === 'unreadable') return refuseUnreadableState(state.text);
  if (state.intent === 'suspended') return keepSuspended(host, state, now, bill);
  if (state.intent === 'resuming') return planResuming(host, state, now);
  if (isNewlyEnrolled(host)) return recordEnrollment(host, thresholdOf(bill), now);
  return planRunning(host);
};

/** The plan of a run that suspends: each of its hosts has a request. It leaves out of its bundle how a state is kept. */
export const planStop = ({ request }: CapacityTarget, host: ObservedHost, now: Date): Plan<SuspendActions> => {
  if (host.unrecorded) return planUnrecorded(host, host.unrecorded, now);
  if (request?.intent === 'ask')
    return isNewlyEnrolled(host) ? recordEnrollment(host, request.threshold, now) : refuse(request.reason);
  return request?.intent === 'suspend' ? planSuspend(host, request, now) : converged('is left as it is');
};

/** The plan of a pass: a host without a request is kept as its state tag says. */
export const planSuspendRun = (target: CapacityTarget, host: ObservedHost, now: Date): Plan<SuspendActions> =>
  target.request === undefined && host.unrecorded === undefined
    ? planCurrentState(host, now, target.bill)
    : planStop(target, host, now);

/** The plan of the resume controller: without a request to resume, nothing. */
export const planResumeRun = (
  { request, bill }: CapacityTarget,
  host: ObservedHost,
  now: Date,
): Plan<ResumeActions> => {
  if (host.unrecorded) return refuse(describeUnrecorded(host.unrecorded));
  return request?.intent === 'resume' ? planResume(host, request, bill, now) : converged('is left as it is');
};
