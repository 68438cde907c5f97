import { describe, expect, it } from 'vitest';

import { simulate } from '../simulation/simulation.ts';

/** Simulations of each run of the tests, in parts that fit a time-out; `npm run simulate -- --seeds 1000` runs more. */
const SEEDS = 100;
const PARTS = 10;

describe('simulations', () => {
  it.each(Array.from({ length: PARTS }, (_, part) => 1 + (part * SEEDS) / PARTS))(
    'violate no invariant, from seed %i on',
    async (first) => {
      for (let seed = first; seed < first + SEEDS / PARTS; seed++) {
        const { violations, history } = await simulate(seed);
        expect(violations, `${history.join('\n')}\nTo repeat it: npm run simulate -- --seed ${seed}\n`).toEqual([]);
      }
    },
  );

  it('repeat the same history from the same seed', async () => {
    expect((await simulate(7)).history).toEqual((await simulate(7)).history);
  });
});
