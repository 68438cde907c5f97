import { execFile, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { describe, expect, it } from 'vitest';

import { inProjectCopy } from '../../../infra/commands/deploy/project-copy.ts';
import { hostkeeper, noCredentials, type ProcessRun } from '../../support/cli.ts';

const SERVERLESS = resolve('node_modules/.bin/serverless');

/** Runs the Serverless Framework as a process, as `npx serverless` does. */
const serverless = (args: readonly string[], variables: NodeJS.ProcessEnv = {}): Promise<ProcessRun> =>
  new Promise((done) => {
    const command = [SERVERLESS, ...args];
    const child = execFile(
      process.execPath,
      command,
      { env: { ...noCredentials, ...variables } },
      (_, stdout, stderr) => done({ code: child.exitCode ?? 1, stdout, stderr }),
    );
  });

const EMAIL = '--param=notificationEmail=you@example.com';

/** A stage whose longest function has a name of 65 characters. */
const LONG_STAGE = 'a'.repeat(32);

describe('the parameters of npx serverless', () => {
  it('that are unknown, missing or wrong, and a stage that is too long, are named at once, by a sentence each', async () => {
    const wrong = ['critcalUsd=5', 'criticalUsd=5 USD', 'hostRegions=eu-cental-1', 'hostedZones=Z1, Z2'];
    const { code, stderr } = await serverless([
      'package',
      `--stage=${LONG_STAGE}`,
      ...wrong.map((param) => `--param=${param}`),
    ]);
    expect(stderr.trim().split('\n').slice(-6)).toEqual([
      'There is no parameter critcalUsd. Did you mean criticalUsd?',
      `The parameter notificationEmail is missing. Give it like this: ${EMAIL}`,
      'The parameter criticalUsd is not a number. Give it like this: --param=criticalUsd=25',
      'The parameter recordNames is missing. Give it like this: --param=recordNames=*.example.com,example.com',
      'The parameter hostRegions has eu-cental-1, which is not a region of AWS. Did you mean eu-central-1?',
      `The name of the stage ${LONG_STAGE} is too long by 1: Lambda takes 64 for the name of a function, and hostkeeper-${LONG_STAGE}-instance-interruption has 65.`,
    ]);
    expect(stderr).not.toMatch(/Error|Environment|Docs|\n {4}at /);
    expect(code).toBe(2);
  });

  it('that the framework would refuse thirty times are refused once', async () => {
    const { code, stdout, stderr } = await serverless(['package', '--stage=a_b', '--param=criticalUsd']);
    expect(stderr.trim().split('\n')).toEqual([
      'The stage a_b has characters other than letters, digits and hyphens.',
      'The parameter criticalUsd has no value. Give it like this: --param=NAME=VALUE',
    ]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  it('are looked for in infra/stages.yml as well, of every stage', () => {
    const { status, stderr } = inProjectCopy(({ cwd }) => {
      const stages = 'prod: { critcalUsd: 5 }\nstaging: { hostRegoins: eu-central-1 }\n';
      writeFileSync(join(cwd, 'infra/stages.yml'), stages);
      return spawnSync(process.execPath, [SERVERLESS, 'parameters', EMAIL], {
        cwd,
        env: noCredentials,
        encoding: 'utf8',
      });
    });
    expect(stderr).toBe(
      'There is no parameter critcalUsd. Did you mean criticalUsd?\n' +
        'There is no parameter hostRegoins. Did you mean hostRegions?\n',
    );
    expect(status).toBe(2);
  });

  it('are printed as they are deployed, also where there is no home directory, or none that can be written', async () => {
    const args = ['parameters', EMAIL, '--param=hostRegions= eu-central-1, us-east-1,eu-central-1'];
    const runs = await Promise.all([
      // With the cache of the framework, as only the home directory is tried here.
      serverless(args, { HOME: '', SLS_SCHEMA_CACHE_BASE_DIR: process.env['HOME'] }),
      serverless(args, { HOME: '/dev/null' }),
    ]);
    for (const { code, stdout, stderr } of runs) {
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(JSON.parse(stdout)).toMatchObject({ criticalUsd: 25, hostRegions: 'eu-central-1,us-east-1' });
    }
  });
});

describe('hostkeeper deploy', () => {
  it('refuses a parameter in one sentence, before anything else, also where it only prints', async () => {
    const { code, stdout, stderr } = await hostkeeper(['deploy', '--dry-run', '--param', 'notificationEmial=you@a.de']);
    expect(stderr).toBe(
      'error: There is no parameter notificationEmial. Did you mean notificationEmail?\n' +
        `The parameter notificationEmail is missing. Give it like this: ${EMAIL}\n`,
    );
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  it('is refused in one sentence where there are no credentials', async () => {
    const { code, stderr } = await hostkeeper(['deploy', '--param', 'notificationEmail=you@example.com']);
    expect(stderr).toMatch(/^error: No AWS credentials were found: .*\n$/);
    expect(code).toBe(1);
  });
});
