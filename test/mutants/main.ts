/**
 * Changes the product in one place at a time, and shows which changes no test notices. By hand; nothing is written but
 * `.build`.
 *
 *   npm run mutants -- [--count 100] [--seed 1] [--file 'libs/lifecycle/**']
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

const { count, seed, file } = readScript({
  name: 'mutants --',
  summary: 'Changes the product in one place at a time, and shows which changes no test notices.',
  options: [
    new Option('--count <count>', 'how many changes').default('100'),
    new Option('--seed <seed>', 'draws the changes').default('1'),
    new Option('--file <glob>', 'the files that are changed').default('libs/**/*.ts'),
  ],
  input: z.object({ count: whole, seed: whole, file: z.string() }),
});

/** Tests that take this many milliseconds, instead of what they took, have met a change that never ends. */
const timeOut = (milliseconds: number): number => Math.ceil(60_000 + 5 * milliseconds);

packageStack();
const runner = createRunner();
const mutants = drawMutants(file, count, seed);
const { tests, failed } = await observeTests(runner);
if (failed.length > 0) console.info(`Left out, as they fail without any change:\n  ${failed.join('\n  ')}\n`);
let killed = 0;
for (const mutant of mutants) {
  const selected = selectTests(mutant, tests);
  const verdict =
    selected.tests.length === 0
      ? {}
      : await runner.run(
          { file: mutant.file, text: mutate(mutant), tests: selected.tests },
          timeOut(selected.milliseconds),
        );
  if (verdict === undefined || verdict.killedBy !== undefined) killed += 1;
  else
    console.info(
      `${describeMutant(mutant)}\n  survived ${selected.tests.length === 0 ? 'as no test runs it' : `${selected.tests.length} files of tests`}`,
    );
}
runner.stop();
const share = mutants.length === 0 ? 100 : (100 * killed) / mutants.length;
console.info(`\n${mutants.length} mutants, ${killed} of them killed: ${share.toFixed(1)} %.`);
