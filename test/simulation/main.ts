/**
 * Runs simulations: faults drawn from a seed, and invariants that must hold all the same.
 *
 *   npm run simulate -- [--seeds 100] [--from 1]     that many simulations, with the history of those that fail
 *   npm run simulate -- --seed 17                    one simulation, with its history
 */
import { parseArgs } from 'node:util';

import { packageStack } from '../aws/lambda/package-stack.ts';
import { simulate } from './simulation.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
  },
});

packageStack();
const first = Number(values.seed ?? values.from);
const count = values.seed === undefined ? Number(values.seeds) : 1;
if (!Number.isInteger(first) || !Number.isInteger(count) || count < 1) {
  console.error('usage: npm run simulate -- [--seeds 100] [--from 1] | --seed 17');
  process.exit(2);
}
let failedSeeds = 0;
let calls = 0;
let failedCalls = 0;
for (let seed = first; seed < first + count; seed++) {
  const result = await simulate(seed);
  calls += result.calls;
  failedCalls += result.failedCalls;
  if (result.violations.length === 0 && values.seed === undefined) continue;
  console.info(result.history.join('\n'));
  if (result.violations.length === 0) continue;
  failedSeeds += 1;
  console.info(`\nTo repeat it: npm run simulate -- --seed ${seed}\n`);
}
console.info(
  `${count} simulations, ${calls} calls, ${failedCalls} of them failed: ${failedSeeds} violated an invariant.`,
);
process.exitCode = failedSeeds === 0 ? 0 : 1;
