import { createInterface } from 'node:readline/promises';

import { CliError, UsageError } from './errors.ts';

/** What a person answers at the terminal. Throws a UsageError, with a sentence of what to do, where there is no terminal. */
const ask = async (question: string, prompt: string, otherwise: string): Promise<string> => {
  if (!process.stdin.isTTY)
    throw new UsageError(`${question} Nobody can be asked here, as this is no terminal${otherwise}`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question(`${question} ${prompt}`)).trim();
  } finally {
    terminal.close();
  }
};

/**
 * Asks the operator before something is changed; `--yes` has answered already. Throws a UsageError where nobody can be
 * asked, and a CliError when the answer is no.
 */
export const confirm = async (question: string, yes: boolean): Promise<void> => {
  if (yes) return;
  const reply = await ask(question, '[y/N] ', ': repeat the command with --yes.');
  if (!/^y(es)?$/i.test(reply)) throw new CliError('Nothing was changed.');
};

/**
 * Asks the operator to type what is at stake; nothing else answers that, `--yes` neither. Throws a UsageError where nobody can
 * be asked, and a CliError when the answer is another one.
 */
export const confirmByName = async (question: string, name: string): Promise<void> => {
  const reply = await ask(question, `Type ${name} to go on: `, ', and --yes does not answer this.');
  if (reply !== name) throw new CliError('Nothing was changed.');
};
