import { describe, expect, it } from 'vitest';

import { simulate } from '../simulation/simulation.ts';

/** So many storms at each run of the tests, in as many parts; `npm run simulate -- --seeds 1000` for more. */
const SEEDS = 200;
const PARTS = 10;

describe('a storm', () => {
  it.each(Array.from({ length: PARTS }, (_, part) => 1 + (part * SEEDS) / PARTS))(
    'breaks no law, from seed %i on',
    async (first) => {
      for (let seed = first; seed < first + SEEDS / PARTS; seed++) {
        const { violations, history } = await simulate(seed);
        expect(violations, `${history.join('\n')}\nTo see it again: npm run simulate -- --seed ${seed}\n`).toEqual([]);
      }
    },
  );

  it('is the same again from the same seed', async () => {
    expect((await simulate(7)).history).toEqual((await simulate(7)).history);
  });
});
