import { fingerprintOf } from '../../libs/notifications/history.ts';
import { NEEDS_YOU } from '../../libs/notifications/kinds.ts';
import type { NewsItem, NewsKind } from '../../libs/notifications/news.ts';

/** When the state of the host began. */
export const since = new Date('2026-11-14T06:03:20Z');
export const blog = { host: 'blog', region: 'us-east-1', group: 'blog-group' };

/** News of a stopped host that was never notified, but for what a test says. It is recorded as its reason. */
export const item = (more: Partial<NewsItem> = {}): NewsItem => {
  const observed = { history: { fingerprints: [] }, state: { intent: 'suspended', since } };
  const reason = 'i-1 has not ended yet';
  return {
    kind: NEEDS_YOU,
    target: blog,
    observed,
    reason,
    detail: reason,
    actions: [],
    suggestions: [],
    fingerprints: [fingerprintOf(more.observed ?? observed, more.reason ?? reason)],
    isRepeated: true,
    ...more,
  };
};

/** A kind of news of which a test knows every word. */
export const STOPPING: NewsKind = {
  order: 3,
  subject: 'stopping {hosts}',
  lead: '{hosts} {goes|go} offline.',
  heading: 'Stopping',
  outlook: 'A second e-mail follows.',
};
