/**
 * Remembers in infra/released.json what the release that is about to be tagged has of data: `npm run release`. The next one is
 * compared with it. Exits with 1 where this one may not follow the last, unless that is accepted.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Option } from 'commander';
import * as z from 'zod/mini';

import { flag } from '../commands/cli/options.ts';
import { readScript } from '../commands/cli/script.ts';
import { PROJECT } from '../commands/deploy/project-copy.ts';
import { packagedTemplate } from '../commands/deploy/serverless.ts';
import { readRelease, RELEASED_STAGE, releaseProblems, writeRelease } from './released.ts';

const { accept } = readScript({
  name: 'release --',
  summary:
    'Writes infra/released.json for the version in package.json, if stacks of the last release can be updated to it.',
  options: [new Option('--accept', 'also if they cannot: the changelog then says what an operator has to do by hand')],
  input: z.object({ accept: flag }),
});

const { version } = z.parse(
  z.object({ version: z.string() }),
  JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')),
);
const template: unknown = JSON.parse(packagedTemplate([`--stage=${RELEASED_STAGE}`]));
const problems = releaseProblems(readRelease(), template);
for (const { text } of problems) console.error(text);
if (problems.length > 0 && !accept) process.exitCode = 1;
else {
  writeRelease(version, template);
  console.info(`infra/released.json is that of ${version}. Commit it, and tag the commit v${version}.`);
}
