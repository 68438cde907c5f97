import { fingerprint, formatHistory } from './history.ts';
import type { NewsItem } from './news.ts';
import { byHost, type Notifier } from './notify.ts';

/** Hosts whose tag is tried before a pass notifies: a write a host would take too long for a fleet. */
const MAX_TRIED = 20;

/** Whether it is the minute of the hour that is a group's own. */
const isMinuteOf = (group: string, now: Date): boolean =>
  now.getUTCMinutes() === Number.parseInt(fingerprint(group), 16) % 60;

/**
 * The news that a pass notifies. Where the tag with the history cannot be written, nothing remembers that a pass has
 * notified, and the next one would again: such a host has one minute of each hour. The run may know that already, from a
 * state that it could not write; what it has done to such a host is notified at once. Of the others the present history is
 * written first, of some hosts; if that fails for all of those, the tags of no host can be written.
 */
export const withoutUnrecordable = async (
  news: readonly NewsItem[],
  now: Date,
  { saveHistory }: Notifier,
): Promise<readonly NewsItem[]> => {
  const hosts = [...byHost(news)];
  const tried = await Promise.all(
    hosts.slice(0, MAX_TRIED).flatMap(([host, items]) =>
      items.slice(0, 1).map(async ({ target, observed }) => {
        const { at, fingerprints = [] } = observed?.history ?? {};
        if (at === undefined) return { host, isWritable: false };
        try {
          await saveHistory(target, formatHistory({ fingerprints, at }));
          return { host, isWritable: true };
        } catch {
          return { host, isWritable: false };
        }
      }),
    ),
  );
  const writable = new Set(tried.filter(({ isWritable }) => isWritable).map(({ host }) => host));
  const isWritable = ({ target: { region, group } }: NewsItem): boolean => {
    const host = `${region} ${group}`;
    return writable.has(host) || (writable.size > 0 && !tried.some((one) => one.host === host));
  };
  return news.flatMap((item) => {
    const { observed, target, isEvent = false } = item;
    if (!observed) return [item];
    const isKept = observed.unrecorded === undefined ? isWritable(item) : isEvent;
    if (isKept) return [item];
    return isMinuteOf(target.group, now) ? [{ ...item, observed: { unrecorded: {}, ...observed } }] : [];
  });
};
