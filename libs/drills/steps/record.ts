import type { Action } from '../../controller/plan.ts';
import { refOf } from '../../controller/result.ts';
import { minutesSince, secondsSince } from '../../controller/time.ts';
import { MAX_MINUTES } from '../limits.ts';
import type { DrillActions, DrilledSnapshot } from '../model.ts';
import type { OutcomeWord } from '../outcome.ts';
import { priceOf } from '../price.ts';
import type { DrillContext } from './context.ts';

/** How a drill ended. */
interface Ending {
  readonly result: OutcomeWord;
  /** Of its instance; now where there was none. */
  readonly launchTime: Date;
  readonly type: string;
  readonly snapshot: DrilledSnapshot;
}

/** Records how a drill ended. It is routine: the report is what the owner is notified of. */
export const record = (
  { target, host: { drilled }, now, settings }: DrillContext,
  { result, launchTime, type, snapshot }: Ending,
): Action<DrillActions> => {
  // A pass may find it later than it ended.
  const seconds = Math.min(60 * MAX_MINUTES, secondsSince(launchTime, now));
  const usd = type === '' ? 0 : priceOf({ type, gigabytes: snapshot.gigabytes, seconds }, settings.rates);
  return {
    action: 'autoscaling:CreateOrUpdateTags',
    reason: `the drill of ${snapshot.snapshotId} ended: ${result}`,
    routine: true,
    ...refOf(target),
    ...(drilled && { replaces: drilled }),
    record: {
      at: now,
      result,
      seconds,
      snapshotId: snapshot.snapshotId,
      snapshotMinutes: minutesSince(snapshot.startTime, launchTime),
      ...(usd !== undefined && { usd }),
    },
  };
};
