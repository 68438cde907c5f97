import { spawnSync } from 'node:child_process';

import * as z from 'zod/mini';

import { pythonProgram } from '../support/python.ts';

/** cfn-lint, AWS's linter of CloudFormation templates. https://github.com/aws-cloudformation/cfn-lint */
export const cfnLintProgram = () => pythonProgram('cfn-lint', ['cfn-lint==1.58.0']);

/** What `--format json` prints. */
const findings = z.array(
  z.object({
    Rule: z.object({ Id: z.string() }),
    Message: z.string(),
    Location: z.object({ Path: z.nullish(z.array(z.union([z.string(), z.number()]))) }),
  }),
);

/**
 * Lints a template for some regions. Returns a line for each finding, warnings included. Throws where cfn-lint prints no
 * list of findings.
 */
export const lintTemplate = (program: string, template: string, regions: readonly string[]): readonly string[] => {
  const args = ['--format', 'json', '--regions', ...regions, '--template', template];
  const { stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
  if (error || !stdout.startsWith('[')) throw new Error(`cfn-lint failed: ${error?.message ?? `${stdout}${stderr}`}`);
  return z
    .parse(findings, JSON.parse(stdout))
    .map(({ Rule, Message, Location }) => `${Rule.Id} ${Location.Path?.join('.') ?? ''}: ${Message}`);
};
