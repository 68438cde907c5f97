import { describe, expect, it } from 'vitest';

import { createTtlCache } from '../../../libs/controller/ttl-cache.ts';

/** A street of houses with lights on, and a person who remembers for five seconds whether a light was on, for one that it was not. */
const createTestCache = (lights: Record<string, string>) => {
  let now = new Date('2026-11-14T12:00:00Z');
  const requested: string[][] = [];
  const cache = createTtlCache<string>(
    () => now,
    async (keys) => {
      requested.push([...keys]);
      return new Map(keys.flatMap((key) => (lights[key] === undefined ? [] : [[key, lights[key]]])));
    },
    (light) => (light === undefined ? 1 : 5),
  );
  return { cache, requested, pass: (seconds: number) => (now = new Date(now.getTime() + 1000 * seconds)) };
};

describe('what a run has seen', () => {
  it('is read in one go, and read again only where it is not fresh any more', async () => {
    const { cache, requested, pass } = createTestCache({ a: 'on', b: 'dim' });
    expect(await cache.getMany(['a', 'b', 'c'])).toEqual(
      new Map([
        ['a', 'on'],
        ['b', 'dim'],
      ]),
    );
    pass(1);
    await cache.getMany(['a', 'b', 'c']);
    pass(4);
    await cache.getMany(['a', 'b', 'c']);
    expect(requested).toEqual([['a', 'b', 'c'], ['c'], ['a', 'b', 'c']]);
  });

  it('is what AWS answered to a change, until that is not fresh either', async () => {
    const lights: Record<string, string> = { a: 'on' };
    const { cache, requested, pass } = createTestCache(lights);
    await cache.getMany(['a']);
    cache.set('a', (known) => `${known}, and dimmed`);
    expect(await cache.getMany(['a'])).toEqual(new Map([['a', 'on, and dimmed']]));
    lights['a'] = 'dim';
    pass(5);
    expect(await cache.getMany(['a'])).toEqual(new Map([['a', 'dim']]));
    expect(requested).toHaveLength(2);
  });

  it('is read again when it is to be forgotten', async () => {
    const { cache, requested } = createTestCache({ a: 'on' });
    await cache.getMany(['a']);
    cache.invalidate('a');
    await cache.getMany(['a']);
    expect(requested).toEqual([['a'], ['a']]);
  });
});
