import { describe, expect, it } from 'vitest';

import { within } from '../../../libs/controller/within.ts';

/** A clock on which every second passes at once, unless the sleep is ended before. */
const clock = {
  sleep: (_: number, signal?: AbortSignal) =>
    new Promise<void>((resolve) => {
      if (signal?.aborted !== true) setImmediate(resolve);
    }),
};

describe('work within some seconds', () => {
  it('gives what it gives', async () => {
    await expect(within(10, clock, async () => 'done')).resolves.toBe('done');
  });

  it('throws what it throws', async () => {
    await expect(within(10, clock, () => Promise.reject(new Error('denied')))).rejects.toThrow('denied');
  });

  it('is given up after them, and told so by its signal', async () => {
    const signals: AbortSignal[] = [];
    const work = (signal: AbortSignal) => {
      signals.push(signal);
      return new Promise<void>(() => {});
    };
    await expect(within(10, clock, work)).rejects.toThrow('no success within 10 seconds');
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });
});
