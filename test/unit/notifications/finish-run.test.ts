import { describe, expect, it } from 'vitest';

import type { Controller } from '../../../libs/controller/controller.ts';
import { OutOfTime } from '../../../libs/controller/out-of-time.ts';
import type { HostRef } from '../../../libs/controller/result.ts';
import { createFinishRun, reconcileSafely } from '../../../libs/notifications/finish-run.ts';
import { blog } from '../../support/notification-fixture.ts';

const startedAt = new Date('2026-11-01T00:00:00Z');
const run = { dryRun: false, now: () => startedAt, startedAt, deadline: startedAt, sleep: async () => {} };

/** A run over two hosts whose observation fails with an error; what it logged and sent, and its own error. */
const finish = async (cause: Error) => {
  const logged: object[] = [];
  const sent: string[] = [];
  const controller: Controller<HostRef, object, object> = {
    name: 'lifecycle',
    observe: async () => Promise.reject(cause),
    conditions: () => [],
    executors: {},
    maxConcurrency: 1,
    polling: { everySeconds: 1, giveUpAfterSeconds: { untouched: 1, acted: 1 }, followUpSeconds: 1, whileActing: true },
  };
  const results = await reconcileSafely(controller, [blog, { ...blog, host: 'wiki', group: 'wiki-group' }], run);
  const finishRun = createFinishRun({
    stage: 'prod',
    log: (entry) => void logged.push(entry),
    notifier: { send: async ({ subject }) => void sent.push(subject), saveHistory: async () => {} },
  });
  const error = await finishRun([{ results, notable: [] }], {}, run).then(
    () => 'none',
    ({ message }: Error) => message,
  );
  return { statuses: results.map(({ status }) => status), logged, sent, error };
};

describe('a run that cannot observe its hosts', () => {
  it('for want of time leaves them to the next one: it says of how many, and notifies nothing about each', async () => {
    const { statuses, logged, sent, error } = await finish(new OutOfTime());
    expect(statuses).toEqual(['waiting', 'waiting']);
    expect(error).toBe('2 of 2 were not observed: the time of this run is over; the next one continues');
    expect(logged).toHaveLength(2);
    expect(sent).toEqual([]);
  });

  it('for any other reason has failed', async () => {
    const { statuses, error } = await finish(new Error('AWS is down'));
    expect(statuses).toEqual(['failed', 'failed']);
    expect(error).toMatch(/^2 of 2 failed: blog: cannot observe it: AWS is down; wiki: /);
  });
});
