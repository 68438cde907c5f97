import { readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { onTestFinished } from 'vitest';

import { createProjectCopy, STAGES_PATH } from '../../infra/commands/deploy/project-copy.ts';
import { openOperator, hostkeeper } from './cli.ts';
import { atTerminal, type Exchange } from './terminal.ts';

/** infra/stages.yml of a clone in which nobody has written anything yet. */
export const STAGES = '# Yours.\ndefault: {}\n';

/**
 * Somebody with an account, and a clone of the project of their own, whose infra/stages.yml a story may change, until
 * its test ends. `hosts` are those of the account.
 */
export const givenNewcomer = async ({
  stages = STAGES,
  hosts = {},
  serviceRoles,
}: {
  readonly stages?: string;
  readonly hosts?: Parameters<typeof openOperator>[0];
  readonly serviceRoles?: readonly string[];
} = {}) => {
  const operator = await openOperator(hosts, serviceRoles && { serviceRoles });
  const { cwd } = createProjectCopy();
  onTestFinished(async () => {
    await operator.close();
    rmSync(cwd, { recursive: true });
  });
  for (const name of ['node_modules', '.serverless']) symlinkSync(resolve(name), join(cwd, name));
  const file = join(cwd, STAGES_PATH);
  writeFileSync(file, stages);
  const type = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
    hostkeeper(args, { ...operator.env, ...env }, '', cwd);
  return {
    world: operator.world,
    readStages: (): string => readFileSync(file, 'utf8'),
    /** Types a command in the folder of the clone. */
    type,
    /** Types `init`; with an environment of one's own, that alone counts. */
    init: (args: readonly string[], env: NodeJS.ProcessEnv = operator.env) =>
      hostkeeper(['init', ...args], env, '', cwd),
    /** Types a line at a terminal there, and answers what is asked. */
    atTerminal: (line: string, exchanges: readonly Exchange[]) =>
      atTerminal(`node infra/commands/hostkeeper.ts ${line}`, exchanges, { env: operator.env, cwd }),
  };
};
