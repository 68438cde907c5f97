import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';

import type { Invocation } from '../aws/lambda/invocation.ts';
import type { World } from '../aws/world.ts';

/** What a shell hands to a command: its words, and its standard input. */
interface ShellCall {
  readonly words: readonly string[];
  readonly input: string;
}

/** Runs a line in a POSIX shell in which `aws` and `npm` only report how they are called. */
export const shellCall = (line: string): ShellCall => {
  const report = String.raw`report() { printf '%s\0' "$@"; cat; }; aws() { report aws "$@"; }; npm() { report npm "$@"; }`;
  const words = execFileSync('sh', ['-c', `${report}\n${line}`], { encoding: 'utf8', input: '' }).split('\0');
  return { words: words.slice(0, -1), input: words.at(-1) ?? '' };
};

/** The payload as the AWS CLI sends it: inline, or from the standard input. */
const payloadOf = (payload: string, input: string): unknown =>
  JSON.parse(payload === 'fileb:///dev/stdin' ? input : payload);

/** Does in the world what `aws lambda invoke …` does on AWS. Throws when the function fails, or the command is another. */
const runCommand = async (world: World, command: string): Promise<Invocation> => {
  const { words, input } = shellCall(command);
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      'function-name': { type: 'string' },
      region: { type: 'string' },
      payload: { type: 'string' },
      'cli-binary-format': { type: 'string' },
      'cli-read-timeout': { type: 'string' },
    },
  });
  if (positionals.join(' ') !== 'aws lambda invoke /dev/stdout')
    throw new Error(`not a command of this world: ${command}`);
  const name = values['function-name']?.replace(/^hostkeeper-prod-/, '') ?? '';
  const invocation = await world.invoke(name, payloadOf(values.payload ?? 'null', input));
  if (invocation.error !== undefined) throw new Error(invocation.error);
  return invocation;
};

interface Body {
  readonly body: string;
}

/** The lines of a message that invoke a function with the AWS CLI. */
export const invokeLinesOf = ({ body }: Body): readonly string[] =>
  body.match(/^printf .* \| aws lambda invoke .*$/gm) ?? [];

/** The lines of a message that are typed in the folder of the clone. */
export const npmLinesOf = ({ body }: Body): readonly string[] => body.match(/^npm run hostkeeper -- .*$/gm) ?? [];

/** Every line of a message that is a command. */
export const commandLinesOf = ({ body }: Body): readonly string[] => body.match(/^(printf|aws|npm) .*$/gm) ?? [];

/** Pastes the line that invokes a function from the newest message that has one; `words` must be in it as well. */
export const pasteInto = async (world: World, functionName: string, words = ''): Promise<Invocation> => {
  const line = world.mails
    .flatMap(invokeLinesOf)
    .findLast((candidate) => candidate.includes(`-${functionName} `) && candidate.includes(words));
  if (line === undefined) throw new Error(`no message invokes ${functionName} with ${words}`);
  return runCommand(world, line);
};
