import { hash } from 'node:crypto';

import type { Result, Target } from '../controller/result.ts';
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

/** The fingerprints of a result: one of its status and reason, one of its actions. Routine has none. */
const fingerprintsOf = <T extends Target>({
  status,
  reason,
  actions,
  observed,
  isAdvice = false,
}: Result<T, Notifiable>): readonly string[] => {
  const { intent = 'unseen', since } = observed?.state ?? {};
  const period = `${intent} ${since?.toISOString()}`;
  const isRoutine = actions.every(({ routine = false }) => routine);
  const silent = status === 'gone' || status === 'planned' || (status === 'converged' && intent === 'running');
  // Advice does not change with the state of the host.
  const advice = isAdvice ? [fingerprint(`advice ${reason}`)] : [];
  const actionText = actions.map((action) => `${action.action} ${action.reason}`).join();
  return [
    ...(silent ? [] : [fingerprint(`${period} ${status} ${reason}`)]),
    ...advice,
    ...(isRoutine ? [] : [fingerprint(`${period} ${actionText}`)]),
  ];
};

/** Whether a result describes a problem that still exists after it was notified. */
const isUnresolved = ({ status }: Result): boolean =>
  status === 'waiting' || status === 'refused' || status === 'failed';

/** Whether a result says something that was not notified yet, or an unresolved problem whose reminder is due. */
export const isNew = <T extends Target>(result: Result<T, Notifiable>, now: Date): boolean => {
  const current = fingerprintsOf(result);
  if (current.length === 0) return false;
  const { fingerprints: notified, at } = result.observed?.history ?? { fingerprints: [] };
  if (current.some((print) => !notified.includes(print))) return true;
  return isUnresolved(result) && at !== undefined && hoursSince(at, now) >= REMIND_AFTER_HOURS;
};

/** The history of one host after these results about it were notified. */
export const appendHistory = <T extends Target>(
  results: readonly Result<T, Notifiable>[],
  now: Date,
): Required<History> => {
  const earlier = results.flatMap(({ observed }) => {
    const { fingerprints = [], at } = observed?.history ?? {};
    return at === undefined || hoursSince(at, now) >= REMIND_AFTER_HOURS ? [] : fingerprints;
  });
  return {
    fingerprints: [...new Set([...earlier, ...results.flatMap(fingerprintsOf)])].slice(-MAX_FINGERPRINTS),
    at: now,
  };
};
