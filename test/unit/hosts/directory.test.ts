import { describe, expect, it } from 'vitest';

import { type HostList, createHostLister } from '../../../libs/hosts/directory.ts';

const start = new Date('2026-11-01T00:00:00Z').getTime();

/** Listings that are told apart by their number, at a time that a test sets. */
const numberedListings = () => {
  let count = 0;
  let seconds = 0;
  const { prefetch, list } = createHostLister(
    async (): Promise<HostList> => {
      count += 1;
      return { hosts: [], unreachable: [{ region: `listing ${count}`, cause: undefined }] };
    },
    () => new Date(start + 1000 * seconds),
  );
  return {
    prefetch,
    ask: async (at: number): Promise<string | undefined> => {
      seconds = at;
      return (await list()).unreachable[0]?.region;
    },
  };
};

describe('a listing that was made at INIT', () => {
  it('is given to the event that comes right after it, and to no other', async () => {
    const { prefetch, ask } = numberedListings();
    await prefetch();
    expect([await ask(1), await ask(2), await ask(3)]).toEqual(['listing 1', 'listing 2', 'listing 3']);
  });

  it('is too old after five seconds', async () => {
    const { prefetch, ask } = numberedListings();
    await prefetch();
    expect(await ask(5)).toBe('listing 2');
  });
});
