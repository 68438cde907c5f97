/**
 * What stands in the way of a deployment. It only reads, and exits with 1 when something does.
 *
 *   npm run check -- [--stage prod] [--region us-east-1]
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SNSClient } from '@aws-sdk/client-sns';

import { runChecks, namesOf } from './check/checks.ts';

const { values } = parseArgs({
  options: { stage: { type: 'string', default: 'prod' }, region: { type: 'string', default: 'us-east-1' } },
});
const { stage, region } = values;

const here = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

// The names are those of the stack as it would be deployed; the address does not matter to them.
const packaging = ['package', `--stage=${stage}`, `--region=${region}`, '--param=notificationEmail=you@example.com'];
const { status, stderr } = spawnSync(here('node_modules/.bin/serverless'), packaging, {
  cwd: here('.'),
  encoding: 'utf8',
});
if (status !== 0) throw new Error(`The stack cannot be packaged: ${stderr}`);
const TEMPLATE = here('.serverless/cloudformation-template-update-stack.json');

const clients = {
  cloudFormation: new CloudFormationClient({ region }),
  cloudWatch: new CloudWatchClient({ region: 'us-east-1' }),
  lambda: new LambdaClient({ region }),
  logs: new CloudWatchLogsClient({ region }),
  sns: new SNSClient({ region }),
};

const found = await runChecks(clients, {
  stack: `hostkeeper-${stage}`,
  region,
  names: namesOf(readFileSync(TEMPLATE, 'utf8')),
});
for (const { level, text } of found) console.info(`${level.padEnd(5)} ${text}`);
const stops = found.filter(({ level }) => level === 'stops').length;
console.info(stops === 0 ? 'Nothing stands in the way.' : `${stops} of these stand in the way of a deployment.`);
process.exitCode = stops === 0 ? 0 : 1;
