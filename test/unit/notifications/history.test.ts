import { describe, expect, it } from 'vitest';

import { formatHistory, isNew, parseHistory, appendHistory } from '../../../libs/notifications/history.ts';
import { blog, type HostResult, result, since } from '../../support/notification-fixture.ts';

const now = new Date('2026-11-14T12:00:00Z');
const hoursLater = (hours: number) => new Date(now.getTime() + hours * 3_600_000);

/** The same result, observed again after it was notified. */
const notifiedAt = (history: HostResult, at: Date, next: HostResult = history): HostResult => ({
  ...next,
  observed: { state: next.observed?.state ?? { intent: 'running' }, history: appendHistory([history], at) },
});

const set = { action: 'autoscaling:UpdateAutoScalingGroup', reason: 'its sizes were 0/1/1' };
const wrote = { action: 'autoscaling:CreateOrUpdateTags', reason: 'it is to come back', routine: true };
const running = { history: { fingerprints: [] }, state: { intent: 'running' } };

describe('a new result', () => {
  it('is one that was not notified yet, and not again a minute later', () => {
    expect(isNew(result(), now)).toBe(true);
    expect(isNew(notifiedAt(result(), now), hoursLater(1 / 60))).toBe(false);
  });

  it('is an unresolved problem a day later', () => {
    for (const status of ['waiting', 'refused', 'failed'] as const) {
      const history = notifiedAt(result({ status }), now);
      expect(isNew(history, hoursLater(23.9))).toBe(false);
      expect(isNew(history, hoursLater(24))).toBe(true);
    }
  });

  it('is never that a stopped host is still stopped', () => {
    expect(isNew(notifiedAt(result({ status: 'converged' }), now), hoursLater(1000))).toBe(false);
  });

  it('is another reason, another status, another period', () => {
    expect(isNew(notifiedAt(result(), now, result({ reason: 'i-2 has not ended yet' })), now)).toBe(true);
    expect(isNew(notifiedAt(result(), now, result({ status: 'converged' })), now)).toBe(true);
    const later = { history: { fingerprints: [] }, state: { intent: 'suspended', since: now } };
    expect(isNew(notifiedAt(result(), now, result({ observed: later })), now)).toBe(true);
  });

  it('is one with actions, unless they are routine', () => {
    expect(isNew(result({ status: 'converged', observed: running, actions: [set] }), now)).toBe(true);
    expect(isNew(result({ status: 'converged', observed: running, actions: [wrote] }), now)).toBe(false);
  });

  it('is not that a host runs, or that its group is gone', () => {
    expect(isNew(result({ status: 'converged', observed: running }), now)).toBe(false);
    expect(isNew({ controller: 'suspension', target: blog, status: 'gone', reason: '', actions: [] }, now)).toBe(false);
  });

  it('is a correction, although the original decision had the same action', () => {
    const decided = result({ status: 'converged', actions: [wrote, set] });
    expect(isNew({ ...notifiedAt(decided, now), actions: [set] }, now)).toBe(true);
  });

  it('is not, the same day, one that returns after another', () => {
    const first = notifiedAt(result(), now);
    const second = notifiedAt({ ...first, reason: 'i-2 has not ended yet' }, now);
    expect(isNew({ ...second, reason: 'i-1 has not ended yet' }, hoursLater(1))).toBe(false);
    expect(isNew({ ...second, reason: 'i-3 has not ended yet' }, hoursLater(1))).toBe(true);
  });

  it('is not the same correction every minute, although the host converges in between', () => {
    const overruled = result({ status: 'converged', actions: [set] });
    const once = notifiedAt(overruled, now);
    const rest = notifiedAt(once, now, result({ status: 'converged' }));
    expect(isNew(rest, hoursLater(1 / 60))).toBe(false);
    expect(isNew({ ...rest, actions: [set] }, hoursLater(2 / 60))).toBe(false);
  });
});

describe('the tag hostkeeper:notified', () => {
  it('is read as it was written, and holds at most 256 characters that a tag value may hold', () => {
    let history = appendHistory([result()], now);
    for (let at = 0; at < 50; at++) {
      history = appendHistory(
        [result({ reason: `i-${at}`, observed: { history: history, state: { intent: 'suspended', since } } })],
        now,
      );
    }
    expect(parseHistory(formatHistory(history))).toEqual(history);
    expect(formatHistory(history)).toMatch(/^[\w\s+\-=.:/@]{1,256}$/);
  });

  it.each([undefined, '', 'nonsense', 'a1b2 c3d4'])('counts as an empty history when it cannot be read: %s', (text) => {
    expect(parseHistory(text)).toEqual({ fingerprints: [] });
  });
});
