import type { Argument, Command, Option } from 'commander';

import type { OperatorCommand } from '../commands/cli/command.ts';
import { sharedOptions } from '../commands/cli/options.ts';
import { createCommands } from '../commands/cli/program.ts';
import { code, heading, table } from './markdown.ts';

const SHARED = new Set(sharedOptions().map(({ long }) => long));

const optionRow = ({ flags, description, defaultValue }: Option): readonly string[] => [
  code(flags),
  description,
  typeof defaultValue === 'string' ? code(defaultValue) : '',
];

const optionTable = (options: readonly Option[]): string =>
  options.length === 0 ? '' : table(['Option', 'Meaning', 'Default'], options.map(optionRow));

const argumentTable = (args: readonly Argument[]): string =>
  args.length === 0
    ? ''
    : table(
        ['Argument', 'Meaning'],
        args.map((argument) => [code(argument.name()), argument.description]),
      );

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

const usageOf = (command: Command): string =>
  `\`\`\`sh\nnpm run hostkeeper -- ${command.name()} ${command.usage()}\n\`\`\`\n`;

/** The section of a command: what it does, its usage, its own arguments and options, and examples. */
const section = ({ command, examples }: OperatorCommand): string => {
  const [summary = '', ...description] = command.description().split('\n\n');
  return [
    `## ${command.name()}\n`,
    `${[sentence(summary), ...description].join('\n\n')}\n`,
    usageOf(command),
    argumentTable(command.registeredArguments),
    optionTable(command.options.filter(({ long }) => !SHARED.has(long))),
    table(
      ['Example', 'Meaning'],
      examples.map(([typed, meaning]) => [code(`npm run hostkeeper -- ${typed}`), sentence(meaning)]),
    ),
  ]
    .filter((part) => part !== '')
    .join('\n');
};

/** docs/reference/cli.md: every command, from the definitions that the command line itself is made of. */
export const cli = (): string =>
  [
    heading(
      'Command line',
      'infra/commands',
      [
        'Type `npm run hostkeeper -- <command>` in the folder of your clone. The command uses your own AWS credentials,',
        "by the SDK's chain (environment, profile, SSO).",
        '',
        'The exit code is 0 when it is done, 1 when it failed or was refused, 2 when the command line is wrong. Over several',
        'regions it is that of the worst. Colors appear only on a terminal, and not when `NO_COLOR` is set. For JSON alone',
        'on the standard output, use `npm run --silent hostkeeper -- <command> --json`.',
        '',
        'Every command except `sandbox` takes these options:',
      ].join('\n'),
    ),
    optionTable(sharedOptions()),
    ...createCommands().map(section),
  ].join('\n');
