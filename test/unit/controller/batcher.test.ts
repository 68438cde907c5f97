import { describe, expect, it } from 'vitest';

import { createBatcher } from '../../../libs/controller/batcher.ts';

/** A zone that makes a batch completely or not at all, and rejects a batch with a change that begins with `bad`. */
const fakeZone = (maxBatch = 400, faults: { broken?: boolean } = {}) => {
  const applied: string[][] = [];
  const rejected: string[][] = [];
  const change = createBatcher<string>(
    async (changes) => {
      if (faults.broken) throw new Error('the zone is unreachable');
      if (changes.some((text) => text.startsWith('bad'))) {
        rejected.push([...changes]);
        throw new TypeError(`rejected ${changes.length} changes`);
      }
      applied.push([...changes]);
    },
    (cause) => cause instanceof TypeError,
    maxBatch,
  );
  /** Makes several calls at the same time; returns whether each succeeded. */
  const callAll = async (...calls: readonly (readonly string[])[]) => {
    const outcomes = await Promise.allSettled(calls.map((changes) => change(changes)));
    return outcomes.map(({ status }) => status);
  };
  return { callAll, applied, rejected };
};

const numbered = (count: number) => Array.from({ length: count }, (_, index) => [`host-${index}`]);

describe('changes of one zone', () => {
  it('of simultaneous calls go in one batch, and those of later calls in another', async () => {
    const { callAll, applied } = fakeZone();
    expect(await callAll(['a', 'b'], ['c'])).toEqual(['fulfilled', 'fulfilled']);
    await callAll(['d']);
    expect(applied).toEqual([['a', 'b', 'c'], ['d']]);
  });

  it('go in as few batches as hold them, those of one call together', async () => {
    const { callAll, applied } = fakeZone(4);
    await callAll(['a', 'b'], ['c'], ['d', 'e'], ['f', 'g', 'h', 'i', 'j'], ['k']);
    expect(applied).toEqual([['a', 'b', 'c'], ['d', 'e'], ['f', 'g', 'h', 'i', 'j'], ['k']]);
  });

  it('are halved until the bad call is alone: it fails, and all others are made once', async () => {
    const { callAll, applied, rejected } = fakeZone();
    const hosts = numbered(100);
    const outcomes = await callAll(...hosts.slice(0, 37), ['fine', 'bad'], ...hosts.slice(37));
    expect(outcomes.filter((outcome) => outcome === 'rejected')).toHaveLength(1);
    expect(outcomes[37]).toBe('rejected');
    expect(applied.flat().toSorted()).toEqual(hosts.flat().toSorted());
    expect(rejected.at(-1)).toEqual(['fine', 'bad']);
    // A binary search: one of 100 calls is found in 7 steps, each with one more batch beside it.
    expect(rejected.length + applied.length).toBeLessThanOrEqual(15);
  });

  it('are not halved for an error that is about no change: all fail, after one attempt', async () => {
    const faults = { broken: true };
    const { callAll, applied } = fakeZone(400, faults);
    expect(await callAll(['a'], ['b'])).toEqual(['rejected', 'rejected']);
    faults.broken = false;
    expect(await callAll(['a'])).toEqual(['fulfilled']);
    expect(applied).toEqual([['a']]);
  });
});
