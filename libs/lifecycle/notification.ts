import type { NewsItem } from '../notifications/news.ts';
import type { LifecycleResult } from './model.ts';
import { describeEnd } from './news-ends.ts';
import { describeEvent } from './news-events.ts';
import { RECORDS_CHANGED, REPAIRED } from './news-kinds.ts';
import { describeProblems } from './news-problems.ts';

/** What was done to a host, and what is over. A repair with which a problem ends is part of the message about the end. */
const describeChanges = (result: LifecycleResult, now: Date): readonly NewsItem[] => {
  const events = describeEvent(result, now);
  if (events.some(({ kind }) => kind !== REPAIRED && kind !== RECORDS_CHANGED)) return events;
  const ends = describeEnd(result, now);
  return ends.length > 0 ? ends : events;
};

/** What a message says about the lifecycle of a host: each problem by itself, and what was done. */
export const describeLifecycle = (result: LifecycleResult, now: Date): readonly NewsItem[] => [
  ...describeProblems(result, now),
  ...describeChanges(result, now),
];
