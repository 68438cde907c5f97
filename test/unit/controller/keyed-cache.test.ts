import { describe, expect, it } from 'vitest';

import { createKeyedCache } from '../../../libs/controller/keyed-cache.ts';

interface TaskKey {
  readonly cluster: string;
  readonly task: string;
}

const key = (task: string): TaskKey => ({ cluster: 'web', task });

/** A cache of the statuses of tasks. A status stays fresh for five seconds, a missing one for one second. */
const createTestCache = (statuses: Record<string, string>) => {
  let now = new Date('2026-11-14T12:00:00Z');
  const loads: string[][] = [];
  const cache = createKeyedCache<TaskKey, string>(() => now, {
    id: ({ cluster, task }) => `${cluster}/${task}`,
    load: async (keys) => {
      loads.push(keys.map(({ task }) => task));
      return Object.entries(statuses).map(([task, status]) => [key(task), status]);
    },
    ttlSeconds: (status) => (status === undefined ? 1 : 5),
  });
  return { cache, loads, pass: (seconds: number) => (now = new Date(now.getTime() + 1000 * seconds)) };
};

describe('a cache of observations', () => {
  it('loads all keys together, and later only those that are no longer fresh', async () => {
    const { cache, loads, pass } = createTestCache({ a: 'on', b: 'dim' });
    const keys = ['a', 'b', 'c'].map(key);
    const values = await cache.getMany(keys);
    expect(keys.map(values.get)).toEqual(['on', 'dim', undefined]);
    pass(1);
    await cache.getMany(keys);
    pass(4);
    await cache.getMany(keys);
    expect(loads).toEqual([['a', 'b', 'c'], ['c'], ['a', 'b', 'c']]);
  });

  it('returns what AWS answered to a change, until that is no longer fresh', async () => {
    const statuses: Record<string, string> = { a: 'on' };
    const { cache, loads, pass } = createTestCache(statuses);
    await cache.getMany([key('a')]);
    cache.set(key('a'), (cached) => `${cached}, and dimmed`);
    expect((await cache.getMany([key('a')])).get(key('a'))).toBe('on, and dimmed');
    statuses['a'] = 'dim';
    pass(5);
    expect((await cache.getMany([key('a')])).get(key('a'))).toBe('dim');
    expect(loads).toHaveLength(2);
  });

  it('loads a key again after it was invalidated', async () => {
    const { cache, loads } = createTestCache({ a: 'on' });
    await cache.getMany([key('a')]);
    cache.invalidate(key('a'));
    await cache.getMany([key('a')]);
    expect(loads).toEqual([['a'], ['a']]);
  });

  it('compares keys by their parts, and loads a key once that is asked for twice', async () => {
    const { cache, loads } = createTestCache({ a: 'on' });
    const values = await cache.getMany([key('a'), key('a')]);
    expect(values.get({ task: 'a', cluster: 'web' })).toBe('on');
    expect(values.get({ task: 'a', cluster: 'batch' })).toBeUndefined();
    expect(loads).toEqual([['a']]);
  });
});
