import { act, type Plan, refuse, wait } from '../controller/plan.ts';
import { secondsSince } from '../controller/time.ts';
import type { ObservedHost, SuspendActions, Unrecorded } from './model.ts';
import { planSuspended } from './scale-in.ts';
import { describeUnrecorded, writeState } from './state-write.ts';

/** Attempts of a run to write the state of a host that it stops, and the time between two. Each takes ten seconds at most. */
const MAX_ATTEMPTS = 3;
const RETRY_SECONDS = 15;

/** Keeps to a state that the run could not record: a host is suspended all the same, and the write is tried again. */
export const planUnrecorded = (host: ObservedHost, unrecorded: Unrecorded, now: Date): Plan<SuspendActions> => {
  const { state, attempts, triedAt } = unrecorded;
  const problem = describeUnrecorded(unrecorded);
  if (state.intent !== 'suspended') return refuse(problem);
  const plan = planSuspended(host, state, now);
  if (plan.status === 'act') return plan;
  if (attempts >= MAX_ATTEMPTS) return refuse(problem);
  return secondsSince(triedAt, now) >= RETRY_SECONDS
    ? act<SuspendActions>(writeState(host, 'its state was not recorded yet', state))
    : wait(problem);
};
