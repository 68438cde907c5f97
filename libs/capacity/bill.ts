import { minutesSince } from '../controller/time.ts';
import { type Bill, newThreshold } from '../hosts/bill.ts';
import type { Host } from '../hosts/host.ts';
import { alreadyApplied, type Threshold } from '../hosts/thresholds.ts';
import { isUnrecorded } from '../notifications/history.ts';
import type { CapacityRequest } from './model.ts';

/** Lambda ends every run by then. */
export const MAX_RUN_MINUTES = 15;

/** Whether a run that stops hosts at this threshold may still be at work: it recorded the first one less than a run ago. */
const isBeingApplied = (threshold: Threshold, hosts: readonly Host[], now: Date): boolean => {
  const ages = hosts.flatMap(({ state }) =>
    state.intent === 'suspended' && state.cause === 'budget' && alreadyApplied(threshold, state.threshold)
      ? [minutesSince(state.since, now)]
      : [],
  );
  return ages.length > 0 && Math.max(...ages) < MAX_RUN_MINUTES;
};

/** What the bill requests of a host, among the hosts of its region; nothing of one that a tag exempts. */
export const toBillRequest = (
  bill: Bill,
  host: Host,
  hosts: readonly Host[],
  now: Date,
): CapacityRequest | undefined => {
  const { state, onCriticalBudget } = host;
  if (onCriticalBudget === 'keep' || state.intent === 'suspended' || isUnrecorded(host)) return undefined;
  if (bill.question !== undefined && state.intent === 'running') return { intent: 'ask', reason: bill.question };
  const threshold = newThreshold(bill, state);
  return threshold && !isBeingApplied(threshold, hosts, now)
    ? { intent: 'suspend', cause: 'budget', at: now, threshold, honorKeepTag: true }
    : undefined;
};
