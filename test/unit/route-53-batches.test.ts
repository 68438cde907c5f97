import { describe, expect, it } from 'vitest';

import { createBatcher } from '../../libs/controller/batcher.ts';

/** A zone that makes a batch whole or not at all, and takes no change that begins with `bad`. */
const zone = (most = 400, faults: { broken?: boolean } = {}) => {
  const made: string[][] = [];
  const refused: string[][] = [];
  const change = createBatcher<string>(
    async (changes) => {
      if (faults.broken) throw new Error('the zone is not to be reached');
      if (changes.some((one) => one.startsWith('bad'))) {
        refused.push([...changes]);
        throw new TypeError(`it refuses ${changes.length}`);
      }
      made.push([...changes]);
    },
    (cause) => cause instanceof TypeError,
    most,
  );
  /** Asks for all in one breath; what became of each order. */
  const ask = async (...orders: readonly (readonly string[])[]) => {
    const answers = await Promise.allSettled(orders.map((order) => change(order)));
    return answers.map(({ status }) => status);
  };
  return { ask, made, refused };
};

const numbered = (count: number) => Array.from({ length: count }, (_, at) => [`host-${at}`]);

describe('changes of one zone', () => {
  it('that are asked for in one breath go in one batch, and those asked for later in another', async () => {
    const { ask, made } = zone();
    expect(await ask(['a', 'b'], ['c'])).toEqual(['fulfilled', 'fulfilled']);
    await ask(['d']);
    expect(made).toEqual([['a', 'b', 'c'], ['d']]);
  });

  it('go in as few batches as take them, those of one host together', async () => {
    const { ask, made } = zone(4);
    await ask(['a', 'b'], ['c'], ['d', 'e'], ['f', 'g', 'h', 'i', 'j'], ['k']);
    expect(made).toEqual([['a', 'b', 'c'], ['d', 'e'], ['f', 'g', 'h', 'i', 'j'], ['k']]);
  });

  it('are halved until the bad one stands alone: it fails, and all others are made once', async () => {
    const { ask, made, refused } = zone();
    const hosts = numbered(100);
    const answers = await ask(...hosts.slice(0, 37), ['fine', 'bad'], ...hosts.slice(37));
    expect(answers.filter((answer) => answer === 'rejected')).toHaveLength(1);
    expect(answers[37]).toBe('rejected');
    expect(made.flat().toSorted()).toEqual(hosts.flat().toSorted());
    expect(refused.at(-1)).toEqual(['fine', 'bad']);
    // A search by halves, not by ones: 100 hosts are told apart in 7 steps down and as many batches beside.
    expect(refused.length + made.length).toBeLessThanOrEqual(15);
  });

  it('are not halved for an error that is not about a change: all fail, after one try', async () => {
    const faults = { broken: true };
    const { ask, made } = zone(400, faults);
    expect(await ask(['a'], ['b'])).toEqual(['rejected', 'rejected']);
    faults.broken = false;
    expect(await ask(['a'])).toEqual(['fulfilled']);
    expect(made).toEqual([['a']]);
  });
});
