import { describe, expect, it } from 'vitest';

import { createTtlCache } from '../../libs/controller/ttl-cache.ts';

/** A street of houses with lights on, and a person who remembers for five seconds whether a light was on, for one that it was not. */
const street = (lights: Record<string, string>) => {
  let now = new Date('2026-11-14T12:00:00Z');
  const asked: string[][] = [];
  const seen = createTtlCache<string>(
    () => now,
    async (keys) => {
      asked.push([...keys]);
      return new Map(keys.flatMap((key) => (lights[key] === undefined ? [] : [[key, lights[key]]])));
    },
    (light) => (light === undefined ? 1 : 5),
  );
  return { seen, asked, pass: (seconds: number) => (now = new Date(now.getTime() + 1000 * seconds)) };
};

describe('what a run has seen', () => {
  it('is read in one go, and read again only where it is not fresh any more', async () => {
    const { seen, asked, pass } = street({ a: 'on', b: 'dim' });
    expect(await seen.getMany(['a', 'b', 'c'])).toEqual(
      new Map([
        ['a', 'on'],
        ['b', 'dim'],
      ]),
    );
    pass(1);
    await seen.getMany(['a', 'b', 'c']);
    pass(4);
    await seen.getMany(['a', 'b', 'c']);
    expect(asked).toEqual([['a', 'b', 'c'], ['c'], ['a', 'b', 'c']]);
  });

  it('is what AWS answered to a change, until that is not fresh either', async () => {
    const lights: Record<string, string> = { a: 'on' };
    const { seen, asked, pass } = street(lights);
    await seen.getMany(['a']);
    seen.set('a', (known) => `${known}, and dimmed`);
    expect(await seen.getMany(['a'])).toEqual(new Map([['a', 'on, and dimmed']]));
    lights['a'] = 'dim';
    pass(5);
    expect(await seen.getMany(['a'])).toEqual(new Map([['a', 'dim']]));
    expect(asked).toHaveLength(2);
  });

  it('is read again when it is to be forgotten', async () => {
    const { seen, asked } = street({ a: 'on' });
    await seen.getMany(['a']);
    seen.invalidate('a');
    await seen.getMany(['a']);
    expect(asked).toEqual([['a'], ['a']]);
  });
});
