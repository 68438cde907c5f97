import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** What a person does at a terminal: the words that are waited for, and what is typed then. */
export type Exchange = readonly [words: string, typed: string];

/**
 * Types a command at a terminal, and answers what it asks. Returns all that the terminal shows, and the exit code. The
 * terminal is that of script(1): https://man7.org/linux/man-pages/man1/script.1.html
 */
export const atTerminal = async (
  command: string,
  exchanges: readonly Exchange[],
  { env, cwd }: { readonly env: NodeJS.ProcessEnv; readonly cwd: string },
): Promise<{ readonly code: number | null; readonly shown: string }> => {
  const child = spawn('sh', ['-c', 'exec script -qec "$0" /dev/null', command], {
    env: { ...env, TERM: 'dumb', NO_COLOR: '1' },
    cwd,
  });
  const left = [...exchanges];
  let shown = '';
  let seen = 0;
  child.stdout.on('data', (data: Buffer) => {
    shown += data.toString();
    for (let next = left[0]; next && shown.includes(next[0], seen); next = left[0]) {
      seen = shown.indexOf(next[0], seen) + next[0].length;
      child.stdin.write(next[1]);
      left.shift();
    }
  });
  const [code]: (number | null)[] = await once(child, 'close');
  return { code: code ?? null, shown };
};
