import { Command } from 'commander';

import { check } from '../check.ts';
import { clone } from '../clone.ts';
import { cost } from '../cost.ts';
import { deploy } from '../deploy.ts';
import { drill } from '../drill.ts';
import { enroll } from '../enroll.ts';
import { init } from '../init.ts';
import { logs } from '../logs.ts';
import { publish } from '../publish.ts';
import { replace } from '../replace.ts';
import { restore } from '../restore.ts';
import { resume } from '../resume.ts';
import { sandbox } from '../sandbox.ts';
import { secret } from '../secret.ts';
import { snapshot } from '../snapshot.ts';
import { snapshots } from '../snapshots.ts';
import { status } from '../status.ts';
import { stop } from '../stop.ts';
import { unenroll } from '../unenroll.ts';
import type { OperatorCommand } from './command.ts';

/** What holds for every command line of the project: exit code 2 and the nearest name for a typing error. */
const withUsageErrors = (command: Command): Command => {
  command.exitOverride().showSuggestionAfterError(true);
  for (const each of command.commands) withUsageErrors(each);
  return command;
};

/** Every command, in the order of the help. */
export const createCommands = (): readonly OperatorCommand[] => [
  init(),
  status(),
  stop(),
  resume(),
  replace(),
  restore(),
  clone(),
  drill(),
  snapshot(),
  snapshots(),
  check(),
  cost(),
  deploy(),
  publish(),
  secret(),
  enroll(),
  unenroll(),
  logs(),
  sandbox(),
];

/** The whole command line. */
export const createProgram = (): Command => {
  const program = new Command('hostkeeper')
    .usage('<command> [options]')
    .description(
      'Operates the hosts of a stage, with the AWS credentials of your environment or of --profile. Type it as ' +
        'npm run hostkeeper -- <command> in the folder of your clone.',
    )
    .helpOption('--help', 'show this help')
    .helpCommand(false)
    .enablePositionalOptions();
  for (const { command } of createCommands()) program.addCommand(command);
  program.addHelpText(
    'after',
    '\nThe exit code is 0 when it is done, 1 when it failed or was refused, 2 when the command line is wrong.\n' +
      'See npm run hostkeeper -- <command> --help.',
  );
  return withUsageErrors(program);
};
