import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);

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

  it('says how long it took', () => {
    expect(stdout).toMatch(/ It took \d+ s\.$/m);
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
