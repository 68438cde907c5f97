import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import * as z from 'zod/mini';

import { splitWords } from '../../../libs/hosts/words.ts';
import { hostSchema } from '../../host/settings.ts';
import { CliError, UsageError } from '../cli/errors.ts';
import { EXIT_CODES, type ExitCode } from '../cli/exit-codes.ts';
import { inProjectCopy, PROJECT, type ProjectCopy } from './project-copy.ts';
import { unbundled } from './unbundled.ts';

const SERVERLESS = join(PROJECT, 'node_modules/.bin/serverless');

/** A notification address for what is only read: no stage can be packaged without one. */
export const EMAIL_OPTION = '--param=notificationEmail=you@example.com';

/** What the framework writes when it packages. */
const TEMPLATE_FILE = '.serverless/cloudformation-template-update-stack.json';

/**
 * Runs the Serverless Framework without bundling, and returns what it printed. Throws a CliError with its output where it
 * fails, and a UsageError with our own sentences where it refuses the parameters.
 */
const readServerless = (args: readonly string[], purpose: string, copy: ProjectCopy): string => {
  const { cwd, env } = copy;
  const { status, stdout, stderr } = spawnSync(process.execPath, [SERVERLESS, ...args, ...unbundled(copy)], {
    cwd,
    env,
    encoding: 'utf8',
  });
  if (status === EXIT_CODES.usage) throw new UsageError(stderr.trim());
  if (status !== 0) throw new CliError(`${purpose}: ${`${stdout}${stderr}`.trim()}`);
  return stdout;
};

/**
 * Deploys with the framework's output on the terminal, where it may ask. With `quietOutput` what it prints goes to the standard
 * error. Returns how it ended.
 */
export const runServerless = (args: readonly string[], quietOutput: boolean): ExitCode =>
  inProjectCopy(({ cwd, env }) => {
    const { status } = spawnSync(process.execPath, [SERVERLESS, ...args], {
      cwd,
      env,
      stdio: ['inherit', quietOutput ? 2 : 'inherit', 'inherit'],
    });
    return Object.values(EXIT_CODES).find((code) => code === status) ?? EXIT_CODES.failed;
  });

const readTemplate = (folder: string): string => readFileSync(join(folder, TEMPLATE_FILE), 'utf8');

/** The text of the template that a deployment would have, but for the paths of the bundles. With HOSTKEEPER_PACKAGED it was packaged a moment ago. */
export const packagedTemplate = (args: readonly string[]): string => {
  if (process.env['HOSTKEEPER_PACKAGED'] !== undefined) return readTemplate(PROJECT);
  return inProjectCopy((copy) => {
    readServerless(['package', ...args], 'The stack cannot be packaged', copy);
    return readTemplate(copy.cwd);
  });
};

const parameters = z.looseObject({
  hostRegions: z.pipe(z.string(), z.transform(splitWords)),
  host: z.union([
    z.pipe(
      z.literal(''),
      z.transform(() => undefined),
    ),
    hostSchema,
  ]),
});

/**
 * The regions of the hosts in a deployment with these options, and the settings of the stage's own host, if it has one.
 * Throws a UsageError that names every wrong parameter. `copy` is where they are read, if not in a copy of the project as it is.
 */
export const checkedParameters = (options: readonly string[], copy?: ProjectCopy): z.output<typeof parameters> => {
  const read = (where: ProjectCopy): string =>
    readServerless(['parameters', ...options], 'The parameters cannot be read', where);
  return z.parse(parameters, JSON.parse(copy ? read(copy) : inProjectCopy(read)));
};
