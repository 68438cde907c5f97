import { type Argument, Command, CommanderError, type Option } from 'commander';
import * as z from 'zod/mini';

import { UsageError } from './errors.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { readInput } from './read-input.ts';

/** What may be typed after an npm script. */
interface Script<I> {
  /** What is typed before the options, without `npm run`: `simulate --`. */
  readonly name: string;
  readonly summary: string;
  readonly arguments?: readonly Argument[];
  readonly options?: readonly Option[];
  /** Validates arguments and options by their names. */
  readonly input: z.ZodMiniType<I>;
}

/** What a script without arguments and options may be given. */
export const NO_INPUT = z.object({});

const createScript = (script: Script<unknown>): Command => {
  const command = new Command(`npm run ${script.name}`)
    .description(script.summary)
    .helpOption('--help', 'show this help')
    .exitOverride();
  for (const argument of script.arguments ?? []) command.addArgument(argument);
  for (const option of script.options ?? []) command.addOption(option);
  return command.showHelpAfterError(`usage: npm run ${script.name} ${command.usage()}; --help says more`);
};

/**
 * Reads what was typed after an npm script. With --help it prints the help and ends the process with 0; a command line that
 * is wrong ends it with 2, after a sentence with the nearest name.
 */
export const readScript = <I>(script: Script<I>, args: readonly string[] = process.argv.slice(2)): I => {
  const command = createScript(script);
  try {
    command.parse(args, { from: 'user' });
    return readInput(command, script.input, `npm run ${script.name} --help`);
  } catch (error) {
    if (error instanceof CommanderError) {
      return process.exit(error.exitCode === 0 ? EXIT_CODES.done : EXIT_CODES.usage);
    }
    if (!(error instanceof UsageError)) throw error;
    console.error(`error: ${error.message}`);
    return process.exit(EXIT_CODES.usage);
  }
};
