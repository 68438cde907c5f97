import { describe, expect, it } from 'vitest';

import { createBatcher } from '../../../libs/controller/batcher.ts';

/** A zone that makes a batch whole or not at all, and takes no change that begins with `bad`. */
const fakeZone = (maxBatch = 400, faults: { broken?: boolean } = {}) => {
  const applied: string[][] = [];
  const rejected: string[][] = [];
  const change = createBatcher<string>(
    async (changes) => {
      if (faults.broken) throw new Error('the zone is not to be reached');
      if (changes.some((one) => one.startsWith('bad'))) {
        rejected.push([...changes]);
        throw new TypeError(`it refuses ${changes.length}`);
      }
      applied.push([...changes]);
    },
    (cause) => cause instanceof TypeError,
    maxBatch,
  );
  /** Asks for all in one breath; what became of each order. */
  const ask = async (...orders: readonly (readonly string[])[]) => {
    const answers = await Promise.allSettled(orders.map((order) => change(order)));
    return answers.map(({ status }) => status);
  };
  return { ask, applied, rejected };
};

const numbered = (count: number) => Array.from({ length: count }, (_, at) => [`host-${at}`]);

describe('changes of one zone', () => {
  it('that are asked for in one breath go in one batch, and those asked for later in another', async () => {
    const { ask, applied } = fakeZone();
    expect(await ask(['a', 'b'], ['c'])).toEqual(['fulfilled', 'fulfilled']);
    await ask(['d']);
    expect(applied).toEqual([['a', 'b', 'c'], ['d']]);
  });

  it('go in as few batches as take them, those of one host together', async () => {
    const { ask, applied } = fakeZone(4);
    await ask(['a', 'b'], ['c'], ['d', 'e'], ['f', 'g', 'h', 'i', 'j'], ['k']);
    expect(applied).toEqual([['a', 'b', 'c'], ['d', 'e'], ['f', 'g', 'h', 'i', 'j'], ['k']]);
  });

  it('are halved until the bad one stands alone: it fails, and all others are made once', async () => {
    const { ask, applied, rejected } = fakeZone();
    const hosts = numbered(100);
    const answers = await ask(...hosts.slice(0, 37), ['fine', 'bad'], ...hosts.slice(37));
    expect(answers.filter((answer) => answer === 'rejected')).toHaveLength(1);
    expect(answers[37]).toBe('rejected');
    expect(applied.flat().toSorted()).toEqual(hosts.flat().toSorted());
    expect(rejected.at(-1)).toEqual(['fine', 'bad']);
    // A search by halves, not by ones: 100 hosts are told apart in 7 steps down and as many batches beside.
    expect(rejected.length + applied.length).toBeLessThanOrEqual(15);
  });

  it('are not halved for an error that is not about a change: all fail, after one try', async () => {
    const faults = { broken: true };
    const { ask, applied } = fakeZone(400, faults);
    expect(await ask(['a'], ['b'])).toEqual(['rejected', 'rejected']);
    faults.broken = false;
    expect(await ask(['a'])).toEqual(['fulfilled']);
    expect(applied).toEqual([['a']]);
  });
});
