import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';

import { describe, expect, it, onTestFinished } from 'vitest';

import { MUTATIONS, withMutation } from '../simulation/mutations.ts';
import { simulate } from '../simulation/simulation.ts';

/** A mutation that this many seeds do not detect has survived. */
const SEEDS = 40;

describe('simulations detect that', () => {
  it.each(MUTATIONS.map((mutation) => [mutation.description, mutation] as const))('%s', async (_, mutation) => {
    mkdirSync('.build', { recursive: true });
    const root = mkdtempSync('.build/mutation-');
    onTestFinished(() => rmSync(root, { recursive: true }));
    const product = withMutation(mutation, root);
    const violated = new Set<string>();
    const { violates, firstSeed = 1 } = mutation;
    for (let seed = firstSeed; seed < firstSeed + SEEDS && !violated.has(violates); seed++)
      for (const { invariant } of (await simulate(seed, product)).violations) violated.add(invariant);
    expect([...violated]).toContain(violates);
  });
});
