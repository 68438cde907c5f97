import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod/mini';

/** The framework's plugin that deploys. */
type Deploy = new (
  serverless: object,
  options: object,
) => {
  readonly commands: {
    readonly aws: {
      readonly commands: {
        readonly deploy: { readonly commands: { readonly deploy: { readonly lifecycleEvents: readonly string[] } } };
      };
    };
  };
  readonly waitForChangeSetCreation?: unknown;
};

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

  it('is reviewed in each region where that is asked for', () => {
    const email = '--param=notificationEmail=a@b.example';
    const command = ['deploy', '--print', '--review', '--yes', '--region=eu-central-1', email];
    const { stdout } = spawnSync(process.execPath, ['infra/commands/hostkeeper.ts', ...command], { encoding: 'utf8' });
    const options = `--stage=prod --review --yes ${email} --param=hostRegions=eu-central-1`;
    expect(stdout.trim().split('\n')).toEqual([
      `npx serverless deploy --region=us-east-1 ${options}`,
      `npx serverless deploy --region=eu-central-1 ${options}`,
    ]);
  }, 120_000);

  it('has the template validated before anything changes, and waits for the change set where it can be reviewed', () => {
    const AwsDeploy: Deploy = createRequire(import.meta.url)('serverless/lib/plugins/aws/deploy');
    const deploy = new AwsDeploy({ getProvider: () => ({}), service: { package: {} } }, {});
    const { lifecycleEvents } = deploy.commands.aws.commands.deploy.commands.deploy;
    expect(lifecycleEvents.slice(-2)).toEqual(['validateTemplate', 'updateStack']);
    expect(deploy.waitForChangeSetCreation).toBeTypeOf('function');
  });
});
