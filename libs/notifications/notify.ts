import type { HostRef, Result, Target } from '../controller/result.ts';
import { hoursSince } from '../controller/time.ts';

/** What was told of a host lately, so that a standing state is not told every minute: digests, and when the last was told. */
export interface History {
  readonly fingerprints: readonly string[];
  readonly at?: Date;
}

/** A tag holds 256 characters; so many digests and a time fill half of it. */
const MAX_FINGERPRINTS = 10;

/** What stays wrong is told again after so long. */
const REMIND_AFTER_HOURS = 24;

/** Reads the tag `hostkeeper:notified`; what cannot be read counts as nothing told: better twice than never. */
export const parseHistory = (text = ''): History => {
  const words = text.split(' ');
  const at = new Date(words.pop() ?? '');
  return Number.isNaN(at.getTime()) ? { fingerprints: [] } : { fingerprints: words, at };
};

export const formatHistory = ({ fingerprints, at }: Required<History>): string =>
  [...fingerprints, at.toISOString()].join(' ');

/** A short fingerprint (FNV-1a, 32 bits): it only has to tell apart the few things said of one host. */
export const fingerprint = (text: string): string => {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, '0');
};

/** What must be known of a target to tell of it: what was told, and since when which intent holds. */
export interface Notifiable {
  readonly history: History;
  readonly state: { readonly intent: string; readonly since?: Date };
}

/** The digests of what a report says: how its host stands, and what was done to it. */
const fingerprintsOf = <T extends Target>({
  status,
  reason,
  actions,
  observed,
}: Result<T, Notifiable>): readonly string[] => {
  const { intent = 'unseen', since } = observed?.state ?? {};
  const period = `${intent} ${since?.toISOString()}`;
  const quiet = actions.every(({ routine = false }) => routine);
  const silent = status === 'gone' || status === 'planned' || (status === 'converged' && intent === 'running');
  return [
    ...(silent ? [] : [fingerprint(`${period} ${status} ${reason}`)]),
    ...(quiet ? [] : [fingerprint(`${period} ${actions.map((deed) => `${deed.action} ${deed.reason}`).join()}`)]),
  ];
};

/** What stands in the way of a host does not go away by having been told once. */
const isUnresolved = ({ status }: Result): boolean =>
  status === 'waiting' || status === 'refused' || status === 'failed';

/** Whether a report says something that was not told yet, or not for a day. */
export const isNew = <T extends Target>(result: Result<T, Notifiable>, now: Date): boolean => {
  const said = fingerprintsOf(result);
  if (said.length === 0) return false;
  const { fingerprints: known, at } = result.observed?.history ?? { fingerprints: [] };
  if (said.some((one) => !known.includes(one))) return true;
  return isUnresolved(result) && at !== undefined && hoursSince(at, now) >= REMIND_AFTER_HOURS;
};

/** What to remember once these reports of one host are told: the latest digests, the newest last. */
export const appendHistory = <T extends Target>(
  results: readonly Result<T, Notifiable>[],
  now: Date,
): Required<History> => {
  const known = results.flatMap(({ observed }) => {
    const { fingerprints: earlier = [], at } = observed?.history ?? {};
    return at === undefined || hoursSince(at, now) >= REMIND_AFTER_HOURS ? [] : earlier;
  });
  return {
    fingerprints: [...new Set([...known, ...results.flatMap(fingerprintsOf)])].slice(-MAX_FINGERPRINTS),
    at: now,
  };
};

/** A message as SNS takes it. */
export interface Message {
  /** At most 100 characters of ASCII. */
  readonly subject: string;
  readonly body: string;
}

/** How telling is carried out: where a letter goes, and where is written down that it went. */
export interface Notifier<T extends Target> {
  readonly send: (letter: Message) => Promise<void>;
  readonly saveHistory: (target: T, value: string) => Promise<void>;
}

/**
 * Publishes one letter about all reports when any of them is news, and then writes down that it was told, once for each
 * host: two controllers may have reported it. A run that dies in between tells twice: better than never. Throws what
 * publishing or writing threw, once all was tried.
 */
export const notify = async <T extends HostRef>(
  results: readonly Result<T, Notifiable>[],
  render: () => Message,
  now: Date,
  notifier: Notifier<T>,
): Promise<void> => {
  const fresh = results.filter((result) => isNew(result, now));
  if (fresh.length === 0) return;
  await notifier.send(render());
  const byHost = Map.groupBy(
    fresh.filter(({ observed }) => observed !== undefined),
    ({ target: { region, group } }) => `${region} ${group}`,
  );
  const written = await Promise.allSettled(
    [...byHost.values()].flatMap((alike) =>
      alike.slice(0, 1).map(({ target }) => notifier.saveHistory(target, formatHistory(appendHistory(alike, now)))),
    ),
  );
  const failures = written.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  if (failures.length > 0)
    throw new AggregateError(failures, `told, but could not write it down: ${failures.join('; ')}`);
};
