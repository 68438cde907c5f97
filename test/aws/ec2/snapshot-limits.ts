import { AwsError } from '../operation.ts';
import { LIMITS } from './quotas.ts';
import type { Snapshot } from './snapshot.ts';
import type { Volume } from './volumes.ts';

/** What AWS says of the volume of a copy: it means nothing. */
export const VOLUME_OF_COPY = 'vol-ffffffff';

const countOf = (snapshots: readonly Snapshot[], volumeId: string): number =>
  snapshots.filter((snapshot) => snapshot.volumeId === volumeId).length;

/** Throws where the state of a volume forbids a snapshot, where too many are pending, and soon after the last one. */
export const checkVolume = (
  { volumeId, state }: Volume,
  pending: readonly Snapshot[],
  secondsSinceLast: number,
): void => {
  if (state === 'error' || state === 'creating')
    throw new AwsError('IncorrectState', `Volume '${volumeId}' is in the '${state}' state.`);
  if (countOf(pending, volumeId) >= LIMITS.pendingSnapshots.max)
    throw new AwsError(
      'ConcurrentSnapshotLimitExceeded',
      'Maximum allowed in-progress snapshots for a single volume exceeded.',
    );
  if (secondsSinceLast < LIMITS.snapshotInterval.seconds)
    throw new AwsError(
      'SnapshotCreationPerVolumeRateExceeded',
      'The maximum per volume CreateSnapshot request rate has been exceeded. Use an increasing or variable sleep interval between requests.',
    );
};

/** Throws where a snapshot is not complete, and where too many copies are pending in the region that it is copied to. */
export const checkCopy = ({ state }: Snapshot, pending: readonly Snapshot[]): void => {
  if (state !== 'completed') throw new AwsError('IncorrectState', `Snapshot is in invalid state - ${state}`);
  const { max } = LIMITS.pendingCopies;
  if (countOf(pending, VOLUME_OF_COPY) >= max)
    throw new AwsError(
      'ResourceLimitExceeded',
      `Too many snapshot copies in progress. The limit is ${max} for this destination region.`,
    );
};
