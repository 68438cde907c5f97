import type { HostRef, Result } from '../../libs/controller/result.ts';
import type { Notifiable } from '../../libs/notifications/history.ts';

/** When the state of the host began, and what its result is about. */
export const since = new Date('2026-11-14T06:03:20Z');
export const blog = { host: 'blog', region: 'us-east-1', group: 'blog-group' };

/** The result of a run about a host, as far as a notification needs it. */
export type HostResult = Result<HostRef, Notifiable>;

/** A result that was never notified: the host waits for its instance to end, but for what a test says. */
export const result = (more: Partial<HostResult> = {}): HostResult => ({
  controller: 'suspension',
  target: blog,
  observed: { history: { fingerprints: [] }, state: { intent: 'suspended', since } },
  status: 'waiting',
  reason: 'i-1 has not ended yet',
  actions: [],
  ...more,
});
