import { normalWord } from './tag-values.ts';

/** A restore of a host's data: from what, to where, and since when. */
export interface Restore {
  readonly status: 'restoring' | 'done' | 'failed';
  /** The snapshot that the new volume is created from, or the id of a retired volume that takes its place again. */
  readonly source: string;
  /** The zone in which the host is afterwards. */
  readonly zone: string;
  /** When it was requested. It identifies the restore: the volumes that it creates and retires have it in a tag. */
  readonly since: Date;
  /** The subnet that the group moves to; absent where it may launch in the zone already. */
  readonly subnet?: string;
  /** `VolumeInitializationRate` of the new volume, in MiB/s; absent for AWS's default. */
  readonly rate?: number;
}

/**
 * The tag `hostkeeper:restore`: the restore that is in progress, or the last one. One tag holds all of it, because a write is
 * atomic only within a tag. How far a restore has come is not in it: that is observed.
 */
export type RestoreState = Restore | { readonly status: 'unreadable'; readonly text: string };

/** The tag's value, in characters that a tag value may hold. */
export const formatRestore = ({ status, source, zone, since, subnet, rate }: Restore): string =>
  [
    status,
    source,
    zone,
    since.toISOString(),
    ...(subnet === undefined ? [] : [subnet]),
    ...(rate === undefined ? [] : [`rate:${rate}`]),
  ].join(' ');

const PATTERN =
  /^(restoring|done|failed) ((?:snap|vol)-[0-9a-f]+) ([a-z0-9-]+) (\d{4}-\d\d-\d\dt[\d:.]+z)(?: (subnet-[0-9a-f]+))?(?: rate:(\d{1,4}))?$/;

const isStatus = (word: string): word is Restore['status'] => ['restoring', 'done', 'failed'].includes(word);

/** Parses the tag, however it is spaced and capitalized. An invalid value, the empty one included, is never guessed at. */
export const parseRestore = (text: string): RestoreState => {
  const [, status = '', source = '', zone = '', time = '', subnet, rate] =
    PATTERN.exec(normalWord(text).replaceAll(/\s+/g, ' ')) ?? [];
  const since = new Date(time.toUpperCase());
  if (!isStatus(status) || Number.isNaN(since.getTime())) return { status: 'unreadable', text };
  return {
    status,
    source,
    zone,
    since,
    ...(subnet !== undefined && { subnet }),
    ...(rate !== undefined && { rate: Number(rate) }),
  };
};

/** Whether a restore is in progress, or nobody can tell. */
export const isRestoring = (restore: RestoreState | undefined): boolean =>
  restore?.status === 'restoring' || restore?.status === 'unreadable';
