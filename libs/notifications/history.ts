import { hash } from 'node:crypto';

import { hoursSince } from '../controller/time.ts';

/** The notifications already sent about one host, kept in its tag `hostkeeper:notified`, so that a standing state is not repeated every minute. */
export interface History {
  /**
   * What was notified, the newest last: each a fingerprint, then `=` for a problem or `:` for an outage whose end is to be
   * notified, then `+` and how often it has happened again since.
   */
  readonly fingerprints: readonly string[];
  /** When the last notification was sent; absent before the first one. */
  readonly at?: Date;
}

/** A tag value holds 256 characters. https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-tagging.html */
const MAX_CHARACTERS = 256;

/** An unresolved problem is notified again after this time. */
const REMIND_AFTER_HOURS = 24;

/** Reads the tag `hostkeeper:notified`. An unreadable value counts as an empty history: a repeated e-mail is better than none. */
export const parseHistory = (text = ''): History => {
  const words = text.split(' ');
  const at = new Date(words.pop() ?? '');
  return Number.isNaN(at.getTime()) ? { fingerprints: [] } : { fingerprints: words, at };
};

/** The tag's value for a history, in characters that a tag value may contain; the oldest fingerprints give way. */
export const formatHistory = ({ fingerprints, at }: Required<History>): string => {
  const words = [...fingerprints, at.toISOString()];
  while (words.join(' ').length > MAX_CHARACTERS) words.shift();
  return words.join(' ');
};

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

/**
 * The fingerprint of what is said about a host; it is new again once the intent of the host has changed, or with another
 * `period`.
 */
export const fingerprintOf = (observed: Notifiable | undefined, text: string, period = ''): string => {
  const { intent = 'unseen', since } = observed?.state ?? {};
  return fingerprint(`${intent} ${since?.toISOString()} ${period} ${withoutParticulars(text)}`);
};

/** One entry of a history. */
interface Entry {
  readonly print: string;
  readonly mark: '' | '=' | ':';
  readonly repeats: number;
}

const parseEntry = (word: string): Entry => {
  const [, print = word, mark = '', repeats = '0'] = /^([0-9a-f]+)([=:]?)(?:\+(\d+))?$/.exec(word) ?? [];
  return { print, mark: mark === '=' || mark === ':' ? mark : '', repeats: Number(repeats) };
};

const formatEntry = ({ print, mark, repeats }: Entry): string => `${print}${mark}${repeats > 0 ? `+${repeats}` : ''}`;

/** What the history of a host has to do with an item about it. */
export interface Recorded {
  readonly observed?: Notifiable;
  readonly fingerprints: readonly string[];
  /** Whether it is notified again a day after the last notification, if it still holds or happens again. */
  readonly isRepeated: boolean;
  /** Something that happened rather than a state: when it happens again on the same day, that is only counted. */
  readonly isEvent?: boolean;
  /** Whether its end is notified: that of a problem, or of an outage. */
  readonly ends?: 'problem' | 'outage';
  /** The fingerprints whose end it notifies. */
  readonly closes?: readonly string[];
}

const entriesOf = (observed: Notifiable | undefined): readonly Entry[] =>
  (observed?.history.fingerprints ?? []).map(parseEntry);

/** Whether something was notified of a host, and is not forgotten. */
export const isRecorded = ({ history }: Notifiable, print: string): boolean =>
  history.fingerprints.some((word) => parseEntry(word).print === print);

/** Whether the last notification about a host was a day ago, or there was none. */
const isExpired = (observed: Notifiable | undefined, now: Date): boolean => {
  const at = observed?.history.at;
  return at === undefined || hoursSince(at, now) >= REMIND_AFTER_HOURS;
};

/** Whether an item was not notified yet, or is due to be notified again. */
export const isNew = ({ observed, fingerprints, isRepeated, closes = [] }: Recorded, now: Date): boolean => {
  if (closes.length > 0) return true;
  const known = new Set(entriesOf(observed).map(({ print }) => print));
  if (fingerprints.some((print) => !known.has(print))) return true;
  return fingerprints.length > 0 && isRepeated && observed?.history.at !== undefined && isExpired(observed, now);
};

/** Whether an item happened again on the day on which it was notified. */
export const isRepeat = (item: Recorded, now: Date): boolean =>
  item.isEvent === true && item.fingerprints.length > 0 && !isNew(item, now);

/** How often an item has happened again since it was notified. */
export const repeatsOf = ({ observed, fingerprints }: Recorded): number =>
  Math.max(0, ...entriesOf(observed).flatMap(({ print, repeats }) => (fingerprints.includes(print) ? [repeats] : [])));

/** What was notified of a host and has not ended, by its mark. */
export const openIn = (observed: Notifiable): Readonly<Record<'problems' | 'outages', readonly string[]>> => {
  const marked = (wanted: Entry['mark']) =>
    entriesOf(observed).flatMap(({ print, mark }) => (mark === wanted ? [print] : []));
  return { problems: marked('='), outages: marked(':') };
};

const MARKS = { problem: '=', outage: ':' } as const;

/**
 * The history of one host after these items about it were notified, and others happened again. A problem that has ended is
 * forgotten; an outage that has ended stays known for the day, so that an instance that keeps dying is not notified each time.
 */
export const nextHistory = (
  notified: readonly Recorded[],
  repeated: readonly Recorded[],
  now: Date,
): Required<History> => {
  const [{ observed } = {}] = [...notified, ...repeated];
  const closed = new Set(notified.flatMap(({ closes = [] }) => closes));
  const again = new Set(repeated.flatMap(({ fingerprints }) => fingerprints));
  const isKept = ({ print, mark }: Entry): boolean => !(closed.has(print) && mark === '=');
  const earlier = entriesOf(observed)
    .filter(isKept)
    .map(({ print, mark, repeats }): Entry => ({
      print,
      mark: closed.has(print) ? '' : mark,
      repeats: repeats + Number(again.has(print)),
    }));
  const current = notified.flatMap(({ fingerprints, ends }) =>
    fingerprints.map((print): Entry => ({ print, mark: ends ? MARKS[ends] : '', repeats: 0 })),
  );
  const prints = new Set(current.map(({ print }) => print));
  const entries = [...earlier.filter(({ print }) => !prints.has(print)), ...current];
  return {
    fingerprints: [...new Map(entries.map((entry) => [entry.print, formatEntry(entry)])).values()],
    at: notified.length > 0 ? now : (observed?.history.at ?? now),
  };
};
