/** `npm run sandbox`: a month of two hosts in a simulated AWS, and a new host in another, in acts. Each act checks what must hold after it. */
import { parseArgs } from 'node:util';

import { packageStack } from '../aws/lambda/package-stack.ts';
import { packagedFunctions } from '../aws/lambda/packaged-functions.ts';
import type { World } from '../aws/world.ts';
import { given } from '../support/given.ts';
import { type Act, BLOG_NAME, type Checks } from './acts/act.ts';
import { chargesRise } from './acts/charges-rise.ts';
import { criticalThreshold } from './acts/critical-threshold.ts';
import { emptyAccount } from './acts/empty-account.ts';
import { fleet } from './acts/fleet.ts';
import { instanceFails } from './acts/instance-fails.ts';
import { newMonth } from './acts/new-month.ts';
import { nights } from './acts/nights.ts';
import { nextThreshold } from './acts/next-threshold.ts';
import { resume } from './acts/resume.ts';
import { scaledUpByHand } from './acts/scaled-up-by-hand.ts';
import { spotInterruption } from './acts/spot-interruption.ts';
import { isUsageError } from './hosts.ts';
import { createNarrator } from './narrator.ts';
import { heading, styled } from './terminal.ts';

const USAGE = 'usage: npm run sandbox -- [--verbose]';

const ACTS: readonly Act[] = [
  chargesRise,
  criticalThreshold,
  scaledUpByHand,
  resume,
  nextThreshold,
  newMonth,
  instanceFails,
  spotInterruption,
  fleet,
  emptyAccount,
  nights,
];

const INTRODUCTION = `hostkeeper sandbox: a month of two hosts in a simulated AWS, a new host in an empty account, and a month of nights.
The functions are packaged as for a deployment, and every call is authorized by the role of its function. Reconcile runs
every minute, and every second hour on days on which nothing happens. "npm run sandbox -- --verbose" prints the e-mails as a whole.`;

const print = (line: string): void => console.info(line);

const countsOf = ({ invocations, calls, mails }: World): string => {
  const reads = calls.filter(({ operation }) => /^(Describe|Filter|Get|List)/.test(operation)).length;
  return `${invocations.length} invocations, ${reads} reads, ${calls.length - reads} writes and messages, ${mails.length} e-mails`;
};

const wholeMonth = ({ invocations, calls, inRegion }: World): Checks => ({
  'no mounted volume is detached': inRegion().ec2.volumes.dataLoss.length === 0,
  'no function fails, and no role lacks a permission': invocations.every(({ error }) => error === undefined),
  'no volume, address, group, hook or tag is deleted': !calls.some(({ operation }) =>
    /^Delete(?!Snapshot$)/.test(operation),
  ),
});

/** Prints the checks of a part of the month, and returns how many do not hold. */
const printChecks = (part: string, checks: Checks): number => {
  for (const [sentence, holds] of Object.entries(checks)) {
    const verdict = holds ? styled('green', 'yes') : styled(['bold', 'red'], 'NO ');
    print(`  ${styled('dim', part.padEnd(6))}  ${verdict}  ${sentence}`);
  }
  return Object.values(checks).filter((holds) => !holds).length;
};

const play = async (verbose: boolean): Promise<number> => {
  const started = performance.now();
  print(INTRODUCTION);
  packageStack();
  const functions = packagedFunctions();
  try {
    const env = await given(
      { blog: { sizes: '1/1/1', data: true, records: [BLOG_NAME] }, shop: { sizes: '0/1/1' } },
      { load: functions.load },
    );
    const narratorOf = (world: World) => createNarrator(world, { print, verbose });
    const narrator = narratorOf(env.world);
    const checks: [part: string, Checks][] = [];
    for (const [index, act] of ACTS.entries()) {
      print(heading(`Act ${index + 1} · ${act.title}`));
      checks.push([`Act ${index + 1}`, await act.play({ env, narrator, narratorOf, load: functions.load, print })]);
    }
    checks.push(['Month', wholeMonth(env.world)]);
    print(heading('What must hold'));
    const failed = checks.reduce((sum, [part, each]) => sum + printChecks(part, each), 0);
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    print(`\n${countsOf(env.world)}. It took ${seconds} s.`);
    print(
      failed === 0
        ? styled(['bold', 'green'], 'Everything holds.')
        : styled(['bold', 'red'], `${failed} of these do NOT hold.`),
    );
    return failed === 0 ? 0 : 1;
  } finally {
    functions.close();
  }
};

/** Plays the month. Returns the exit code: 0 when everything holds, 1 when something does not, 2 for wrong options. */
export const main = async (args: string[]): Promise<number> => {
  try {
    const { values } = parseArgs({ args, options: { verbose: { type: 'boolean', default: false } } });
    return await play(values.verbose);
  } catch (error) {
    if (!isUsageError(error)) throw error;
    console.error(`${error.message}\n${USAGE}`);
    return 2;
  }
};
