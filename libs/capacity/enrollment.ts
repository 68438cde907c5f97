import { act, type Plan } from '../controller/plan.ts';
import type { Host } from '../hosts/host.ts';
import type { Threshold } from '../hosts/thresholds.ts';
import type { ResumeActions } from './model.ts';
import { writeState } from './state-write.ts';

/**
 * Whether a host was enrolled just now: nothing was recorded or notified of it. It gets a state at once, with what the bill
 * has passed by then: a threshold passed before its enrollment never stops it.
 */
export const isNewlyEnrolled = ({ state, history }: Host): boolean =>
  state.intent === 'running' && state.since === undefined && history.at === undefined;

/** Records since when a host is enrolled, and the threshold that the bill has passed by then. */
export const recordEnrollment = (host: Host, threshold: Threshold | undefined, now: Date): Plan<ResumeActions> =>
  act<ResumeActions>(
    writeState(host, 'it was newly enrolled', { intent: 'running', since: now, ...(threshold && { threshold }) }),
  );
