import { refuse, waitLong } from '../../controller/plan.ts';
import { hoursSince, latestOf } from '../../controller/time.ts';
import { newestRestorable } from '../../hosts/restorable.ts';
import type { Observed } from '../model.ts';
import type { Step } from './context.ts';

/** The age of the last restorable snapshot at which one is missing, in hours: a night, and what it may take. */
export const MAX_AGE_HOURS = 26;

/**
 * The hours since the last restorable snapshot of a host began. Without one, those since its group was created or it was
 * enrolled: a new host has a day.
 */
export const ageHours = ({ snapshots, createdAt, state }: Observed, now: Date): number => {
  const since = state.intent === 'unreadable' ? undefined : state.since;
  // AWS says of every group when it was created; where it did not, the host would count as one of 1970.
  const last = newestRestorable(snapshots)?.startTime ?? latestOf([createdAt, since]) ?? new Date(0);
  return Math.max(0, hoursSince(last, now));
};

/** The last restorable snapshot is not older than a day and what a night may take. That of a large volume takes hours. */
export const checkFreshness: Step = ({ host, now }) => {
  const hours = ageHours(host, now);
  if (hours <= MAX_AGE_HOURS) return undefined;
  const making = host.snapshots.find(({ state, startTime }) => state === 'pending' && hoursSince(startTime, now) < 24);
  if (making) return waitLong(`${making.snapshotId} is being made`);
  const last = newestRestorable(host.snapshots);
  return refuse(
    last
      ? `its last restorable snapshot is ${last.snapshotId}, ${Math.floor(hours)} hours old: see why the nightly one is missing`
      : 'it has no restorable snapshot: see why the nightly one is missing',
  );
};
