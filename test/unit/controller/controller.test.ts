import { describe, expect, it } from 'vitest';

import { giveUpAt, type Polling } from '../../../libs/controller/controller.ts';

const start = new Date('2026-11-01T00:00:00Z');
const secondsAfterStart = (seconds: number) => new Date(start.getTime() + 1000 * seconds);

const run = (deadlineSeconds: number) => ({
  dryRun: false,
  now: () => start,
  startedAt: start,
  deadline: secondsAfterStart(deadlineSeconds),
  sleep: async () => {},
});

describe('a waiting target is given up', () => {
  const polling: Polling = {
    everySeconds: 15,
    giveUpAfterSeconds: { untouched: 10, acted: 45 },
    followUpSeconds: 20,
    whileActing: true,
  };

  it.each([
    ['soon where the run has not acted on it', undefined, 10],
    ['later where the run has acted on it', 5, 45],
    ['20 s after the last action where that came late', 40, 60],
  ])('%s', (_, lastActionSeconds, expectedSeconds) => {
    const lastActionAt = lastActionSeconds === undefined ? undefined : secondsAfterStart(lastActionSeconds);
    expect(giveUpAt(polling, run(900), lastActionAt)).toEqual(secondsAfterStart(expectedSeconds));
  });

  it('one interval before the deadline at the latest', () => {
    expect(giveUpAt(polling, run(30), secondsAfterStart(5))).toEqual(secondsAfterStart(15));
  });
});
