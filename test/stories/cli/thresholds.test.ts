import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { afterEach, describe, expect, it } from 'vitest';

import { SOURCES } from '../../../infra/commands/deploy/project-copy.ts';
import { checkOutput } from '../../../infra/commands/schemas.ts';
import { givenOperator, noCredentials } from '../../support/cli.ts';

/** What a process prints, whatever its exit code. */
const run = (
  args: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<{ readonly stdout: string; readonly stderr: string }> =>
  new Promise((done) => {
    execFile(process.execPath, args, options, (_, stdout, stderr) => done({ stdout, stderr }));
  });

const STAGES = `
default: {}
blog:
  notificationEmail: you@example.com
  monthlyBudgetUsd: 14
  serviceAlarms: { AmazonEC2: 9 }
  host: { name: blog, domain: example.com, zones: [us-east-1a, us-east-1b] }
`;

const WARNINGS = [
  'The parameter monthlyBudgetUsd (14) is below what the host itself costs, about 15.37 USD a month: AWS Budgets would warn every month.',
  'The parameter serviceAlarms.AmazonEC2 (9) is below what the host itself costs, about 10.32 USD a month: the alarm would go off every month.',
];

let end: () => void = () => {};
afterEach(() => end());

/** A clone of the project whose infra/stages.yml has a host with thresholds that are too low. */
const givenClone = (): string => {
  mkdirSync('.build', { recursive: true });
  const clone = mkdtempSync(resolve('.build/clone-'));
  end = () => rmSync(clone, { recursive: true });
  for (const source of [...SOURCES, '.serverless']) cpSync(source, join(clone, source), { recursive: true });
  symlinkSync(resolve('node_modules'), join(clone, 'node_modules'));
  writeFileSync(join(clone, 'infra/stages.yml'), STAGES);
  return clone;
};

describe('a threshold below what the host of a stage costs', () => {
  it('is a warning of npx serverless parameters, which prints the values all the same', async () => {
    const clone = givenClone();
    const typed = ['node_modules/.bin/serverless', 'parameters', '--stage=blog'];
    const { stdout, stderr } = await run(typed, { cwd: clone, env: noCredentials });
    expect(stderr).toBe(WARNINGS.map((warning) => `Warning: ${warning}\n`).join(''));
    expect(JSON.parse(stdout)).toMatchObject({
      monthlyBudgetUsd: 14,
      criticalUsd: 28,
      serviceAlarms: { AmazonEC2: 9 },
    });
  });

  it('is a finding of hostkeeper check, but no error', async () => {
    const clone = givenClone();
    const operator = await givenOperator({});
    end = () => rmSync(clone, { recursive: true });
    operator.world.charge(2.1);
    const typed = ['infra/commands/hostkeeper.ts', 'check', '--stage', 'blog', '--json'];
    const { stdout } = await run(typed, { cwd: clone, env: operator.env });
    const [home] = checkOutput.parse(JSON.parse(stdout)).regions;
    expect(home?.findings).toEqual(
      expect.arrayContaining(WARNINGS.map((text) => expect.objectContaining({ level: 'todo', text }))),
    );
  });
});
