/**
 * Changes the product in one place at a time, and shows which changes no test notices. By hand; nothing is written but
 * `.build`.
 *
 *   npm run mutants -- [--count 100] [--seed 1] [--file 'libs/lifecycle/**'] [--seconds 20]
 */
import { Option } from 'commander';
import * as z from 'zod/mini';

import { readScript } from '../../infra/commands/cli/script.ts';
import { packageStack } from '../aws/lambda/package-stack.ts';
import { describeMutant, drawMutants } from './draw.ts';
import { mutate } from './mutants.ts';
import { observeTests, selectTests } from './observations.ts';
import { createRunner } from './runner.ts';

const whole = z.pipe(z.string().check(z.regex(/^\d{1,9}$/, 'must be a whole number')), z.transform(Number));

const { count, seed, file, seconds } = readScript({
  name: 'mutants --',
  summary: 'Changes the product in one place at a time, and shows which changes no test notices.',
  options: [
    new Option('--count <count>', 'how many changes').default('100'),
    new Option('--seed <seed>', 'draws the changes').default('1'),
    new Option('--file <glob>', 'the files that are changed').default('libs/**/*.ts'),
    new Option('--seconds <count>', 'how long the tests of one change may take, the fastest first').default('20'),
  ],
  input: z.object({ count: whole, seed: whole, file: z.string(), seconds: whole }),
});

/** Tests that take longer than this many milliseconds have met a change that never ends. */
const timeOut = 30_000 + 3000 * seconds;

packageStack();
const runner = createRunner();
const mutants = drawMutants(file, count, seed);
const { tests, failed } = await observeTests(runner);
if (failed.length > 0) console.info(`Left out, as they fail without any change:\n  ${failed.join('\n  ')}\n`);
const counts = { killed: 0, 'timed out': 0, survived: 0 };
for (const [index, mutant] of mutants.entries()) {
  const selected = selectTests(mutant, tests, 1000 * seconds);
  const verdict =
    selected.length === 0
      ? {}
      : await runner.run({ file: mutant.file, text: mutate(mutant), tests: selected }, timeOut);
  if (verdict?.killedBy === undefined) {
    const met = selected.reduce((sum, { ids }) => sum + ids.length, 0);
    const fate = verdict === undefined ? 'timed out' : 'survived';
    counts[fate] += 1;
    console.info(`${describeMutant(mutant)}\n  ${fate}${met === 0 ? ', as no test runs it' : `: ${met} tests`}`);
  } else counts.killed += 1;
  if ((index + 1) % 10 !== 0) continue;
  console.error(`${index + 1} of ${mutants.length}`);
  // What fails without a change would count as noticed.
  const control = await runner.run({ file: mutant.file, text: mutant.source, tests: selected }, timeOut);
  if (control?.killedBy !== undefined) throw new Error(`fails without a change: ${control.killedBy}`);
}
runner.stop();
const share = mutants.length === 0 ? 100 : (100 * (mutants.length - counts.survived)) / mutants.length;
console.info(
  `\n${mutants.length} mutants: ${counts.killed} killed, ${counts['timed out']} timed out, ${counts.survived} survived: ${share.toFixed(1)} % noticed.`,
);
