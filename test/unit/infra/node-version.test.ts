import { spawnSync } from 'node:child_process';

import { describe, expect, it } from 'vitest';

/** Loads a bridge in a process whose Node claims to be of this version. */
const load = (version: string) => {
  const script = `
    Object.defineProperty(process.versions, 'node', { value: '${version}' });
    console.log(Object.keys(require('./infra/iam.cjs')).join());`;
  return spawnSync(process.execPath, ['--input-type=commonjs', '--eval', script], { encoding: 'utf8' });
};

describe('a command of the Serverless Framework', () => {
  it('says which Node to install when this one is too old for TypeScript, in one line and without a stack', () => {
    const { status, stdout, stderr } = load('20.20.2');
    expect(status).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^hostkeeper needs Node 24; this is Node 20\.20\.2\. On Linux, npm ci .* On macOS, .*\n$/);
  });

  it('loads TypeScript with Node 24 and later', () => {
    expect(load('24.0.0')).toMatchObject({ status: 0, stdout: 'regional,billing\n' });
    expect(load('26.1.0')).toMatchObject({ status: 0, stdout: 'regional,billing\n' });
  });
});
