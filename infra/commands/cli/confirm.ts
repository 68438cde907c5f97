import { createInterface } from 'node:readline/promises';

import { CliError, UsageError } from './errors.ts';

/**
 * Asks the operator before something is changed; `--yes` has answered already. Throws a UsageError where nobody can be
 * asked, and a CliError when the answer is no.
 */
export const confirm = async (question: string, yes: boolean): Promise<void> => {
  if (yes) return;
  if (!process.stdin.isTTY) {
    throw new UsageError(
      `${question} Nobody can be asked here, as this is no terminal: repeat the command with --yes.`,
    );
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const reply = await terminal.question(`${question} [y/N] `);
    if (!/^y(es)?$/i.test(reply.trim())) throw new CliError('Nothing was changed.');
  } finally {
    terminal.close();
  }
};
