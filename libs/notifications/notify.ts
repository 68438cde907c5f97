import { OutOfTime } from '../controller/out-of-time.ts';
import type { HostRef } from '../controller/result.ts';
import { appendHistory, formatHistory } from './history.ts';
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

/**
 * Sends a message, then records on each host that the items were notified: one write a host, although there may be
 * several items about it. A run that dies in between sends the message twice, which is better than never. Throws what
 * sending threw; once every write was tried, throws what the writes threw. What the
 * run has no time to record, the next run notifies again. Nothing is
 * written where the run has found that the tags cannot be: a run that fails is invoked again, and would send its message
 * again.
 */
export const notify = async (
  message: Message,
  items: readonly NewsItem[],
  now: Date,
  { send, saveHistory }: Notifier,
): Promise<void> => {
  await send(message);
  const byHost = Map.groupBy(
    items.filter(({ observed }) => observed !== undefined && observed.unrecorded === undefined),
    ({ target: { region, group } }) => `${region} ${group}`,
  );
  const writes = await Promise.allSettled(
    [...byHost.values()].flatMap((sameHost) =>
      sameHost.slice(0, 1).map(({ target }) => saveHistory(target, formatHistory(appendHistory(sameHost, now)))),
    ),
  );
  const failures = writes.flatMap((write) =>
    write.status === 'rejected' && !(write.reason instanceof OutOfTime) ? [write.reason] : [],
  );
  if (failures.length > 0) throw new AggregateError(failures, `sent, but could not record it: ${failures.join('; ')}`);
};
