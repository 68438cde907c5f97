/**
 * The storm: seeded simulations of all that can happen to hosts, held against the laws.
 *
 *   npm run storm -- [--seeds 100] [--from 1]     so many storms
 *   npm run storm -- --seed 17                    one, with its history
 */
import { parseArgs } from 'node:util';

import { packageStack } from '../world/package.ts';
import { storm } from './storm.ts';

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
  console.error('usage: npm run storm -- [--seeds 100] [--from 1] | --seed 17');
  process.exit(2);
}
let broken = 0;
let calls = 0;
let refused = 0;
for (let seed = first; seed < first + count; seed++) {
  const result = await storm(seed);
  calls += result.calls;
  refused += result.refused;
  if (result.broken.length === 0 && values.seed === undefined) continue;
  console.info(result.history.join('\n'));
  if (result.broken.length === 0) continue;
  broken += 1;
  console.info(`\nTo see it again: npm run storm -- --seed ${seed}\n`);
}
console.info(`${count} storms, ${calls} calls, of which ${refused} went wrong: ${broken} broke a law.`);
process.exitCode = broken === 0 ? 0 : 1;
