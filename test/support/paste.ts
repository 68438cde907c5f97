import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';

import type { Invocation } from '../aws/lambda/invocation.ts';
import type { World } from '../aws/world.ts';

/** The arguments of a command as a POSIX shell splits them. A shell function `aws` prints them. */
const shellWords = (command: string): readonly string[] =>
  execFileSync('sh', ['-c', `aws() { printf '%s\\0' "$@"; }\n${command}`], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1);

/** Runs `aws lambda invoke …` against the simulated AWS. Throws when the function fails, and for any other command. */
export const runCommand = async (world: World, command: string): Promise<Invocation> => {
  const { values, positionals } = parseArgs({
    args: [...shellWords(command)],
    allowPositionals: true,
    options: {
      'function-name': { type: 'string' },
      region: { type: 'string' },
      payload: { type: 'string' },
      'cli-binary-format': { type: 'string' },
      'cli-read-timeout': { type: 'string' },
    },
  });
  if (positionals.join(' ') !== 'lambda invoke /dev/stdout') throw new Error(`not "aws lambda invoke": ${command}`);
  const name = values['function-name']?.replace(/^hostkeeper-prod-/, '') ?? '';
  const invocation = await world.invoke(name, JSON.parse(values.payload ?? 'null'));
  if (invocation.error !== undefined) throw new Error(invocation.error);
  return invocation;
};

/** Runs the first command that matches, from the newest e-mail that has one. Throws when none has. */
export const pasteInto = async (world: World, command: RegExp): Promise<Invocation> => {
  const found = world.mails.flatMap(({ body }) => command.exec(body)?.[0] ?? []).at(-1);
  if (found === undefined) throw new Error(`no e-mail contains ${command}`);
  return runCommand(world, found);
};
