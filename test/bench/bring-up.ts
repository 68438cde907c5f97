/**
 * `npm run bench:bring-up`: how long a launching host waits for its volume and its record beyond the time that AWS itself
 * needs, and how much CPU that takes, compared with the user data of the system that hostkeeper replaces.
 */
import { spawnSync } from 'node:child_process';

import { NO_INPUT, readScript } from '../../infra/commands/cli/script.ts';
import { packageStack } from '../aws/lambda/package-stack.ts';
import { median, weighted } from './figures.ts';
import { type Contender, type Figures, isInService, measure } from './launch.ts';
import { packagedFunction, startCold } from './runtime.ts';
import { userData } from './user-data.ts';
import { ATTACH_SECONDS } from '../support/launch-fixture.ts';

/** The user data must take at least this many times as much. */
const TARGETS = { time: 20, cpu: 5 } as const;
const ROUNDS = 3;

const print = (line: string): void => console.info(line);

readScript({
  name: 'bench:bring-up --',
  summary:
    'Measures how long a launching host waits for its volume and its name, beside the user data that it replaces.',
  input: NO_INPUT,
});
packageStack();
const { megabytes, ...instanceLaunch } = packagedFunction('functions/instance-launch.handler');

const hostkeeper: Contender = {
  bringUp: async ({ events: [event] }, awsPort) => {
    const started = await startCold(instanceLaunch, event, awsPort);
    try {
      return await started.answered;
    } finally {
      started.stop();
    }
  },
  isDone: isInService,
};

/**
 * AWS reports a volume as in use as soon as it begins to attach: the waiter of the original returned at once, and the
 * mount came too early. hostkeeper is compared with user data that waits until it can mount.
 * https://docs.aws.amazon.com/cli/latest/reference/ec2/wait/volume-in-use.html
 */
const BASELINE = 'user data that waits until it can mount';
const contenders: Readonly<Record<string, Contender>> = {
  hostkeeper,
  ...(spawnSync('aws', ['--version']).status === 0 && {
    'user data, as it was': userData(),
    [BASELINE]: userData('Name=attachment.status,Values=attached'),
  }),
};

const runs = new Map<string, Figures[]>(Object.keys(contenders).map((name) => [name, []]));
// The first round warms the caches. In the others the contenders alternate, so that other load affects all of them.
for (let round = 0; round <= ROUNDS; round++) {
  for (const [name, contender] of Object.entries(contenders)) {
    const figures = await measure(contender, round);
    if (round > 0) runs.get(name)?.push(figures);
  }
}

const medianOf = (name: string, figure: (one: Figures) => number): number => median((runs.get(name) ?? []).map(figure));
const timeOf = (name: string): number => medianOf(name, ({ addedSeconds }) => addedSeconds);
const cpuOf = (name: string): number => medianOf(name, ({ cpu: { init, first } }) => init + first);

print(
  `Launch of one host in real time, every process started cold. AWS takes ${ATTACH_SECONDS} s to attach the volume. ` +
    `Medians of ${ROUNDS} runs.`,
);
for (const name of Object.keys(contenders)) {
  print(`${name.padEnd(BASELINE.length)}  adds ${timeOf(name).toFixed(2)} s, with ${cpuOf(name).toFixed(2)} s of CPU`);
}
const init = medianOf('hostkeeper', ({ cpu }) => cpu.init);
const weighed = medianOf('hostkeeper', ({ cpu }) => weighted(cpu, megabytes));
print(
  `On Lambda that CPU takes a cold start ${weighed.toFixed(2)} s: ${init.toFixed(2)} s at INIT, with a whole CPU, ` +
    `and the rest with ${megabytes}/1769 of a CPU.`,
);
if (!(BASELINE in contenders)) {
  print('The AWS CLI is not installed: there is nothing to compare with.');
} else {
  const judge = (what: string, figure: (name: string) => number, target: number): void => {
    const times = figure(BASELINE) / figure('hostkeeper');
    const verdict = times >= target ? `ok, at most 1/${target}` : `TOO MUCH, more than 1/${target}`;
    print(`1/${times.toFixed(1)} of the ${what} of the ${BASELINE}: ${verdict}.`);
    if (times < target) process.exitCode = 1;
  };
  judge('time', timeOf, TARGETS.time);
  judge('CPU', cpuOf, TARGETS.cpu);
}
