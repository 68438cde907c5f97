#!/usr/bin/env node
/** The operator's command: `npm run hostkeeper -- <command>` in the folder of the clone. */
import { CommanderError } from 'commander';

import { CliError, explain } from './cli/errors.ts';
import { EXIT_CODES } from './cli/exit-codes.ts';
import { HOME_REGION } from './cli/home-region.ts';
import { paint } from './cli/style.ts';
import { createProgram } from './cli/program.ts';

try {
  await createProgram().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    // The library has printed the help, or what is wrong with the command line.
    process.exitCode = error.exitCode === 0 ? EXIT_CODES.done : EXIT_CODES.usage;
  } else {
    console.error(`${paint('bad', 'error:', process.stderr)} ${explain(error, HOME_REGION)}`);
    process.exitCode = error instanceof CliError ? error.exitCode : EXIT_CODES.failed;
  }
}
