import { describe, expect, it } from 'vitest';

import { OutOfTime } from '../../../libs/controller/out-of-time.ts';
import { notify } from '../../../libs/notifications/notify.ts';
import { blog, item } from '../../support/notification-fixture.ts';

const now = new Date('2026-11-14T12:00:00Z');
const message = { subject: 'subject', body: 'body' };
const wiki = item({ target: { ...blog, host: 'wiki', group: 'wiki-group' } });

/** Notifies about two hosts, of which the history of the second cannot be written for this cause. */
const notifyBoth = (cause: Error) =>
  notify(message, [item(), wiki], [], now, {
    send: async () => {},
    saveHistory: async ({ host }) => (host === 'wiki' ? Promise.reject(cause) : undefined),
  });

describe('the record of a notification', () => {
  it('that is missing of one host among several is an error', async () => {
    await expect(notifyBoth(new Error('no tag'))).rejects.toThrow('sent, but could not record it: Error: no tag');
  });

  it('for which the run has no time is left to the next run', async () => {
    await expect(notifyBoth(new OutOfTime('too late'))).resolves.toBeUndefined();
  });

  it('is written without a message, of what has only happened again', async () => {
    const written: string[] = [];
    const notifier = {
      send: async () => Promise.reject(new Error('nothing is sent')),
      saveHistory: async () => void written.push(''),
    };
    await notify(undefined, [], [item()], now, notifier);
    expect(written).toHaveLength(1);
  });
});
