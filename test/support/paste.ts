import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';

import type { Invocation } from '../aws/lambda/invocation.ts';
import type { World } from '../aws/world.ts';

/** The words of a command as a POSIX shell takes them: `aws` stands for a function that prints what it was given. */
const shellWords = (command: string): readonly string[] =>
  execFileSync('sh', ['-c', `aws() { printf '%s\\0' "$@"; }\n${command}`], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1);

/** Does in the world what `aws lambda invoke …` does on AWS. Throws when the function fails, or the command is another. */
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
  if (positionals.join(' ') !== 'lambda invoke /dev/stdout') throw new Error(`not a command of this world: ${command}`);
  const name = values['function-name']?.replace(/^hostkeeper-prod-/, '') ?? '';
  const invocation = await world.invoke(name, JSON.parse(values.payload ?? 'null'));
  if (invocation.error !== undefined) throw new Error(invocation.error);
  return invocation;
};

/** Pastes the first command that matches, from the newest message that has one. */
export const pasteInto = async (world: World, command: RegExp): Promise<Invocation> => {
  const found = world.mails.flatMap(({ body }) => command.exec(body)?.[0] ?? []).at(-1);
  if (found === undefined) throw new Error(`no message holds ${command}`);
  return runCommand(world, found);
};
