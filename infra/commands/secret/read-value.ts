import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';

import { UsageError } from '../cli/errors.ts';

/** Takes what the terminal would show of the typing. */
const silent = () => new Writable({ write: (_chunk, _encoding, done) => done() });

const ask = async (question: string): Promise<string> => {
  process.stderr.write(question);
  const terminal = createInterface({ input: process.stdin, output: silent(), terminal: true });
  try {
    return await terminal.question('');
  } finally {
    terminal.close();
    process.stderr.write('\n');
  }
};

/** The value of a key: typed without an echo, or all of the standard input but its last line break. Throws a UsageError for none. */
export const readValue = async (key: string): Promise<string> => {
  const value = process.stdin.isTTY
    ? await ask(`The value of ${key} (not shown): `)
    : (await text(process.stdin)).replace(/\r?\n$/, '');
  if (value === '') throw new UsageError(`The value of ${key} is empty: type it, or hand it over by < FILE.`);
  return value;
};
