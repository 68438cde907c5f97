import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';

import type { ProcessRun } from '../../support/cli.ts';

const { scripts } = z.parse(
  z.object({ scripts: z.record(z.string(), z.string()) }),
  JSON.parse(readFileSync('package.json', 'utf8')),
);

/** The npm scripts of our own, each with what else may be typed before its options. */
const OWN: readonly (readonly [script: string, before: readonly string[]])[] = [
  ...Object.entries(scripts)
    .filter(([, command]) => /^node --require \S+ [\w/.-]+\.ts$/.test(command))
    .map(([script]) => [script, []] as const),
  ['sandbox', ['invoke']],
  ['sandbox', ['--serve']],
];

/** What npm runs for a script, without npm. */
const runScript = (script: string, args: readonly string[]): Promise<ProcessRun> =>
  new Promise((resolve) => {
    const [, ...command] = scripts[script]?.split(' ') ?? [];
    const child = execFile(process.execPath, [...command, ...args], (_, stdout, stderr) =>
      resolve({ code: child.exitCode ?? 1, stdout, stderr }),
    );
    child.stdin?.end();
  });

describe('every npm script of our own', () => {
  it('is found', () => {
    const names = OWN.map(([script]) => script);
    expect(names).toEqual(
      expect.arrayContaining(['hostkeeper', 'sandbox', 'simulate', 'lock', 'docs', 'bench:fleet', 'bench:bring-up']),
    );
  });

  it.each(OWN)('shows its help: %s %j', async (script, before) => {
    const { code, stdout, stderr } = await runScript(script, [...before, '--help']);
    expect(stdout).toMatch(/^Usage: /);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it.each(OWN)('refuses an option that it does not know, with the nearest: %s %j', async (script, before) => {
    const { code, stdout, stderr } = await runScript(script, [...before, '--hepl']);
    expect(stderr).toMatch(/^error: unknown option '--hepl'\n\(Did you mean --help\?\)\n/);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});
