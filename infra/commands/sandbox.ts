import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { Argument, Command } from 'commander';

import { examplesText, type OperatorCommand } from './cli/command.ts';
import { EXIT_CODES } from './cli/exit-codes.ts';

const SANDBOX = fileURLToPath(new URL('../../test/sandbox/main.ts', import.meta.url));

const EXAMPLES = [
  ['sandbox', 'a month of two hosts'],
  ['sandbox --serve --speed 60', 'a simulated AWS that stays up'],
] as const;

/** Runs the sandbox until it ends; a signal reaches it too. */
const runSandbox = async (args: readonly string[]): Promise<void> => {
  const child = spawn(process.execPath, [SANDBOX, ...args], { stdio: 'inherit' });
  // A Ctrl-C reaches both processes, any other signal only this one; the sandbox decides how it ends.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  const [code]: (number | null)[] = await once(child, 'exit');
  process.exitCode = code ?? EXIT_CODES.failed;
};

/** `hostkeeper sandbox`: runs the simulated AWS; everything that follows is the sandbox's own. */
export const sandbox = (): OperatorCommand => ({
  examples: EXAMPLES,
  command: new Command('sandbox')
    .summary('run the simulated AWS, as npm run sandbox does')
    .description(
      'run the simulated AWS, as npm run sandbox does\n\nAll arguments are passed on: see npm run sandbox -- --help.',
    )
    .addArgument(new Argument('[arguments...]', 'what the sandbox is given'))
    .helpOption(false)
    .allowUnknownOption()
    .passThroughOptions()
    .addHelpText('after', examplesText(EXAMPLES))
    .action(runSandbox),
});
