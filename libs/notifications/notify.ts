import { OutOfTime } from '../controller/out-of-time.ts';
import type { HostRef } from '../controller/result.ts';
import { fingerprint, formatHistory, nextHistory } from './history.ts';
import type { NewsItem } from './news.ts';

/** A notification as SNS takes it. */
export interface Message {
  /** Fewer than 100 ASCII characters. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
  readonly subject: string;
  readonly body: string;
}

/** Where messages are sent, and where it is recorded that they were. */
export interface Notifier<T extends HostRef = HostRef> {
  readonly send: (message: Message) => Promise<void>;
  readonly saveHistory: (target: T, value: string) => Promise<void>;
}

/** The items about each host, of those whose history can be recorded. */
const byHost = (items: readonly NewsItem[]): ReadonlyMap<string, readonly NewsItem[]> =>
  Map.groupBy(
    items.filter(({ observed }) => observed !== undefined && observed.unrecorded === undefined),
    ({ target: { region, group } }) => `${region} ${group}`,
  );

/**
 * Sends a message if there is one, then records on each host what was notified and what only happened again: one write a
 * host. A run that dies in between sends the message twice, which is better than never. Throws what sending threw; once
 * every write was tried, throws what the writes threw. What the run has no time to record, the next run notifies again.
 * Nothing is written where the run has found that the tags cannot be: a run that fails is invoked again, and would send its
 * message again.
 */
export const notify = async (
  message: Message | undefined,
  notified: readonly NewsItem[],
  repeated: readonly NewsItem[],
  now: Date,
  { send, saveHistory }: Notifier,
): Promise<void> => {
  if (message) await send(message);
  const told = byHost(notified);
  const again = byHost(repeated);
  const writes = await Promise.allSettled(
    [...byHost([...notified, ...repeated])].flatMap(([host, items]) =>
      items.slice(0, 1).map(({ target }) => {
        const history = nextHistory(told.get(host) ?? [], again.get(host) ?? [], now);
        return saveHistory(target, formatHistory(history));
      }),
    ),
  );
  const failures = writes.flatMap((write) =>
    write.status === 'rejected' && !(write.reason instanceof OutOfTime) ? [write.reason] : [],
  );
  if (failures.length > 0) throw new AggregateError(failures, `sent, but could not record it: ${failures.join('; ')}`);
};

/** Hosts whose tag is tried before a pass notifies: a write a host would take too long for a fleet. */
const MAX_TRIED = 20;

/** Whether it is the minute of the hour that is a group's own. */
const isMinuteOf = (group: string, now: Date): boolean =>
  now.getUTCMinutes() === Number.parseInt(fingerprint(group), 16) % 60;

/**
 * The news that a pass notifies. Where the tag with the history cannot be written, nothing remembers that a pass has
 * notified, and the next one would again: such a host has one minute of each hour. So the present history is written
 * first, of some hosts; if that fails for all of those, the tags of no host can be written.
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
    if (item.observed === undefined || item.observed.unrecorded !== undefined || isWritable(item)) return [item];
    return isMinuteOf(item.target.group, now) ? [{ ...item, observed: { ...item.observed, unrecorded: {} } }] : [];
  });
};
