import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import type { ProcessRun } from '../../support/cli.ts';

/** Runs a script on what the tests have packaged: the stage `prod`, which has no host. */
const run = (script: string): Promise<ProcessRun> =>
  new Promise((resolve) => {
    const env = { ...process.env, HOSTKEEPER_PACKAGED: 'yes' };
    const child = execFile(process.execPath, [`infra/upgrade/${script}.ts`], { env }, (_, stdout, stderr) =>
      resolve({ code: child.exitCode ?? 1, stdout, stderr }),
    );
  });

const readReleased = (): string => readFileSync('infra/released.json', 'utf8');

describe('a template that lacks what holds the data of the last release', () => {
  it('is refused by npm run check:upgrade, with each resource', async () => {
    const { code, stderr } = await run('check');
    for (const name of ['DataVolume', 'DatabaseSecret', 'HostedZone', 'Repository', 'Secret'])
      expect(stderr).toMatch(new RegExp(`^${name} \\(AWS::\\S+\\) leaves the stack\\.`, 'm'));
    expect(stderr).toContain('must not be updated to this template.');
    expect(code).toBe(1);
  });

  it('is not remembered by npm run release', async () => {
    const before = readReleased();
    const { code, stderr } = await run('release');
    expect(stderr).toContain('DataVolume (AWS::EC2::Volume) leaves the stack.');
    expect(code).toBe(1);
    expect(readReleased()).toBe(before);
  });
});
