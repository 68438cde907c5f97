import { createInterface } from 'node:readline/promises';

import { CliError } from './errors.ts';

/**
 * Asks the operator at the terminal, and returns the reply without the spaces around it. Throws a CliError where the input
 * ends instead, as by Ctrl-C or Ctrl-D.
 */
export const ask = async (question: string): Promise<string> => {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const ended = new AbortController();
  terminal.once('close', () => ended.abort());
  try {
    return (await terminal.question(question, { signal: ended.signal })).trim();
  } catch (error) {
    if (ended.signal.aborted) throw new CliError('Nothing was changed.');
    throw error;
  } finally {
    terminal.close();
  }
};

/** Whether a reply to a question is a yes. */
export const isYes = (reply: string): boolean => /^y(es)?$/i.test(reply);
