/**
 * Deploys a stage wherever it has to be: to us-east-1 first, where the bill is watched, then to each region of its hosts.
 *
 *   npm run deploy -- --param=notificationEmail=you@example.com --param=hostRegions=eu-central-1 [--stage prod] [--print]
 *
 * `--region` is short for hosts in that one region; `--print` only prints the commands.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const serverless = fileURLToPath(new URL('../../node_modules/.bin/serverless', import.meta.url));
const cwd = fileURLToPath(new URL('../..', import.meta.url));

const { values } = parseArgs({
  options: {
    param: { type: 'string', multiple: true, default: [] },
    stage: { type: 'string' },
    region: { type: 'string' },
    print: { type: 'boolean', default: false },
  },
});

const params = values.param.map((param) => `--param=${param}`);
const stage = values.stage === undefined ? [] : [`--stage=${values.stage}`];
const region = values.region === undefined ? [] : [`--region=${values.region}`];

// Asked of the framework, because infra/stages.yml may say it as well as the command line.
const question = ['print', '--path=custom.parameters.hostRegions', '--format=text', ...stage, ...region, ...params];
const answer = spawnSync(serverless, question, { cwd, encoding: 'utf8' });
if (answer.status !== 0) throw new Error(`The regions of the hosts cannot be read: ${answer.stdout}${answer.stderr}`);
const hostRegions = answer.stdout.trim();

const others = params.filter((param) => !param.startsWith('--param=hostRegions='));
for (const place of new Set(['us-east-1', ...hostRegions.split(',')])) {
  const command = ['deploy', `--region=${place}`, ...stage, ...others, `--param=hostRegions=${hostRegions}`];
  console.info(`npx serverless ${command.join(' ')}`);
  if (values.print) continue;
  const { status } = spawnSync(serverless, command, { cwd, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
