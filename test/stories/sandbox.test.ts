import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);

/**
 * The month takes about 20 s on two quiet cores once the stack is packaged. The limit is one of CPU, because other tests
 * run beside this one.
 */
const MAX_CPU_SECONDS = 60;

/** Runs a command, and prints the CPU of the shell and of its children on standard error at the end. */
const TIMED = '"$@"; code=$?; times >&2; exit $code';

/** `npm run sandbox`, without npm; the stack is packaged once for all tests. */
const runSandbox = (...args: string[]) =>
  run('sh', ['-c', TIMED, 'sh', process.execPath, 'test/sandbox/main.ts', ...args], {
    env: { ...process.env, HOSTKEEPER_PACKAGED: 'yes' },
  });

/** The CPU seconds in the output of `times`: `0m1.23s`. */
const cpuSecondsIn = (times: string): number =>
  [...times.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, each]) => sum + 60 * Number(minutes) + Number(each),
    0,
  );

describe('the sandbox without arguments', () => {
  let stdout: string;
  let stderr: string;
  beforeAll(async () => {
    ({ stdout, stderr } = await runSandbox());
  }, 180_000);

  it('plays a month in numbered acts, and everything that must hold does', () => {
    expect([...stdout.matchAll(/^━━ Act (\d) · /gm)].map(([, number]) => number).join('')).toBe('123456789');
    const verdicts = [...stdout.matchAll(/^ {2}(?:Act \d|Month) {2}(yes|NO )/gm)].map(([, verdict]) => verdict);
    expect(verdicts.length).toBeGreaterThanOrEqual(19);
    expect(new Set(verdicts)).toEqual(new Set(['yes']));
    expect(stdout).toContain('Everything holds.');
  });

  it('prints no escape sequences into a pipe', () => {
    expect(stdout).not.toContain('\u001B');
  });

  it(`says how long it took, and takes at most ${MAX_CPU_SECONDS} s of CPU`, () => {
    expect(stdout).toMatch(/It took \d+ s\./);
    const seconds = cpuSecondsIn(stderr);
    expect(seconds).toBeGreaterThan(1);
    expect(seconds).toBeLessThanOrEqual(MAX_CPU_SECONDS);
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
