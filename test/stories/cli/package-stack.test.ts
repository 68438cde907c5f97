import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import { SOURCES } from '../../../infra/commands/deploy/project-copy.ts';

const PACKAGER = resolve('test/aws/lambda/package-stack.ts');

mkdirSync('.build', { recursive: true });
/** A copy of the project, so that no other test meets what this one packages. */
const copy = mkdtempSync(join('.build', 'project-'));
afterAll(() => rmSync(copy, { recursive: true }));
for (const source of [...SOURCES, '.serverless']) cpSync(source, join(copy, source), { recursive: true });
symlinkSync(resolve('node_modules'), join(copy, 'node_modules'));
const temporary = resolve(copy, 'tmp');
mkdirSync(temporary);

/** Packages the copy in a process of its own, as `npm run sandbox` does. */
const packageCopy = async () => {
  const { HOSTKEEPER_PACKAGED: _, ...env } = process.env;
  const script = `const { packageStack } = await import('${PACKAGER}'); packageStack();`;
  const args = ['--input-type=module', '--eval', script];
  const child = spawn(process.execPath, args, { cwd: copy, env: { ...env, TMPDIR: temporary } });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const exit = await once(child, 'close');
  return { exit, said };
};

const packaged = join(copy, '.serverless');
const stamp = join(packaged, 'sources.sha256');
const zip = join(packaged, 'reconcile.zip');

describe('a stack that is packaged a second time', () => {
  it('stays whole for everybody who reads it, is the same afterwards, and is packaged only if something changed', async () => {
    const stampBefore = readFileSync(stamp, 'utf8');
    const filesBefore = readdirSync(packaged).toSorted();
    const zipBefore = readFileSync(zip);
    const seen = new Set<string>();
    writeFileSync(stamp, 'of other sources');
    const watcher = watch(packaged, () => seen.add(readdirSync(packaged).toSorted().join(' ')));
    expect(await packageCopy()).toEqual({
      exit: [0, null],
      said: 'Packaging the functions, which takes about ten seconds ...\n',
    });
    watcher.close();
    expect([...seen]).toEqual([filesBefore.join(' ')]);
    expect(readFileSync(zip).equals(zipBefore)).toBe(true);
    expect(readFileSync(stamp, 'utf8')).toBe(stampBefore);
    // Node's own cache is for whatever runs next.
    expect(readdirSync(temporary).filter((name) => name !== 'node-compile-cache')).toEqual([]);

    const { mtimeMs } = statSync(zip);
    expect(await packageCopy()).toEqual({ exit: [0, null], said: '' });
    expect(statSync(zip).mtimeMs).toBe(mtimeMs);
  });
});
