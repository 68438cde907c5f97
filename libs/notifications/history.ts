import { hash } from 'node:crypto';

import { hoursSince } from '../controller/time.ts';

/** The notifications already sent about one host, kept in its tag `hostkeeper:notified`, so that a standing state is not repeated every minute. */
export interface History {
  /** Fingerprints of what was notified, the newest last. */
  readonly fingerprints: readonly string[];
  /** When the last notification was sent; absent before the first one. */
  readonly at?: Date;
}

/** A tag value holds 256 characters; this many fingerprints and a time fill half of it. */
const MAX_FINGERPRINTS = 10;

/** An unresolved problem is notified again after this time. */
const REMIND_AFTER_HOURS = 24;

/** Reads the tag `hostkeeper:notified`. An unreadable value counts as an empty history: a repeated e-mail is better than none. */
export const parseHistory = (text = ''): History => {
  const words = text.split(' ');
  const at = new Date(words.pop() ?? '');
  return Number.isNaN(at.getTime()) ? { fingerprints: [] } : { fingerprints: words, at };
};

/** The tag's value for a history, in characters that a tag value may contain. */
export const formatHistory = ({ fingerprints, at }: Required<History>): string =>
  [...fingerprints, at.toISOString()].join(' ');

/** Eight hexadecimal digits, which is enough to distinguish the few things ever notified about one host. */
export const fingerprint = (text: string): string => hash('sha256', text).slice(0, 8);

/** What an observation must contain to decide whether its result is new: the history, and since when the intent holds. */
export interface Notifiable {
  readonly history: History;
  readonly state: { readonly intent: string; readonly since?: Date };
  /** Present where this run could not write the tags of the host, so that its history cannot be recorded either. */
  readonly unrecorded?: object;
}

/** What identifies an occurrence but not its kind: ids of resources, times and numbers, and lists of them. */
const PARTICULARS = /(?:\b(?:i|vol|eipalloc|eni|snap)-[0-9a-z]+|\d{4}-\d\d-\d\dT[\d:.]+Z|\d+(?:\.\d+)?)(?:, )?/g;

/** A text without the particulars of one occurrence, so that the next one of its kind is not news. */
const withoutParticulars = (text: string): string => text.replaceAll(PARTICULARS, '#').replaceAll(/#+/g, '#');

/** The fingerprint of what is said about a host; it is new again once the intent of the host has changed. */
export const fingerprintOf = (observed: Notifiable | undefined, text: string): string => {
  const { intent = 'unseen', since } = observed?.state ?? {};
  return fingerprint(`${intent} ${since?.toISOString()} ${withoutParticulars(text)}`);
};

/** What the history of a host has to do with an item about it. */
export interface Recorded {
  readonly observed?: Notifiable;
  readonly fingerprints: readonly string[];
  readonly isRepeated: boolean;
}

/** Whether an item was not notified yet, or is due to be notified again. */
export const isNew = ({ observed, fingerprints, isRepeated }: Recorded, now: Date): boolean => {
  const { fingerprints: notified, at } = observed?.history ?? { fingerprints: [] };
  if (fingerprints.some((print) => !notified.includes(print))) return true;
  return fingerprints.length > 0 && isRepeated && at !== undefined && hoursSince(at, now) >= REMIND_AFTER_HOURS;
};

/** The history of one host after these items about it were notified. */
export const appendHistory = (items: readonly Recorded[], now: Date): Required<History> => {
  const earlier = items.flatMap(({ observed }) => {
    const { fingerprints = [], at } = observed?.history ?? {};
    return at === undefined || hoursSince(at, now) >= REMIND_AFTER_HOURS ? [] : fingerprints;
  });
  return {
    fingerprints: [...new Set([...earlier, ...items.flatMap(({ fingerprints }) => fingerprints)])].slice(
      -MAX_FINGERPRINTS,
    ),
    at: now,
  };
};
