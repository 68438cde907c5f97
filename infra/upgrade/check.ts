/**
 * Compares the template of the stage `example` with that of the last release: `npm run check:upgrade`. Exits with 1 where an
 * update of a stack would endanger its data, or start a stopped host.
 */
import { NO_INPUT, readScript } from '../commands/cli/script.ts';
import { packagedTemplate } from '../commands/deploy/serverless.ts';
import { readRelease, RELEASED_STAGE, releaseProblems } from './released.ts';

readScript({
  name: 'check:upgrade --',
  summary: 'Says whether a stack of the last release can be updated without harm to its data and its host.',
  input: NO_INPUT,
});

const release = readRelease();
const problems = releaseProblems(release, JSON.parse(packagedTemplate([`--stage=${RELEASED_STAGE}`])));
for (const { text } of problems) console.error(text);
if (problems.length > 0) {
  console.error(`A stack of ${release.version} must not be updated to this template.`);
  process.exitCode = 1;
} else console.info(`A stack of ${release.version} keeps its data, and a stopped host stays stopped.`);
