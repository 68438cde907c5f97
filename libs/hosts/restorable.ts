import { KEPT_BY_RESTORE, type Snapshot } from './snapshot.ts';
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

/**
 * Whether a host is restored from a snapshot that nobody has named: it can be, and it holds no data that a restore has
 * replaced.
 */
export const isChoice = (snapshot: Proven & Pick<Snapshot, 'keptBy'>): boolean =>
  isRestorable(snapshot) && snapshot.keptBy !== KEPT_BY_RESTORE;

/** The newest of these snapshots that is a choice. */
export const newestRestorable = <S extends Proven & Pick<Snapshot, 'startTime' | 'keptBy'>>(
  snapshots: readonly S[],
): S | undefined =>
  snapshots
    .filter(isChoice)
    .reduce<S | undefined>(
      (newest, snapshot) => (newest && newest.startTime >= snapshot.startTime ? newest : snapshot),
      undefined,
    );
