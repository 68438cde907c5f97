/** Lints the packaged template of every stage of infra/stages.yml: `npm run lint:template`. Exits with 1 on a finding. */
import { readFileSync } from 'node:fs';

import { parse } from 'yaml';

import { NO_INPUT, readScript } from '../../infra/commands/cli/script.ts';
import { packageInto, templateIn } from '../aws/lambda/package-stack.ts';
import { cfnLintProgram, lintTemplate } from './cfn-lint.ts';
import { deploymentsOf, REGIONS } from './deployments.ts';

readScript({
  name: 'lint:template --',
  summary: 'Compares the packaged template of every stage with the schemas of AWS, by cfn-lint.',
  input: NO_INPUT,
});

const program = await cfnLintProgram();
if ('missing' in program) console.warn(`SKIPPED: no template was linted, for ${program.missing}.`);
else
  for (const { stage, region, folder, args } of deploymentsOf(parse(readFileSync('infra/stages.yml', 'utf8')))) {
    packageInto(folder, args);
    const findings = lintTemplate(program.path, templateIn(folder), REGIONS);
    console.info(`${stage} in ${region}, linted for ${REGIONS.join(' and ')}: ${findings.length || 'no'} findings`);
    for (const finding of findings) console.info(`  ${finding}`);
    if (findings.length > 0) process.exitCode = 1;
  }
