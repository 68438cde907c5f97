import { describe, expect, it } from 'vitest';

import type { HostRef } from '../../../libs/controller/result.ts';
import { isNew, parseHistory } from '../../../libs/notifications/history.ts';
import { notify } from '../../../libs/notifications/notify.ts';
import { blog, item, since } from '../../support/notification-fixture.ts';

const now = new Date('2026-11-14T12:00:00Z');
const anHourLater = new Date('2026-11-14T13:00:00Z');

const message = { subject: 'subject', body: 'body' };

describe('a notification', () => {
  it('is sent before it is recorded', async () => {
    const order: string[] = [];
    await notify(message, [item()], now, {
      send: async () => void order.push('published'),
      saveHistory: async () => void order.push('written'),
    });
    expect(order).toEqual(['published', 'written']);
  });

  it('is not recorded when sending fails, so that the next pass sends it', async () => {
    const written: string[] = [];
    const sending = notify(message, [item()], now, {
      send: async () => Promise.reject(new Error('no topic')),
      saveHistory: async (_, value) => void written.push(value),
    });
    await expect(sending).rejects.toThrow('no topic');
    expect(written).toEqual([]);
  });

  it('fails when it cannot be recorded, after every host was tried', async () => {
    const tried: string[] = [];
    const sending = notify(message, [item(), item({ target: { ...blog, host: 'wiki', group: 'wiki-group' } })], now, {
      send: async () => {},
      saveHistory: async ({ host }) => {
        tried.push(host);
        throw new Error(`no tag on ${host}`);
      },
    });
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
    await notify(message, both, now, notifier);
    expect(history).toHaveLength(1);
    const again = both.map((one) =>
      item({ ...one, observed: { state: { intent: 'suspended', since }, history: parseHistory(history[0]) } }),
    );
    expect(again.filter((one) => isNew(one, anHourLater))).toEqual([]);
  });

  it('about groups of the same name in two regions is recorded in each', async () => {
    const history: string[] = [];
    await notify(message, [item(), item({ target: { ...blog, region: 'eu-central-1' } })], now, {
      send: async () => {},
      saveHistory: async ({ region }) => void history.push(region),
    });
    expect(history).toEqual(['us-east-1', 'eu-central-1']);
  });
});
