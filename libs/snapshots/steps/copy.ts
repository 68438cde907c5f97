import { act, refuse, waitLong } from '../../controller/plan.ts';
import { refOf } from '../../controller/result.ts';
import { newestRestorable } from '../../hosts/restorable.ts';
import type { Snapshot } from '../../hosts/snapshot.ts';
import type { Observed, SnapshotActions } from '../model.ts';
import { describeFailure, type Step, type StepContext } from './context.ts';

/**
 * The copies that AWS makes at once into a region, of an account.
 * https://docs.aws.amazon.com/ebs/latest/userguide/ebs-copy-snapshot.html
 */
export const MAX_PENDING_COPIES = 20;

/** The value of `hostkeeper:copy-of` on copies of a snapshot. */
export const copyTag = ({ region }: Pick<Observed, 'region'>, { snapshotId }: Snapshot): string =>
  `${region}/${snapshotId}`;

/** The newest restorable snapshot, and its copies. */
const newestWithCopies = ({ host }: StepContext) => {
  const original = newestRestorable(host.snapshots);
  const copies = original
    ? (host.copies?.snapshots ?? []).filter(({ copyOf }) => copyOf === copyTag(host, original))
    : [];
  return { original, copies };
};

/** The newest restorable snapshot has a copy in the other region, and it did not fail. */
export const awaitCopy: Step = (context) => {
  const { copies } = newestWithCopies(context);
  const failed = copies.find(({ state }) => state === 'error');
  if (!failed || copies.some(({ state }) => state !== 'error')) return undefined;
  return refuse(`its copy ${failed.snapshotId} in ${context.host.copies?.region} failed: ${describeFailure(failed)}`);
};

/** The same, and it gets one. A copy that failed is not made again: the next night's is. */
export const copySnapshot: Step<SnapshotActions> = (context) => {
  const { host } = context;
  const { original, copies } = newestWithCopies(context);
  if (!host.copies || !original) return undefined;
  if (copies.length > 0) return awaitCopy(context);
  const { pending, region } = host.copies;
  if (pending >= MAX_PENDING_COPIES)
    return waitLong(`${pending} copies are being made in ${region}: it waits for its turn`);
  return act<SnapshotActions>({
    action: 'ec2:CopySnapshot',
    reason: `${original.snapshotId} had no copy in ${region}`,
    routine: true,
    ...refOf(host),
    original,
  });
};
