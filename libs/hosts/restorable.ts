import type { Snapshot } from './snapshot.ts';
import { normalWord } from './tag-values.ts';

/**
 * Begins the tag `hostkeeper:file-system` of a snapshot in which another file system was found than in those before, or
 * none. Who made that file system on purpose removes the word.
 */
export const WRONG_FILE_SYSTEM = 'wrong:';

type Proven = Pick<Snapshot, 'state' | 'fileSystem'>;

/** Whether a completed snapshot was found to hold no file system, or another one than those before. */
export const isWrong = ({ fileSystem = '' }: Pick<Snapshot, 'fileSystem'>): boolean =>
  normalWord(fileSystem).startsWith(WRONG_FILE_SYSTEM);

/** Whether a host can be restored from a snapshot: it is completed, and no proof has found it wrong. */
export const isRestorable = (snapshot: Proven): boolean => snapshot.state === 'completed' && !isWrong(snapshot);

/** The newest of these snapshots from which a host can be restored. */
export const newestRestorable = <S extends Proven & Pick<Snapshot, 'startTime'>>(
  snapshots: readonly S[],
): S | undefined =>
  snapshots.reduce<S | undefined>(
    (newest, snapshot) =>
      isRestorable(snapshot) && !(newest && newest.startTime >= snapshot.startTime) ? snapshot : newest,
    undefined,
  );
