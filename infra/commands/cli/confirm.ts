import { ask, isYes } from './ask.ts';
import { CliError, UsageError } from './errors.ts';

/** Throws a UsageError, with a sentence of what to do, where there is no terminal. */
const requireTerminal = (question: string, otherwise: string): void => {
  if (!process.stdin.isTTY)
    throw new UsageError(`${question} Nobody can be asked here, as this is no terminal${otherwise}`);
};

/**
 * Asks the operator before something is changed; `--yes` has answered already. Throws a UsageError where nobody can be
 * asked, and a CliError when the answer is no.
 */
export const confirm = async (question: string, yes: boolean): Promise<void> => {
  if (yes) return;
  requireTerminal(question, ': repeat the command with --yes.');
  if (!isYes(await ask(`${question} [y/N] `))) throw new CliError('Nothing was changed.');
};

/**
 * Asks the operator to type what is at stake; nothing else answers that, `--yes` neither. Throws a UsageError where nobody can
 * be asked, and a CliError when the answer is another one.
 */
export const confirmByName = async (question: string, name: string): Promise<void> => {
  requireTerminal(question, ', and --yes does not answer this.');
  if ((await ask(`${question} Type ${name} to go on: `)) !== name) throw new CliError('Nothing was changed.');
};
