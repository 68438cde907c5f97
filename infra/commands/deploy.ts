import { Option } from 'commander';
import * as z from 'zod/mini';

import { shell } from '../../libs/notifications/commands.ts';
import { HOME_REGION } from './cli/clients.ts';
import { createCommand } from './cli/command.ts';
import { EXIT_CODES } from './cli/exit-codes.ts';
import { flag, sharedInput } from './cli/options.ts';
import { plannedRegions, runServerless } from './deploy/serverless.ts';
import { deployOutput } from './schemas.ts';

const HOST_REGIONS = 'hostRegions=';

/** The framework's arguments for a deployment to each region: us-east-1 first, where the bill is watched. */
const planDeployments = (
  options: readonly string[],
  params: readonly string[],
  hostRegions: readonly string[],
): readonly (readonly string[])[] => {
  const others = params.filter((param) => !param.startsWith(HOST_REGIONS)).map((param) => `--param=${param}`);
  return [...new Set([HOME_REGION, ...hostRegions])].map((region) => [
    'deploy',
    `--region=${region}`,
    ...options,
    ...others,
    `--param=${HOST_REGIONS}${hostRegions.join(',')}`,
  ]);
};

/** `hostkeeper deploy`: deploys a stage to every region that it needs. */
export const deploy = () =>
  createCommand({
    name: 'deploy',
    summary: 'deploy a stage: to us-east-1, where the bill is watched, and to each region of its hosts',
    description: 'It runs the Serverless Framework once a region. Defaults of parameters stand in infra/stages.yml.',
    options: [
      new Option('--param <name=value>', 'a parameter of the deployment; may be repeated').argParser(
        (text: string, previous: readonly string[] = []) => [...previous, text],
      ),
      new Option('--print', 'only print the commands, as --dry-run does'),
    ],
    examples: [
      ['deploy --param notificationEmail=you@example.com', 'hosts in us-east-1'],
      [
        'deploy --param notificationEmail=you@example.com --param hostRegions=eu-central-1,us-east-1',
        'hosts in two regions',
      ],
      ['deploy --param notificationEmail=you@example.com --print', 'the commands of the framework, and nothing else'],
    ],
    input: z.extend(sharedInput, {
      param: z._default(z.array(z.string().check(z.regex(/^\w+=/, 'must be NAME=VALUE'))), []),
      print: flag,
    }),
    output: deployOutput,
    render: ({ dryRun, commands }) => (dryRun ? commands.join('\n') : 'Deployed.'),
    run: async ({ stage, region, profile, param, print, json, ...input }, { note, show }) => {
      const dryRun = print || input.dryRun;
      const options = [`--stage=${stage}`, ...(profile === undefined ? [] : [`--aws-profile=${profile}`])];
      const isGiven = param.some((one) => one.startsWith(HOST_REGIONS));
      const hostRegions =
        region && !isGiven ? region : plannedRegions([...options, ...param.map((one) => `--param=${one}`)]);
      const deployments = planDeployments(options, param, hostRegions);
      const commands = deployments.map((args) => shell`npx serverless ${args}`);
      for (const [index, args] of dryRun ? [] : deployments.entries()) {
        note(commands[index] ?? '');
        if (!runServerless(args, json)) return EXIT_CODES.failed;
      }
      show({ dryRun, commands });
      return EXIT_CODES.done;
    },
  });
