import { KEPT_BY_RETENTION, type Snapshot } from '../../../libs/hosts/snapshot.ts';
import { formatSlot } from '../../../libs/hosts/slot.ts';

/** A completed nightly snapshot of the host blog, of this instant. */
export const snapshotAt = (time: string | Date, changes: Partial<Snapshot> = {}): Snapshot => {
  const startTime = new Date(time);
  return {
    snapshotId: `snap-${startTime.getTime().toString(16)}`,
    host: 'blog',
    state: 'completed',
    startTime,
    gigabytes: 8,
    encrypted: true,
    slot: formatSlot(startTime),
    volumeId: 'vol-1',
    keptBy: KEPT_BY_RETENTION,
    consistency: 'crash',
    fileSystem: 'ext4 0b2c root',
    ...changes,
  };
};

/** A snapshot for each of some nights, the newest last; the last night is that of `newest`. */
export const nightly = (newest: string, nights: number): readonly Snapshot[] =>
  Array.from({ length: nights }, (_, index) =>
    snapshotAt(new Date(new Date(newest).getTime() - (nights - 1 - index) * 86_400_000)),
  );
