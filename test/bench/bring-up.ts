/**
 * How long a launching host waits for its volume and its name beyond what AWS itself needs, and what CPU that takes,
 * beside the user data of the system that hostkeeper replaces: `npm run bench:bring-up`.
 */
import { spawnSync } from 'node:child_process';

import { NO_INPUT, readScript } from '../../infra/commands/cli/script.ts';
import { packageStack } from '../aws/lambda/package-stack.ts';
import { median, weighted } from './figures.ts';
import { type Contender, type Figures, isInService, measure } from './launch.ts';
import { packagedFunction, startCold } from './runtime.ts';
import { userData } from './user-data.ts';
import { ATTACH_SECONDS } from '../support/launch-fixture.ts';

/** What the user data takes is at least so many times as much. */
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
 * AWS calls a volume in use as soon as it begins to attach: the original's waiter waited for nothing, and the mount that
 * followed came too early. The user data that waits until it can mount is what hostkeeper is measured by.
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
// The first round warms the caches of the machine; the others take turns, so that its moods fall on all alike.
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
  `A host is brought up, each process started cold, in real time; AWS takes ${ATTACH_SECONDS} s to attach. ` +
    `The median of ${ROUNDS} runs each, side by side.`,
);
for (const name of Object.keys(contenders)) {
  print(
    `${name.padEnd(BASELINE.length)}  adds ${timeOf(name).toFixed(2)} s to that, with ${cpuOf(name).toFixed(2)} s of CPU`,
  );
}
const init = medianOf('hostkeeper', ({ cpu }) => cpu.init);
const weighed = medianOf('hostkeeper', ({ cpu }) => weighted(cpu, megabytes));
print(
  `Lambda gives a cold one that CPU in ${weighed.toFixed(2)} s: ${init.toFixed(2)} s at INIT, with a whole CPU, ` +
    `and the rest with ${megabytes}/1769 of one.`,
);
if (!(BASELINE in contenders)) {
  print('The AWS CLI is not installed, so there is nothing to compare with.');
} else {
  const judge = (what: string, figure: (name: string) => number, target: number): void => {
    const times = figure(BASELINE) / figure('hostkeeper');
    const verdict = times >= target ? `at most 1/${target}, as it should be` : `more than 1/${target}: too much`;
    print(`1/${times.toFixed(1)} of the ${what} of the ${BASELINE}: ${verdict}.`);
    if (times < target) process.exitCode = 1;
  };
  judge('time', timeOf, TARGETS.time);
  judge('CPU', cpuOf, TARGETS.cpu);
}
