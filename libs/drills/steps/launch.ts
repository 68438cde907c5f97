import { act, converged, type Plan, refuse } from '../../controller/plan.ts';
import { refOf } from '../../controller/result.ts';
import { hoursSince, minutesSince } from '../../controller/time.ts';
import { monthOf } from '../../hosts/thresholds.ts';
import { AGAIN_HOURS, MAX_MINUTES, PRICED_MINUTES } from '../limits.ts';
import type { DrillActions } from '../model.ts';
import { OFFERS } from '../offers.ts';
import { isOutcomeWord, OUTCOMES } from '../outcome.ts';
import { formatPrice, priceOf } from '../price.ts';
import { describeAge } from '../words.ts';
import type { DrillContext } from './context.ts';
import { record } from './record.ts';

/** Whether a drill of the month says something of the data, or one that says nothing is recent. */
const isDoneBySchedule = ({ host: { drilled }, now }: DrillContext): boolean => {
  if (!drilled || monthOf(drilled.at) !== monthOf(now)) return false;
  const isVerdict = isOutcomeWord(drilled.result) && OUTCOMES[drilled.result].isVerdict;
  return isVerdict || hoursSince(drilled.at, now) < AGAIN_HOURS;
};

const describeLast = ({ host: { drilled } }: DrillContext): string =>
  drilled ? `its last drill ${drilled.result} at ${drilled.at.toISOString()}` : 'it was never drilled';

/** No drill now: the request of a person is refused, with the reason; the schedule comes again the next day. */
const planNot = ({ target: { due } }: DrillContext, reason: string): Plan<DrillActions> =>
  due === 'schedule' ? converged(`no drill: ${reason}`) : refuse(reason);

/** Why no drill is due, or why one that is may not begin now. */
const planNone = (context: DrillContext): Plan<DrillActions> | undefined => {
  const { target, host } = context;
  const { due } = target;
  if (due === undefined) return converged(describeLast(context));
  const isAsked = due !== 'schedule';
  const isDone = isAsked ? host.drilled !== undefined && host.drilled.at >= due : isDoneBySchedule(context);
  if (isDone) return converged(describeLast(context));
  if (host.stoppedByBill.length > 0)
    return planNot(
      context,
      `the bill of this month has stopped ${host.stoppedByBill.join(', ')}: a drill costs money, so resume first, or wait for the next month`,
    );
  return !isAsked && host.state.intent === 'suspended' ? planNot(context, 'it is stopped') : undefined;
};

/** The same for one request: that of a day, or that of a minute. */
const tokenOf = ({ target: { due }, now }: DrillContext): string =>
  due instanceof Date
    ? due.toISOString().slice(0, 'yyyy-mm-ddThh:mm'.length)
    : now.toISOString().slice(0, 'yyyy-mm-dd'.length);

/** Begins a drill where one is due. */
export const planLaunch = (context: DrillContext): Plan<DrillActions> => {
  const { target, host, now, settings } = context;
  const none = planNone(context);
  if (none) return none;
  const { facts } = host;
  if (!facts?.snapshot) return planNot(context, 'it has no snapshot that can be restored: take one first');
  const [subnet] = host.subnets;
  if (subnet === undefined) return planNot(context, 'its group has no subnet: set its VPCZoneIdentifier');
  const { snapshot, architecture } = facts;
  if (host.notLaunched !== undefined)
    return act<DrillActions>(record(context, { result: 'not-launched', launchTime: now, type: '', snapshot }));
  const offers = OFFERS[architecture];
  const type = offers[0]?.type ?? '';
  const usd = priceOf({ type, gigabytes: snapshot.gigabytes, seconds: 60 * PRICED_MINUTES }, settings.rates);
  return act<DrillActions>({
    action: 'ec2:RunInstances',
    reason:
      `a drill of ${snapshot.snapshotId} is due, ${describeAge(minutesSince(snapshot.startTime, now))} old, of ${snapshot.gigabytes} GiB: ` +
      `a ${type} in ${subnet}, which takes ${PRICED_MINUTES} minutes and costs at most ${formatPrice(usd)}, and ends by itself after ${MAX_MINUTES}`,
    ...refOf(target),
    snapshot,
    subnet,
    architecture,
    offers,
    token: tokenOf(context),
  });
};
