import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { CliError } from '../cli/errors.ts';

const here = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

/** The project's folder, in which the framework runs. */
const PROJECT = here('.');
const SERVERLESS = here('node_modules/.bin/serverless');

/** What the framework wrote when it packaged last. */
export const TEMPLATE_FILE = here('.serverless/cloudformation-template-update-stack.json');

/** Runs the Serverless Framework, and returns what it printed. Throws a CliError with its output where it fails. */
export const readServerless = (args: readonly string[], purpose: string): string => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [SERVERLESS, ...args], {
    cwd: PROJECT,
    encoding: 'utf8',
  });
  if (status !== 0) throw new CliError(`${purpose}: ${`${stdout}${stderr}`.trim()}`);
  return stdout;
};

/** Runs the framework with its output on the terminal. With `quietOutput` what it prints goes to the standard error. */
export const runServerless = (args: readonly string[], quietOutput: boolean): boolean => {
  const { status } = spawnSync(process.execPath, [SERVERLESS, ...args], {
    cwd: PROJECT,
    stdio: ['inherit', quietOutput ? 2 : 'inherit', 'inherit'],
  });
  return status === 0;
};

/** The regions of a stage's hosts as a deployment would have them: infra/stages.yml may say it as well as a parameter. */
export const plannedRegions = (options: readonly string[]): readonly string[] =>
  readServerless(
    ['print', '--path=custom.parameters.hostRegions', '--format=text', ...options],
    "The regions of the stage's hosts cannot be read",
  )
    .trim()
    .split(',')
    .map((region) => region.trim());
