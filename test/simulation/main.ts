/**
 * Runs simulations: faults drawn from a seed, and invariants that must hold all the same.
 *
 *   npm run simulate -- [--seeds 100] [--from 1]     that many simulations, with the history of those that fail
 *   npm run simulate -- --seed 17                    one simulation, with its history
 */
import { Option } from 'commander';
import * as z from 'zod/mini';

import { readScript } from '../../infra/commands/cli/script.ts';
import { packageStack } from '../aws/lambda/package-stack.ts';
import { simulate } from './simulation.ts';

/** Reads a whole number. */
const whole = (least: number) =>
  z.pipe(
    z
      .string()
      .check(
        z.refine((text) => /^\d{1,9}$/.test(text) && Number(text) >= least, `must be a whole number from ${least}`),
      ),
    z.transform(Number),
  );

const {
  seeds,
  from,
  seed: only,
} = readScript({
  name: 'simulate --',
  summary: 'Runs seeded simulations of all that can happen to hosts, and checks that the invariants hold.',
  options: [
    new Option('--seeds <count>', 'how many').default('100'),
    new Option('--from <seed>', 'the first seed').default('1'),
    new Option('--seed <seed>', 'one simulation, with its history'),
  ],
  input: z.object({ seeds: whole(1), from: whole(0), seed: z.optional(whole(0)) }),
});

packageStack();
const first = only ?? from;
const count = only === undefined ? seeds : 1;
let failedSeeds = 0;
let calls = 0;
let failedCalls = 0;
for (let seed = first; seed < first + count; seed++) {
  const result = await simulate(seed);
  calls += result.calls;
  failedCalls += result.failedCalls;
  if (result.violations.length === 0 && only === undefined) continue;
  console.info(result.history.join('\n'));
  if (result.violations.length === 0) continue;
  failedSeeds += 1;
  console.info(`\nTo repeat it: npm run simulate -- --seed ${seed}\n`);
}
console.info(
  `${count} simulations, ${calls} calls, ${failedCalls} of them failed: ${failedSeeds} violated an invariant.`,
);
process.exitCode = failedSeeds === 0 ? 0 : 1;
