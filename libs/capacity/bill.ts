import { MAX_RUN_MINUTES, minutesSince } from '../controller/time.ts';
import { type Bill, isBeforeThreshold, newThreshold, thresholdOf } from '../hosts/bill.ts';
import type { Host } from '../hosts/host.ts';
import { alreadyApplied, formatThreshold, type Threshold } from '../hosts/thresholds.ts';
import type { CapacityRequest, RequestOf } from './model.ts';
import { isNewlyEnrolled } from './enrollment.ts';

const stopOf = ({ region, group }: Host, threshold: Threshold): string =>
  `${region} ${group} ${formatThreshold(threshold)}`;

/**
 * What the bill requests of a host among all hosts of its region: to stop it at a threshold that its state does not show,
 * unless a tag exempts it. The pass that first sees a threshold, after one that did not, leaves it to the alarm's function:
 * both at once would halve AWS's rate for either. While a run may still be stopping hosts at that threshold (it has stopped
 * one less than the time of a run ago), the others are left to it. What was stopped before the bill passed the threshold says
 * nothing: its recorded threshold was raised. What this process has stopped itself: its pass is over.
 */
export const createBillRequests = () => {
  const ownStops = new Set<string>();
  const baselines = new Map<string, Threshold | undefined>();
  let seenBefore: { readonly threshold: Threshold | undefined } | undefined;

  /**
   * The threshold that a host is to be stopped at. One that was enrolled just now is given a state by this pass; where that
   * cannot be written, what the bill had passed when this process first saw the host stands in for it.
   */
  const dueThreshold = (bill: Bill, host: Host): Threshold | undefined => {
    if (!isNewlyEnrolled(host)) return newThreshold(bill, host.state);
    const key = `${host.region} ${host.group}`;
    const threshold = thresholdOf(bill);
    const isFirstSight = bill.points.length > 0 && !baselines.has(key);
    if (isFirstSight) baselines.set(key, threshold);
    return threshold && !isFirstSight && !alreadyApplied(threshold, baselines.get(key)) ? threshold : undefined;
  };

  const isBeingApplied = (bill: Bill, threshold: Threshold, hosts: readonly Host[], now: Date): boolean =>
    hosts.some(
      (host) =>
        host.state.intent === 'suspended' &&
        host.state.cause === 'budget' &&
        host.state.threshold !== undefined &&
        alreadyApplied(threshold, host.state.threshold) &&
        minutesSince(host.state.since, now) < MAX_RUN_MINUTES &&
        !isBeforeThreshold(bill, threshold, host.state.since) &&
        !ownStops.has(stopOf(host, host.state.threshold)),
    );

  /** Whether this process has seen the bill below its threshold in the pass before. */
  const hasJustRisen = (bill: Bill): boolean => {
    if (bill.points.length === 0) return false;
    const threshold = thresholdOf(bill);
    const isRise =
      threshold !== undefined && seenBefore !== undefined && !alreadyApplied(threshold, seenBefore.threshold);
    seenBefore = { threshold };
    return isRise;
  };

  return (bill: Bill): RequestOf => {
    const isLeftToAlarm = hasJustRisen(bill);
    return (host, hosts, now): CapacityRequest | undefined => {
      const { state, onCriticalBudget } = host;
      // One that a restore has suspended is resumed at its end, unless the bill stops it.
      const isStopped = state.intent === 'suspended' && state.cause !== 'restore';
      if (onCriticalBudget === 'keep' || isStopped) return undefined;
      if (bill.question !== undefined && state.intent === 'running') return { intent: 'ask', reason: bill.question };
      const threshold = dueThreshold(bill, host);
      if (threshold === undefined || isLeftToAlarm || isBeingApplied(bill, threshold, hosts, now)) return undefined;
      ownStops.add(stopOf(host, threshold));
      return { intent: 'suspend', cause: 'budget', at: now, threshold, honorKeepTag: true };
    };
  };
};
