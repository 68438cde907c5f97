/**
 * The storm: seeded simulations of all that can happen to hosts, held against the laws.
 *
 *   npm run simulate -- [--seeds 100] [--from 1]     so many storms
 *   npm run simulate -- --seed 17                    one, with its history
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
  console.info(`\nTo see it again: npm run simulate -- --seed ${seed}\n`);
}
console.info(`${count} storms, ${calls} calls, of which ${failedCalls} went wrong: ${failedSeeds} broke a law.`);
process.exitCode = failedSeeds === 0 ? 0 : 1;
