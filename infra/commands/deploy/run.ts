import type * as z from 'zod/mini';

import { shell } from '../../../libs/notifications/commands.ts';
import type { Context } from '../cli/command.ts';
import { EXIT_CODES, type ExitCode } from '../cli/exit-codes.ts';
import { HOME_REGION } from '../cli/home-region.ts';
import type { SharedInput } from '../cli/options.ts';
import type { deployOutput } from '../schemas.ts';
import { stackStatus } from '../cli/stacks.ts';
import { watchLaunchTemplate } from './launch-template.ts';
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

/** What `deploy` takes besides the shared options. */
interface DeployInput {
  readonly param?: readonly string[] | undefined;
  readonly print: boolean;
  readonly review: boolean;
}

/** Deploys to one region after another, and stops where one fails, or is not wanted when it was reviewed. */
export const run = async (
  input: SharedInput & DeployInput,
  context: Context<z.output<typeof deployOutput>>,
): Promise<ExitCode> => {
  const { clients, note, show } = context;
  const { stage, region, profile, param = [], json, review, yes } = input;
  const dryRun = input.print || input.dryRun;
  const options = [`--stage=${stage}`, ...(profile === undefined ? [] : [`--aws-profile=${profile}`])];
  const typed = param.map((one) => `--param=${one}`);
  const isGiven = param.some((one) => one.startsWith(HOST_REGIONS));
  const named = region && !isGiven ? [`--param=${HOST_REGIONS}${region.join(',')}`] : [];
  const { hostRegions, host: settings } = checkedParameters([...options, ...typed, ...named]);
  const reviewed = review ? ['--review', ...(yes ? ['--yes'] : [])] : [];
  const deployments = planDeployments([...options, ...reviewed], param, hostRegions);
  const commands = deployments.map((args) => shell`npx serverless ${args}`);
  // The first question to AWS is our own: missing credentials or a missing network are then one sentence.
  if (!dryRun) await stackStatus(clients(HOME_REGION), `hostkeeper-${stage}`);
  const host = settings && !dryRun ? { stage, settings } : undefined;
  if (host) await takeOver(host, context);
  const readReplacement = host && (await watchLaunchTemplate(host, clients));
  for (const [index, args] of dryRun ? [] : deployments.entries()) {
    note(commands[index] ?? '');
    const code = runServerless(args, json);
    if (code !== EXIT_CODES.done) return code;
  }
  const replace = await readReplacement?.();
  show({ dryRun, commands, ...(replace !== undefined && { replace }) });
  return EXIT_CODES.done;
};
