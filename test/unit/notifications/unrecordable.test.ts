import { describe, expect, it } from 'vitest';

import { fingerprint } from '../../../libs/notifications/history.ts';
import type { NewsItem } from '../../../libs/notifications/news.ts';
import { withoutUnrecordable } from '../../../libs/notifications/unrecordable.ts';
import { item } from '../../support/notification-fixture.ts';

const at = new Date('2026-11-14T05:00:00Z');
const state = { intent: 'running' };

/** News of a host whose history has the fingerprint `abc`, unless a test says otherwise. */
const newsOf = (name: string, more: Partial<NewsItem> = {}): NewsItem =>
  item({
    target: { host: name, region: 'us-east-1', group: `${name}-group` },
    observed: { history: { fingerprints: ['abc'], at }, state },
    ...more,
  });

/** A time in the minute of the hour that is a host's own, or so many minutes after it. */
const minuteOf = (name: string, later = 0): Date =>
  new Date(Date.UTC(2026, 10, 14, 6, (Number.parseInt(fingerprint(`${name}-group`), 16) % 60) + later, 30));

/** The hosts of which a pass notifies, where the tags of some cannot be written, and what it has written. */
const pass = async (news: readonly NewsItem[], now: Date, isDenied: (host: string) => boolean = () => false) => {
  const written: string[] = [];
  const told = await withoutUnrecordable(news, now, {
    send: async () => {},
    saveHistory: async ({ host }, history) => {
      if (isDenied(host)) throw new Error('denied');
      written.push(`${host} ${history}`);
    },
  });
  return { told: told.map(({ target }) => target.host), news: told, written };
};

const isBlog = (host: string): boolean => host === 'blog';

describe('the news of a pass', () => {
  it('are all notified where the histories can be written, which is tried once a host, without a change', async () => {
    const { told, written } = await pass([newsOf('blog'), newsOf('blog'), newsOf('shop')], minuteOf('blog', 1));
    expect(told).toEqual(['blog', 'blog', 'shop']);
    expect(written).toEqual(['blog', 'shop'].map((host) => `${host} abc ${at.toISOString()}`));
  });

  it('of a host whose history cannot be written are notified in its own minute of the hour alone', async () => {
    const both = [newsOf('blog'), newsOf('shop')];
    expect((await pass(both, minuteOf('blog', 1), isBlog)).told).toEqual(['shop']);
    const { told, news } = await pass(both, minuteOf('blog'), isBlog);
    expect(told).toEqual(['blog', 'shop']);
    expect(news.map(({ observed }) => observed?.unrecorded)).toEqual([{}, undefined]);
  });

  it('of a host that has no history yet are notified likewise', async () => {
    const fresh = newsOf('blog', { observed: { history: { fingerprints: [] }, state } });
    expect(await pass([fresh], minuteOf('blog', 1))).toMatchObject({ told: [], written: [] });
    expect((await pass([fresh], minuteOf('blog'))).told).toEqual(['blog']);
  });

  it('of a host whose state this run could not write are notified at once where it did something, else likewise', async () => {
    const observed = { history: { fingerprints: ['abc'], at }, state, unrecorded: { attempts: 3 } };
    const now = minuteOf('blog', 1);
    expect((await pass([newsOf('blog', { observed, isEvent: true })], now)).told).toEqual(['blog']);
    expect((await pass([newsOf('blog', { observed })], now)).told).toEqual([]);
    const [kept] = (await pass([newsOf('blog', { observed })], minuteOf('blog'))).news;
    expect(kept?.observed?.unrecorded).toEqual({ attempts: 3 });
  });

  it('of a host that was not observed are notified, for nothing is recorded of it', async () => {
    const { observed: _, ...unseen } = newsOf('blog');
    expect((await pass([unseen], minuteOf('blog', 1), () => true)).told).toEqual(['blog']);
  });

  it('of a fleet are judged by twenty of its hosts, and by none where those all fail', async () => {
    const fleet = Array.from({ length: 25 }, (_, index) => newsOf(`host-${index}`));
    // The own minute of no host of the fleet.
    const own = new Set(fleet.map(({ target }) => minuteOf(target.host).getUTCMinutes()));
    const free = Array.from({ length: 60 }, (_, minute) => minute).find((minute) => !own.has(minute)) ?? -1;
    expect(free).toBeGreaterThanOrEqual(0);
    const now = new Date(Date.UTC(2026, 10, 14, 6, free));
    const all = await pass(fleet, now);
    expect([all.told.length, all.written.length]).toEqual([25, 20]);
    expect((await pass(fleet, now, (host) => host !== 'host-3')).told).toEqual([
      'host-3',
      ...fleet.slice(20).map(({ target }) => target.host),
    ]);
    expect((await pass(fleet, now, () => true)).told).toEqual([]);
  });
});
