import { OutOfTime } from '../controller/out-of-time.ts';
import type { HostRef } from '../controller/result.ts';
import { formatHistory, nextHistory } from './history.ts';
import type { NewsItem } from './news.ts';

/** A notification as SNS takes it. */
export interface Message {
  /** Fewer than 100 ASCII characters. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
  readonly subject: string;
  readonly body: string;
}

/** Something that concerns no host, so that no tag records it: what it is about, and the text. */
export interface Notice {
  readonly about: string;
  readonly body: string;
}

/** Where messages are sent, and where it is recorded that they were. */
export interface Notifier<T extends HostRef = HostRef> {
  readonly send: (message: Message) => Promise<void>;
  readonly saveHistory: (target: T, value: string) => Promise<void>;
}

/** The items about each host, by its group, of those whose history can be recorded. */
export const byHost = (items: readonly NewsItem[]): ReadonlyMap<string, readonly NewsItem[]> =>
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
