import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod/mini';

describe('a deployment', () => {
  it('goes through a change set, which is the method of the framework unless it is told another', () => {
    const { provider } = z.parse(
      z.object({ provider: z.looseObject({ name: z.string() }) }),
      parse(readFileSync('serverless.yml', 'utf8'), { logLevel: 'error' }),
    );
    expect(provider.name).toBe('aws');
    expect(Object.keys(provider)).not.toContain('deploymentMethod');
  });

  it('is one to us-east-1 first, where the billing metrics are, then to the regions of the hosts', () => {
    const command = [
      'infra/commands/hostkeeper.ts',
      'deploy',
      '--print',
      '--region=eu-central-1',
      '--param=notificationEmail=a@b.example',
    ];
    const { stdout } = spawnSync(process.execPath, command, { encoding: 'utf8' });
    const parameters = '--stage=prod --param=notificationEmail=a@b.example --param=hostRegions=eu-central-1';
    expect(stdout.trim().split('\n')).toEqual([
      `npx serverless deploy --region=us-east-1 ${parameters}`,
      `npx serverless deploy --region=eu-central-1 ${parameters}`,
    ]);
  }, 120_000);
});
