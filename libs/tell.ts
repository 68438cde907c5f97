import type { HostTarget, Report, Target } from './report.ts';

/** What was told of a host lately, so that a standing state is not told every minute: digests, and when the last was told. */
export interface Told {
  readonly digests: readonly string[];
  readonly at?: Date;
}

/** A tag holds 256 characters; so many digests and a time fill half of it. */
const MOST_DIGESTS = 10;

/** What stays wrong is told again after so long. */
const AGAIN_AFTER_HOURS = 24;

/** Reads the tag `hostkeeper:told`; what cannot be read counts as nothing told: better twice than never. */
export const parseTold = (text = ''): Told => {
  const words = text.split(' ');
  const at = new Date(words.pop() ?? '');
  return Number.isNaN(at.getTime()) ? { digests: [] } : { digests: words, at };
};

export const formatTold = ({ digests, at }: Required<Told>): string => [...digests, at.toISOString()].join(' ');

/** A short fingerprint (FNV-1a, 32 bits): it only has to tell apart the few things said of one host. */
export const digest = (text: string): string => {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, '0');
};

/** What must be known of a target to tell of it: what was told, and since when which intent holds. */
export interface Tellable {
  readonly told: Told;
  readonly state: { readonly intent: string; readonly since?: Date };
}

/** The digests of what a report says: how its host stands, and what was done to it. */
const digests = <T extends Target>({ status, reason, actions, observed }: Report<T, Tellable>): readonly string[] => {
  const { intent = 'unseen', since } = observed?.state ?? {};
  const period = `${intent} ${since?.toISOString()}`;
  const quiet = actions.every(({ routine = false }) => routine);
  const silent = status === 'gone' || status === 'planned' || (status === 'converged' && intent === 'running');
  return [
    ...(silent ? [] : [digest(`${period} ${status} ${reason}`)]),
    ...(quiet ? [] : [digest(`${period} ${actions.map((deed) => `${deed.action} ${deed.reason}`).join()}`)]),
  ];
};

const hoursSince = (at: Date, now: Date): number => (now.getTime() - at.getTime()) / 3_600_000;

/** What stands in the way of a host does not go away by having been told once. */
const isNagging = ({ status }: Report): boolean => status === 'waiting' || status === 'refused' || status === 'failed';

/** Whether a report says something that was not told yet, or not for a day. */
export const isNews = <T extends Target>(report: Report<T, Tellable>, now: Date): boolean => {
  const said = digests(report);
  if (said.length === 0) return false;
  const { digests: known, at } = report.observed?.told ?? { digests: [] };
  if (said.some((one) => !known.includes(one))) return true;
  return isNagging(report) && at !== undefined && hoursSince(at, now) >= AGAIN_AFTER_HOURS;
};

/** What to remember once these reports of one host are told: the latest digests, the newest last. */
export const remember = <T extends Target>(reports: readonly Report<T, Tellable>[], now: Date): Required<Told> => {
  const known = reports.flatMap(({ observed }) => {
    const { digests: earlier = [], at } = observed?.told ?? {};
    return at === undefined || hoursSince(at, now) >= AGAIN_AFTER_HOURS ? [] : earlier;
  });
  return { digests: [...new Set([...known, ...reports.flatMap(digests)])].slice(-MOST_DIGESTS), at: now };
};

/** A message as SNS takes it. */
export interface Letter {
  /** At most 100 characters of ASCII. */
  readonly subject: string;
  readonly body: string;
}

/** How telling is carried out: where a letter goes, and where is written down that it went. */
export interface Voice<T extends Target> {
  readonly publish: (letter: Letter) => Promise<void>;
  readonly writeTold: (target: T, value: string) => Promise<void>;
}

/**
 * Publishes one letter about all reports when any of them is news, and then writes down that it was told, once for each
 * host: two controllers may have reported it. A run that dies in between tells twice: better than never. Throws what
 * publishing or writing threw, once all was tried.
 */
export const tell = async <T extends HostTarget>(
  reports: readonly Report<T, Tellable>[],
  compose: () => Letter,
  now: Date,
  voice: Voice<T>,
): Promise<void> => {
  const news = reports.filter((report) => isNews(report, now));
  if (news.length === 0) return;
  await voice.publish(compose());
  const byHost = Map.groupBy(
    news.filter(({ observed }) => observed !== undefined),
    ({ target: { region, group } }) => `${region} ${group}`,
  );
  const written = await Promise.allSettled(
    [...byHost.values()].flatMap((alike) =>
      alike.slice(0, 1).map(({ target }) => voice.writeTold(target, formatTold(remember(alike, now)))),
    ),
  );
  const failures = written.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  if (failures.length > 0)
    throw new AggregateError(failures, `told, but could not write it down: ${failures.join('; ')}`);
};
