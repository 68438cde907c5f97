import { describe, expect, it } from 'vitest';

import type { HostTarget } from '../../libs/report.ts';
import type { Report } from '../../libs/report.ts';
import { formatTold, isNews, parseTold, remember, type Tellable, tell } from '../../libs/tell.ts';

const now = new Date('2026-11-14T12:00:00Z');
const hoursLater = (hours: number) => new Date(now.getTime() + hours * 3_600_000);
const since = new Date('2026-11-14T06:03:20Z');

type HostReport = Report<HostTarget, Tellable>;

const blog = { host: 'blog', region: 'us-east-1', group: 'blog-group' };

const report = (more: Partial<HostReport> = {}): HostReport => ({
  controller: 'suspension',
  target: blog,
  observed: { told: { digests: [] }, state: { intent: 'suspended', since } },
  status: 'waiting',
  reason: 'i-1 has not ended yet',
  actions: [],
  ...more,
});

/** The same report, seen again once it was told. */
const toldAt = (told: HostReport, at: Date, again: HostReport = told): HostReport => ({
  ...again,
  observed: { state: again.observed?.state ?? { intent: 'running' }, told: remember([told], at) },
});

const set = { action: 'autoscaling:UpdateAutoScalingGroup', reason: 'its sizes were 0/1/1' };
const wrote = { action: 'autoscaling:CreateOrUpdateTags', reason: 'it is to come back', routine: true };
const running = { told: { digests: [] }, state: { intent: 'running' } };

describe('what is news', () => {
  it('is what was not told yet, and not again a minute later', () => {
    expect(isNews(report(), now)).toBe(true);
    expect(isNews(toldAt(report(), now), hoursLater(1 / 60))).toBe(false);
  });

  it('is what still stands in the way a day later', () => {
    for (const status of ['waiting', 'refused', 'failed'] as const) {
      const told = toldAt(report({ status }), now);
      expect(isNews(told, hoursLater(23.9))).toBe(false);
      expect(isNews(told, hoursLater(24))).toBe(true);
    }
  });

  it('is not, for ever, that a stopped host is stopped', () => {
    expect(isNews(toldAt(report({ status: 'converged' }), now), hoursLater(1000))).toBe(false);
  });

  it('is another reason, another status, another period', () => {
    expect(isNews(toldAt(report(), now, report({ reason: 'i-2 has not ended yet' })), now)).toBe(true);
    expect(isNews(toldAt(report(), now, report({ status: 'converged' })), now)).toBe(true);
    const later = { told: { digests: [] }, state: { intent: 'suspended', since: now } };
    expect(isNews(toldAt(report(), now, report({ observed: later })), now)).toBe(true);
  });

  it('is what was done, but not what is routine', () => {
    expect(isNews(report({ status: 'converged', observed: running, actions: [set] }), now)).toBe(true);
    expect(isNews(report({ status: 'converged', observed: running, actions: [wrote] }), now)).toBe(false);
  });

  it('is not that a host runs, or that one is gone', () => {
    expect(isNews(report({ status: 'converged', observed: running }), now)).toBe(false);
    expect(isNews({ controller: 'suspension', target: blog, status: 'gone', reason: '', actions: [] }, now)).toBe(
      false,
    );
  });

  it('is an overruling, though the decision that it restores had the same to do', () => {
    const decided = report({ status: 'converged', actions: [wrote, set] });
    expect(isNews({ ...toldAt(decided, now), actions: [set] }, now)).toBe(true);
  });

  it('is not, the same day, what comes back after something else', () => {
    const first = toldAt(report(), now);
    const second = toldAt({ ...first, reason: 'i-2 has not ended yet' }, now);
    expect(isNews({ ...second, reason: 'i-1 has not ended yet' }, hoursLater(1))).toBe(false);
    expect(isNews({ ...second, reason: 'i-3 has not ended yet' }, hoursLater(1))).toBe(true);
  });

  it('is not the same overruling again every minute, though the host comes to rest in between', () => {
    const overruled = report({ status: 'converged', actions: [set] });
    const once = toldAt(overruled, now);
    const rest = toldAt(once, now, report({ status: 'converged' }));
    expect(isNews(rest, hoursLater(1 / 60))).toBe(false);
    expect(isNews({ ...rest, actions: [set] }, hoursLater(2 / 60))).toBe(false);
  });
});

describe('the told tag', () => {
  it('is read as it was written, and holds at most 256 characters that a tag value may hold', () => {
    let told = remember([report()], now);
    for (let at = 0; at < 50; at++) {
      told = remember([report({ reason: `i-${at}`, observed: { told, state: { intent: 'suspended', since } } })], now);
    }
    expect(parseTold(formatTold(told))).toEqual(told);
    expect(formatTold(told)).toMatch(/^[\w\s+\-=.:/@]{1,256}$/);
  });

  it.each([undefined, '', 'nonsense', 'a1b2 c3d4'])('counts as nothing told when it cannot be read: %s', (text) => {
    expect(parseTold(text)).toEqual({ digests: [] });
  });
});

const letter = () => ({ subject: 'subject', body: 'body' });

describe('telling', () => {
  it('publishes before it writes down that it did', async () => {
    const order: string[] = [];
    await tell([report()], letter, now, {
      publish: async () => void order.push('published'),
      writeTold: async () => void order.push('written'),
    });
    expect(order).toEqual(['published', 'written']);
  });

  it('writes nothing down when publishing fails, so that the next pass tells', async () => {
    const written: string[] = [];
    const telling = tell([report()], letter, now, {
      publish: async () => Promise.reject(new Error('no topic')),
      writeTold: async (_, value) => void written.push(value),
    });
    await expect(telling).rejects.toThrow('no topic');
    expect(written).toEqual([]);
  });

  it('fails loudly when it cannot write down what it told, having tried for every host', async () => {
    const tried: string[] = [];
    const telling = tell([report(), report({ target: { ...blog, host: 'wiki', group: 'wiki-group' } })], letter, now, {
      publish: async () => {},
      writeTold: async ({ host }) => {
        tried.push(host);
        throw new Error(`no tag on ${host}`);
      },
    });
    await expect(telling).rejects.toThrow('no tag on blog');
    expect(tried).toEqual(['blog', 'wiki']);
  });

  it('remembers what two controllers said of one host in one write, and tells neither again', async () => {
    const told: string[] = [];
    const voice = { publish: async () => {}, writeTold: async (_: HostTarget, value: string) => void told.push(value) };
    const both = [report(), report({ controller: 'life', status: 'refused', reason: 'no volume bears its tags' })];
    await tell(both, letter, now, voice);
    expect(told).toHaveLength(1);
    const again = both.map((one) =>
      report({ ...one, observed: { state: { intent: 'suspended', since }, told: parseTold(told[0]) } }),
    );
    expect(again.filter((one) => isNews(one, hoursLater(1)))).toEqual([]);
  });

  it('remembers hosts of the same group name in two regions each for itself', async () => {
    const told: string[] = [];
    await tell([report(), report({ target: { ...blog, region: 'eu-central-1' } })], letter, now, {
      publish: async () => {},
      writeTold: async ({ region }) => void told.push(region),
    });
    expect(told).toEqual(['us-east-1', 'eu-central-1']);
  });
});
