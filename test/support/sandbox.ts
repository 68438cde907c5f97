import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

import { noCredentials } from './cli.ts';

/** What a sandbox printed so far, and how to wait for more. */
export interface RunningSandbox {
  readonly output: { readonly text: string };
  /** Its exit code, once it has ended. */
  readonly ended: Promise<number | null | undefined>;
  /** Waits until it prints this, and returns what it matched. Throws after four minutes, or at its end. */
  readonly prints: (words: RegExp) => Promise<{ readonly match: RegExpExecArray }>;
  /** Ends it, and returns its exit code. */
  readonly signal: (signal: NodeJS.Signals) => RunningSandbox['ended'];
}

/** How long it is waited for what it prints, in milliseconds. A busy machine may need long. */
const MAX_WAIT = 240_000;

/** Starts a sandbox in a folder, as a user does who has no AWS account. */
export const startSandbox = (args: readonly string[], env: NodeJS.ProcessEnv = {}, cwd = '.'): RunningSandbox => {
  const main = resolve('test/sandbox/main.ts');
  const child = spawn(process.execPath, [main, ...args], { env: { ...noCredentials, ...env }, cwd });
  const output = { text: '' };
  const ended = once(child, 'close').then(([code]: (number | null)[]) => code);
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output.text += chunk.toString()));
  return {
    output,
    ended,
    prints: async (words) => {
      const late = AbortSignal.timeout(MAX_WAIT);
      for (;;) {
        const match = words.exec(output.text);
        if (match) return { match };
        const more = once(child.stdout, 'data', { signal: late }).then(
          () => true,
          () => false,
        );
        if (!(await Promise.race([more, ended.then(() => false)])))
          throw new Error(`it does not print ${words}: ${output.text}`);
      }
    },
    signal: (signal) => {
      child.kill(signal);
      return ended;
    },
  };
};
