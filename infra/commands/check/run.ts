import { type Context, exitCodeOf } from '../cli/command.ts';
import type { ExitCode } from '../cli/exit-codes.ts';
import { HOME_REGION } from '../cli/home-region.ts';
import type { SharedInput } from '../cli/options.ts';
import { moneyWarnings } from '../../prices/money.ts';
import { deployedRegions, inEachRegion } from '../cli/stage.ts';
import { checkedParameters, EMAIL_OPTION } from '../deploy/serverless.ts';
import { type Finding, runChecks } from './checks.ts';
import { hostFindings } from './host.ts';
import { nearlyEnrolled } from './nearly-enrolled.ts';
import { parameterFindings } from './parameter-access.ts';
import { plannedNames } from './package.ts';
import { type CheckOutput, errorsOf } from './render.ts';
import { ifReadable } from './readable.ts';
import { offerServiceRoles } from './service-roles.ts';

/** The regions of a deployment: as it was deployed last or, where it never was, as infra/stages.yml has them. */
const regionsOf = async (
  { stage, region }: SharedInput,
  hostRegions: readonly string[],
  { clients, note }: Context<CheckOutput>,
): Promise<readonly string[]> => {
  if (region) return region;
  const deployed = await deployedRegions(clients, stage);
  if (deployed) return [...new Set([HOME_REGION, ...deployed])];
  const planned = [...new Set([HOME_REGION, ...hostRegions])];
  note(`The stage ${stage} is not deployed yet: checking ${planned.join(', ')}, as infra/stages.yml has it.`);
  return planned;
};

/** Checks each region of the stage. */
export const run = async (input: SharedInput, context: Context<CheckOutput>): Promise<ExitCode> => {
  const { stage } = input;
  const parameters = checkedParameters([`--stage=${stage}`, EMAIL_OPTION]);
  const host = parameters.host && { stage, settings: parameters.host };
  const regions = await regionsOf(input, parameters.hostRegions, context);
  const bill: readonly Finding[] = moneyWarnings(parameters).map((text) => ({ level: 'todo', text }));
  if (host) await offerServiceRoles(context.clients(HOME_REGION).iam, host.settings, input, context);
  const planned = new Map(regions.map((region) => [region, plannedNames(stage, region)]));
  const { values, errors } = await inEachRegion(regions, async (region) => {
    const names = planned.get(region) ?? { functions: [], logGroups: [], alarms: [] };
    const stack = { stack: `hostkeeper-${stage}`, region, names };
    const clients = context.clients(region);
    return {
      region,
      findings: [
        ...(await runChecks(clients, stack)),
        ...(region === HOME_REGION ? bill : []),
        ...(await hostFindings(clients, region, host)),
        ...(await nearlyEnrolled(clients, stage)),
        ...(await ifReadable('What enrolled hosts may read', region, () => parameterFindings(clients, stage, region))),
      ],
    };
  });
  const output = { stage, regions: [...values], errors: [...errors] };
  context.show(output);
  return exitCodeOf([...errorsOf(output), ...errors]);
};
