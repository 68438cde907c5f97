import { describe, expect, it } from 'vitest';

import { MUTATIONS, mutated } from '../storm/mutations.ts';
import { storm } from '../storm/storm.ts';

/** The storm gets so many seeds to see that something is broken. */
const SEEDS = 40;

describe('the storm sees that', () => {
  it.each(MUTATIONS.map((mutation) => [mutation.what, mutation] as const))('%s', async (_, mutation) => {
    const load = mutated(mutation);
    const seen = new Set<string>();
    const { breaks, from = 1 } = mutation;
    for (let seed = from; seed < from + SEEDS && !seen.has(breaks); seed++)
      for (const { law } of (await storm(seed, load)).broken) seen.add(law);
    expect([...seen]).toContain(breaks);
  });
});
