import { minutesSince } from '../controller/time.ts';
import { WRONG_FILE_SYSTEM } from '../hosts/restorable.ts';
import type { DiskStart, FileSystem } from './superblock.ts';

/** What was expected of a snapshot. */
export interface Expected {
  /** The tag `hostkeeper:file-system` of the last good snapshot before; absent for the first one. */
  readonly measure?: string;
  readonly startTime: Date;
  /** Whether its file system was frozen when it was taken. */
  readonly isFrozen: boolean;
}

/** Signs that AWS does not take in a tag. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html */
const NOT_IN_TAGS = /[^\p{L}\p{N} +\-=._:/@]/gu;

/** A file system as its tag describes it: its type, UUID and label. */
const describeFileSystem = ({ type, uuid, label }: FileSystem): string =>
  [type, uuid, label].join(' ').replaceAll(NOT_IN_TAGS, '_').trim();

/** Begins the tag of a snapshot that was not looked into. */
const NOT_LOOKED_AT = 'not looked at:';

/** Whether a tag has a file system with which later ones can be compared. */
export const isMeasure = (tag: string): boolean => !tag.startsWith(WRONG_FILE_SYSTEM) && !tag.startsWith(NOT_LOOKED_AT);

const UNKNOWN_DATA = 'unknown data';
const BLANK = 'blank';

/** Begins what is said of a frozen file system that was not written at the freeze. */
const STALE = /^not written since \S+ /;

/** What the tag of a wrong snapshot says: a clause, and the value of the tag where that is right all the same. */
export const parseWrong = (tag: string): { readonly content: string; readonly accepted?: string } => {
  const found = tag.trim().slice(WRONG_FILE_SYSTEM.length).trim();
  if (found === BLANK) return { content: 'holds nothing at all' };
  if (found === UNKNOWN_DATA)
    return { content: 'holds no file system that is known', accepted: `${NOT_LOOKED_AT} ${UNKNOWN_DATA}` };
  const [stale] = STALE.exec(found) ?? [];
  return stale === undefined
    ? { content: `holds ${found}`, accepted: found }
    : { content: `was ${stale.trim()}, although it was frozen`, accepted: found.slice(stale.length) };
};

/** A clock of a host, or a snapshot that is requested after the freeze, differs by less. */
const MAX_FREEZE_MINUTES = 60;

/** The value of the tag `hostkeeper:file-system` for what a snapshot begins with. */
export const judgeStart = (start: DiskStart, { measure, startTime, isFrozen }: Expected): string => {
  if (start.kind === 'blank') return `${WRONG_FILE_SYSTEM} ${BLANK}`;
  if (start.kind === 'other') return `${NOT_LOOKED_AT} ${start.what}`;
  if (start.kind === 'unknown') return `${measure === undefined ? NOT_LOOKED_AT : WRONG_FILE_SYSTEM} ${UNKNOWN_DATA}`;
  const found = describeFileSystem(start.fileSystem);
  const { type, writtenAt } = start.fileSystem;
  if (measure !== undefined && measure !== found) return `${WRONG_FILE_SYSTEM} ${found}`;
  // Ext4 writes its superblock at a freeze, and otherwise perhaps not for weeks.
  const isOld = isFrozen && type === 'ext4' && writtenAt && minutesSince(writtenAt, startTime) > MAX_FREEZE_MINUTES;
  return isOld ? `${WRONG_FILE_SYSTEM} not written since ${writtenAt.toISOString()} ${found}` : found;
};
