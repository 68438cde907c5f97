import { describe, expect, it } from 'vitest';

import type { HostRef } from '../../../libs/controller/result.ts';
import { isNew, parseHistory } from '../../../libs/notifications/history.ts';
import { notify } from '../../../libs/notifications/notify.ts';
import { withoutUnrecordable } from '../../../libs/notifications/unrecordable.ts';
import { blog, item, since } from '../../support/notification-fixture.ts';

const now = new Date('2026-11-14T12:00:00Z');
const anHourLater = new Date('2026-11-14T13:00:00Z');

const message = { subject: 'subject', body: 'body' };

describe('a notification', () => {
  it('is sent before it is recorded', async () => {
    const order: string[] = [];
    await notify(message, [item()], [], now, {
      send: async () => void order.push('published'),
      saveHistory: async () => void order.push('written'),
    });
    expect(order).toEqual(['published', 'written']);
  });

  it('is not recorded when sending fails, so that the next pass sends it', async () => {
    const written: string[] = [];
    const sending = notify(message, [item()], [], now, {
      send: async () => Promise.reject(new Error('no topic')),
      saveHistory: async (_, value) => void written.push(value),
    });
    await expect(sending).rejects.toThrow('no topic');
    expect(written).toEqual([]);
  });

  it('fails when it cannot be recorded, after every host was tried', async () => {
    const tried: string[] = [];
    const sending = notify(
      message,
      [item(), item({ target: { ...blog, host: 'wiki', group: 'wiki-group' } })],
      [],
      now,
      {
        send: async () => {},
        saveHistory: async ({ host }) => {
          tried.push(host);
          throw new Error(`no tag on ${host}`);
        },
      },
    );
    await expect(sending).rejects.toThrow('no tag on blog');
    expect(tried).toEqual(['blog', 'wiki']);
  });

  it('about one host by two controllers is recorded in one write, and neither is new again', async () => {
    const history: string[] = [];
    const notifier = {
      send: async () => {},
      saveHistory: async (_: HostRef, value: string) => void history.push(value),
    };
    const both = [item(), item({ reason: 'no volume carries its tags' })];
    await notify(message, both, [], now, notifier);
    expect(history).toHaveLength(1);
    const again = both.map((one) =>
      item({ ...one, observed: { state: { intent: 'suspended', since }, history: parseHistory(history[0]) } }),
    );
    expect(again.filter((one) => isNew(one, anHourLater))).toEqual([]);
  });

  it('about groups of the same name in two regions is recorded in each', async () => {
    const history: string[] = [];
    await notify(message, [item(), item({ target: { ...blog, region: 'eu-central-1' } })], [], now, {
      send: async () => {},
      saveHistory: async ({ region }) => void history.push(region),
    });
    expect(history).toEqual(['us-east-1', 'eu-central-1']);
  });
});

describe('the news of a pass', () => {
  const atMinute = (minute: number) => new Date(now.getTime() + 60_000 * minute);
  const history = { fingerprints: ['0a1b2c3d'], at: now };
  const news = (host: string) =>
    item({ target: { ...blog, group: `${host}-group` }, observed: { state: { intent: 'running' }, history } });

  /** The groups whose news a pass notifies in each minute of an hour, when the tags of these cannot be written. */
  const notifiedGroups = async (all: readonly ReturnType<typeof news>[], unwritable: (group: string) => boolean) => {
    const saved: string[] = [];
    const saveHistory = async ({ group }: HostRef, value: string) => {
      if (unwritable(group)) throw new Error('explicit deny');
      saved.push(value);
    };
    const minutes = Array.from({ length: 60 }, (_, minute) => atMinute(minute));
    const kept = await Promise.all(
      minutes.map((minute) => withoutUnrecordable(all, minute, { send: async () => {}, saveHistory })),
    );
    return { groups: kept.flat().map(({ target }) => target.group), saved };
  };

  it('is notified where its tag can be written, which is tried with the present value', async () => {
    const { groups, saved } = await notifiedGroups([news('blog')], () => false);
    expect(groups).toHaveLength(60);
    expect(new Set(saved)).toEqual(new Set([`0a1b2c3d ${now.toISOString()}`]));
  });

  it('has one minute of an hour where its tag cannot be written', async () => {
    const { groups } = await notifiedGroups([news('blog'), news('shop')], (group) => group === 'blog-group');
    expect(groups.filter((group) => group === 'blog-group')).toHaveLength(1);
    expect(groups.filter((group) => group === 'shop-group')).toHaveLength(60);
  });

  it('of a fleet is tried on some hosts, and none counts as writable where none of those is', async () => {
    const fleet = Array.from({ length: 100 }, (_, index) => news(`host-${index}`));
    const { groups } = await notifiedGroups(fleet, () => true);
    expect(groups).toHaveLength(100);
    const { groups: all, saved } = await notifiedGroups(fleet, () => false);
    expect(all).toHaveLength(6000);
    expect(saved).toHaveLength(60 * 20);
  });
});
