/**
 * `npm run bench:kill-switch`: how much CPU a cold start of the kill switch uses until its request to stop a host arrives,
 * compared with the Lambda function of the system that hostkeeper replaces.
 */
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import criticalAlarm from '../../events/budget-kill-switch/sample-critical-alarm.json' with { type: 'json' };
import { NO_INPUT, readScript } from '../../infra/commands/cli/script.ts';
import { given } from '../support/given.ts';
import { packageStack } from '../aws/lambda/package-stack.ts';
import { coldRun } from './cold.ts';
import { type ColdStartCpu, median, weighted } from './figures.ts';
import { type Contender, packagedFunction } from './runtime.ts';

/** The largest allowed share of the original's time at 128 MB. */
const TARGET = 0.4;
const ROUNDS = 11;

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const print = (line: string): void => console.info(line);

readScript({
  name: 'bench:kill-switch --',
  summary:
    'Measures the CPU of a cold kill switch until its request to stop a host, beside the Lambda that it replaces.',
  input: NO_INPUT,
});
packageStack();

const python = (module: string): Contender => ({
  command: 'python3',
  args: [here('loop.py')],
  env: {
    AWS_ACCESS_KEY_ID: 'owner',
    LAMBDA_TASK_ROOT: here('.'),
    _HANDLER: `${module}.handler`,
    GROUP: 'blog-group',
    PYTHONDONTWRITEBYTECODE: 'x',
  },
});

const contenders: Readonly<Record<string, Contender>> = {
  hostkeeper: packagedFunction('functions/budget-kill-switch.handler'),
  ...(spawnSync('python3', ['-c', 'import boto3']).status === 0 && {
    original: python('original'),
    'original, global client': python('original_global'),
  }),
};

const runs = new Map<string, ColdStartCpu[]>(Object.keys(contenders).map((name) => [name, []]));
// The first round warms the caches. In the others the contenders alternate, so that other load affects all of them.
for (let round = 0; round <= ROUNDS; round++) {
  for (const [name, contender] of Object.entries(contenders)) {
    const { world } = await given({ blog: {} });
    const cold = await coldRun(world, contender, criticalAlarm);
    if (round > 0) runs.get(name)?.push(cold);
  }
}

const at = (name: string, megabytes: number): number =>
  median((runs.get(name) ?? []).map((cold) => weighted(cold, megabytes)));

print(`Cold start of the kill switch: CPU until its request to stop a host arrives. Medians of ${ROUNDS} runs.`);
print(`zip of budget-kill-switch: ${(statSync('.serverless/budgetKillSwitch.zip').size / 1000).toFixed(1)} kB`);
for (const name of Object.keys(contenders)) {
  const each = runs.get(name) ?? [];
  const init = median(each.map((one) => one.init));
  const first = median(each.map((one) => one.first));
  print(`${name.padEnd(24)} INIT ${(1000 * init).toFixed(0)} ms, then ${(1000 * first).toFixed(0)} ms of CPU`);
}
if (!('original' in contenders)) {
  print('python3 with boto3 is not installed: there is nothing to compare with.');
} else {
  for (const megabytes of [128, 256]) {
    const against = (name: string): string => (at('hostkeeper', megabytes) / at(name, megabytes)).toFixed(2);
    print(
      `${megabytes} MB: ${against('original')} of the original, ${against('original, global client')} of one with a global client`,
    );
  }
  const ratio = at('hostkeeper', 128) / at('original', 128);
  print(ratio <= TARGET ? `ok, at most ${TARGET}` : `TOO SLOW, more than ${TARGET}`);
  process.exitCode = ratio <= TARGET ? 0 : 1;
}
