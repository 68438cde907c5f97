import { converged, type Plan, wait } from '../../controller/plan.ts';
import { refOf } from '../../controller/result.ts';
import { secondsSince } from '../../controller/time.ts';
import { formatSlot } from '../../hosts/slot.ts';
import { KEPT_BY_RESTORE, snapshotTags } from '../../hosts/snapshot.ts';
import { TAGS } from '../../hosts/tags.ts';
import type { RestoreActions, Volume } from '../model.ts';
import { planAction, type Step, type StepContext } from './context.ts';
import { holders, minutesSuspended } from './suspend.ts';

/** From the suspension on, how long a last snapshot is tried: five minutes for the release of the volume, and five more. */
const GIVE_UP_MINUTES = 10;

/** The time between two attempts: the reply of the first may be lost, and AWS shows its snapshot after some seconds. */
const RETRY_SECONDS = 20;

/** The last snapshot of one volume, where it can be had. */
const snapshotOf = (context: StepContext, { volumeId }: Volume): Plan<RestoreActions> | undefined => {
  const { host, restore, now } = context;
  const { since } = restore;
  const isTaken = host.snapshots.some(
    (snapshot) => snapshot.keptBy === KEPT_BY_RESTORE && snapshot.volumeId === volumeId && snapshot.startTime >= since,
  );
  const attempt = host.attempts.get(volumeId);
  if (isTaken || (attempt && attempt.problem === undefined)) return undefined;
  // A volume that no instance releases is in a zone that fails: a second attempt would cost minutes for nothing.
  const isLast = holders(context).length > 0 || minutesSuspended(context) >= GIVE_UP_MINUTES;
  if (attempt && isLast) return converged(`there is no last snapshot of ${volumeId}: ${attempt.problem}`);
  if (attempt && secondsSince(attempt.at, now) < RETRY_SECONDS)
    return wait(`there is no last snapshot of ${volumeId} yet: ${attempt.problem}`);
  return planAction({
    action: 'ec2:CreateSnapshot',
    reason: `${volumeId} was about to be retired`,
    onFailure: 'replan',
    ...refOf(host),
    volumeId,
    description: `hostkeeper: the data of ${host.host} before it was restored from ${restore.source}`,
    tags: snapshotTags({
      host: host.host,
      stage: host.tags[TAGS.stage.name] ?? '',
      // It is none of the slots of the policy.
      slot: formatSlot(since),
      volumeId,
      keptBy: KEPT_BY_RESTORE,
      consistency: 'crash',
    }),
  });
};

/** Takes a last snapshot of each volume that is about to be retired, where that can be had: it conditions nothing. */
export const takeLastSnapshot: Step = (context) => {
  const plans = context.others.flatMap((volume) => snapshotOf(context, volume) ?? []);
  return plans.find(({ status }) => status !== 'converged') ?? plans[0];
};
