import { type Argument, Command, type Option } from 'commander';
import type * as z from 'zod/mini';

import { ask } from './ask.ts';
import type { RegionClients } from './clients.ts';
import { confirm } from './confirm.ts';
import { EXIT_CODES, type ExitCode } from './exit-codes.ts';
import { readInput } from './read-input.ts';
import { type SharedInput, sharedOptions } from './options.ts';

/** What a command may do besides calling AWS. */
export interface Context<O> {
  readonly clients: (region: string) => RegionClients;
  /** Prints what the command has to say, as text or, with --json, as JSON. */
  readonly show: (output: O) => void;
  /** Says on the standard error what is under way. */
  readonly note: (line: string) => void;
  /** Asks before something is changed, unless --yes was given. Throws where the answer is not yes. */
  readonly confirm: (question: string) => Promise<void>;
  /** Asks at the terminal; absent where nobody is to be asked: at a pipe, and with --yes. */
  readonly ask?: (question: string) => Promise<string>;
}

/** A command: what may be typed, and what it does. `I` is what was typed, `O` what it prints. */
export interface CommandDefinition<I extends SharedInput, O> {
  readonly name: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  /** What a reader of its help should know besides. */
  readonly description?: string;
  readonly arguments?: readonly Argument[];
  readonly options?: readonly Option[];
  readonly examples: readonly Example[];
  /** Validates arguments and options by their names. */
  readonly input: z.ZodMiniType<I>;
  /** What --json prints. */
  readonly output: z.ZodMiniType<O>;
  /** The same as text. */
  readonly render: (output: O) => string;
  /** What it does; it is loaded when the command runs, so that help and errors are fast. */
  readonly load: () => Promise<{ readonly run: (input: I, context: Context<O>) => Promise<ExitCode> }>;
}

/** What may follow `npm run hostkeeper --`, and what it does. */
type Example = readonly [typed: string, meaning: string];

/** A command of the command-line library, with its examples as the reference shows them. */
export interface OperatorCommand {
  readonly command: Command;
  readonly examples: readonly Example[];
}

/** The help's last part. */
export const examplesText = (examples: readonly Example[]): string =>
  [
    '',
    'Examples:',
    ...examples.flatMap(([typed, meaning]) => [`  $ npm run hostkeeper -- ${typed}`, `      ${meaning}`]),
  ].join('\n');

/** A command, made of its definition. It sets the exit code of the process. */
export const createCommand = <I extends SharedInput, O>(definition: CommandDefinition<I, O>): OperatorCommand => {
  const { name, summary, description, examples, input, render, load } = definition;
  const command = new Command(name)
    .summary(summary)
    .description(description === undefined ? summary : `${summary}\n\n${description}`)
    .helpOption('--help', 'show this help');
  for (const argument of definition.arguments ?? []) command.addArgument(argument);
  for (const option of [...(definition.options ?? []), ...sharedOptions()]) command.addOption(option);
  command.addHelpText('after', examplesText(examples)).action(async () => {
    const typed = readInput(command, input, `npm run hostkeeper -- ${name} --help`);
    const [{ createClients }, { run }] = await Promise.all([import('./clients.ts'), load()]);
    process.exitCode = await run(typed, {
      clients: createClients(typed.profile),
      show: (output) => console.info(typed.json ? JSON.stringify(output, null, 2) : render(output)),
      note: (line) => console.error(line),
      confirm: (question) => confirm(question, typed.yes),
      ...(process.stdin.isTTY && !typed.yes && { ask }),
    });
  });
  return { command, examples };
};

/** The exit code of a command that did its work in every region, or not. */
export const exitCodeOf = (failures: readonly unknown[]): ExitCode =>
  failures.length === 0 ? EXIT_CODES.done : EXIT_CODES.failed;
