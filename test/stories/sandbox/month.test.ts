import { execFile } from 'node:child_process';
import { availableParallelism, loadavg } from 'node:os';
import { promisify } from 'node:util';

import { beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);

/** On quiet cores, once the stack is packaged; the month takes about 20 s then. */
const MAX_SECONDS = 60;

/** How many processes compete for a core, at least 1: the other tests run beside this one. */
const processesPerCore = (): number => Math.max(1, (loadavg()[0] ?? 0) / availableParallelism());

/** `npm run sandbox`, without npm; the stack is packaged once for all tests. */
const runSandbox = (...args: string[]) =>
  run(process.execPath, ['test/sandbox/main.ts', ...args], { env: { ...process.env, HOSTKEEPER_PACKAGED: 'yes' } });

describe('the sandbox without arguments', () => {
  let stdout: string;
  beforeAll(async () => {
    ({ stdout } = await runSandbox());
  }, 900_000);

  it('plays a month in numbered acts, and everything that must hold does', () => {
    expect([...stdout.matchAll(/^━━ Act (\d+) · /gm)].map(([, number]) => number).join(' ')).toBe(
      '1 2 3 4 5 6 7 8 9 10 11',
    );
    const verdicts = [...stdout.matchAll(/^ {2}(?:Act \d+|Month) +(yes|NO )/gm)].map(([, verdict]) => verdict);
    expect(verdicts.length).toBeGreaterThanOrEqual(23);
    expect(new Set(verdicts)).toEqual(new Set(['yes']));
    expect(stdout).toContain('Everything holds.');
  });

  it('tells it in the order of time', () => {
    const stamps = stdout.match(/^\d\d-\d\d \d\d:\d\d:\d\d(?=  )/gm) ?? [];
    expect(stamps.length).toBeGreaterThan(100);
    expect(stamps).toEqual(stamps.toSorted());
  });

  it('prints no escape sequences into a pipe', () => {
    expect(stdout).not.toContain('\u001B');
  });

  it(`says how long it took, which is at most ${MAX_SECONDS} s on quiet cores`, () => {
    const [, seconds] = /It took (\d+) s\./.exec(stdout) ?? [];
    expect(Number(seconds)).toBeLessThanOrEqual(MAX_SECONDS * processesPerCore());
  });
});

describe('the sandbox with arguments that it does not know', () => {
  it.each([
    ['another command', ['play']],
    ['another option', ['--verbose', '--loud']],
  ])('exits with 2 and names them: %s', async (_, args) => {
    const failure: unknown = await runSandbox(...args).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(args.at(-1) ?? '') });
  });
});
