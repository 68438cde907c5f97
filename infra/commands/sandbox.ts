import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { Argument, Command } from 'commander';

import { EXIT_CODES } from './cli/exit-codes.ts';

const SANDBOX = fileURLToPath(new URL('../../test/sandbox/main.ts', import.meta.url));

/** `hostkeeper sandbox`: runs the simulated AWS; everything that follows is the sandbox's own. */
export const sandbox = () =>
  new Command('sandbox')
    .summary('run the simulated AWS, as npm run sandbox does')
    .description(
      'Run the simulated AWS, as npm run sandbox does. All arguments are passed on: see npm run sandbox -- --help.',
    )
    .addArgument(new Argument('[arguments...]', 'of the sandbox'))
    .helpOption(false)
    .allowUnknownOption()
    .passThroughOptions()
    .addHelpText(
      'after',
      '\nExamples:\n  $ npm run hostkeeper -- sandbox\n      a month of two hosts\n' +
        '  $ npm run hostkeeper -- sandbox --serve --speed 60\n      a simulated AWS that stays up',
    )
    .action(async (args: readonly string[]) => {
      const child = spawn(process.execPath, [SANDBOX, ...args], { stdio: 'inherit' });
      // A Ctrl-C reaches both processes, any other signal only this one; the sandbox decides how it ends.
      process.on('SIGINT', () => undefined);
      process.on('SIGTERM', () => child.kill('SIGTERM'));
      const [code]: (number | null)[] = await once(child, 'exit');
      process.exitCode = code ?? EXIT_CODES.failed;
    });
