import { describe, expect, it } from 'vitest';

import { MUTATIONS, withMutation } from '../simulation/mutations.ts';
import { simulate } from '../simulation/simulation.ts';

/** The storm gets so many seeds to see that something is broken. */
const SEEDS = 40;

describe('the storm sees that', () => {
  it.each(MUTATIONS.map((mutation) => [mutation.description, mutation] as const))('%s', async (_, mutation) => {
    const load = withMutation(mutation);
    const seen = new Set<string>();
    const { breaks, firstSeed = 1 } = mutation;
    for (let seed = firstSeed; seed < firstSeed + SEEDS && !seen.has(breaks); seed++)
      for (const { invariant } of (await simulate(seed, load)).violations) seen.add(invariant);
    expect([...seen]).toContain(breaks);
  });
});
