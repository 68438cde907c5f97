import type * as z from 'zod/mini';

import { shell } from '../../../libs/notifications/commands.ts';
import type { Context } from '../cli/command.ts';
import { EXIT_CODES, type ExitCode } from '../cli/exit-codes.ts';
import { HOME_REGION } from '../cli/home-region.ts';
import type { SharedInput } from '../cli/options.ts';
import type { deployOutput } from '../schemas.ts';
import { stackStatus } from '../check/checks.ts';
import { checkedParameters, runServerless } from './serverless.ts';
import { takeOver } from './take-over.ts';

const HOST_REGIONS = 'hostRegions=';

/** The framework's arguments for a deployment to each region: us-east-1 first, where the bill is watched. */
const planDeployments = (
  options: readonly string[],
  params: readonly string[],
  hostRegions: readonly string[],
): readonly (readonly string[])[] => {
  const others = params.filter((param) => !param.startsWith(HOST_REGIONS)).map((param) => `--param=${param}`);
  return [...new Set([HOME_REGION, ...hostRegions])].map((region) =>
    ['deploy', `--region=${region}`].concat(options, others, `--param=${HOST_REGIONS}${hostRegions.join(',')}`),
  );
};

/** Deploys to one region after another, and stops where one fails. */
export const run = async (
  input: SharedInput & { readonly param?: readonly string[] | undefined; readonly print: boolean },
  context: Context<z.output<typeof deployOutput>>,
): Promise<ExitCode> => {
  const { clients, note, show } = context;
  const { stage, region, profile, param = [], json } = input;
  const dryRun = input.print || input.dryRun;
  const options = [`--stage=${stage}`, ...(profile === undefined ? [] : [`--aws-profile=${profile}`])];
  const typed = param.map((one) => `--param=${one}`);
  const isGiven = param.some((one) => one.startsWith(HOST_REGIONS));
  const named = region && !isGiven ? [`--param=${HOST_REGIONS}${region.join(',')}`] : [];
  const { hostRegions, host: settings } = checkedParameters([...options, ...typed, ...named]);
  const deployments = planDeployments(options, param, hostRegions);
  const commands = deployments.map((args) => shell`npx serverless ${args}`);
  // The first question to AWS is our own: missing credentials or a missing network are then one sentence.
  if (!dryRun) await stackStatus(clients(HOME_REGION), `hostkeeper-${stage}`);
  if (!dryRun && settings) await takeOver({ stage, settings }, context);
  for (const [index, args] of dryRun ? [] : deployments.entries()) {
    note(commands[index] ?? '');
    if (!runServerless(args, json)) return EXIT_CODES.failed;
  }
  show({ dryRun, commands });
  return EXIT_CODES.done;
};
