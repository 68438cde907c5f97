import {
  GetFunctionConfigurationCommand,
  type LambdaClient,
  ListFunctionsCommand,
  type ListFunctionsCommandOutput,
} from '@aws-sdk/client-lambda';

import { ignoreErrors } from '../../../libs/aws/errors.ts';
import { paginate } from '../../../libs/aws/pagination.ts';
import { splitWords } from '../../../libs/hosts/words.ts';
import type { RegionClients } from './clients.ts';
import { CliError, explain } from './errors.ts';
import { HOME_REGION } from './home-region.ts';
import { suggestion } from './nearest.ts';

/** The whole name of a function of a stage. */
export const functionName = (stage: string, name: string): string => `hostkeeper-${stage}-${name}`;

/** The names of all functions in a region that a stage of hostkeeper deployed. */
const listFunctionNames = async (lambda: LambdaClient): Promise<readonly string[]> => {
  const pages = await paginate<ListFunctionsCommandOutput, string>(
    (Marker) => lambda.send(new ListFunctionsCommand({ Marker })),
    ({ NextMarker }) => NextMarker,
  );
  return pages
    .flatMap(({ Functions = [] }) => Functions.flatMap(({ FunctionName }) => FunctionName ?? []))
    .filter((name) => name.startsWith('hostkeeper-'));
};

/** The stages that have a function among these. */
const stagesOf = (names: readonly string[]): readonly string[] =>
  names.flatMap((name) => /^hostkeeper-(.+)-reconcile$/.exec(name)?.[1] ?? []);

/** The regions whose hosts a deployed stage manages, as its kill switch has them; `undefined` where it is not deployed. */
export const deployedRegions = async (
  clients: (region: string) => RegionClients,
  stage: string,
): Promise<readonly string[] | undefined> => {
  const FunctionName = functionName(stage, 'budget-kill-switch');
  const answer = await ignoreErrors([{ code: 'ResourceNotFoundException' }], () =>
    clients(HOME_REGION).lambda.send(new GetFunctionConfigurationCommand({ FunctionName })),
  );
  const regions = answer?.Environment?.Variables?.['HOST_REGIONS'];
  return regions === undefined ? undefined : splitWords(regions);
};

/** Says that a stage is not deployed in a region, and which stages are, or where it is. */
export const notDeployed = async (
  clients: (region: string) => RegionClients,
  stage: string,
  region: string,
): Promise<CliError> => {
  const stages = stagesOf(await listFunctionNames(clients(region).lambda));
  const managed = region === HOME_REGION ? undefined : await deployedRegions(clients, stage);
  const fixes = [
    ...(managed ? [`It is deployed for ${managed.join(', ')}: leave --region out.`] : []),
    ...(stages.length > 0 ? [`There is ${stages.join(', ')}: choose it with --stage.`] : []),
    'To deploy it: npm run hostkeeper -- deploy --help',
  ];
  return new CliError(
    `The stage ${stage} is not deployed in ${region}.${suggestion(stage, stages)} ${fixes.join(' ')}`,
  );
};

/** The functions of a stage in a region, without the stage's prefix. Throws a CliError when there are none. */
export const listStageFunctions = async (
  clients: (region: string) => RegionClients,
  stage: string,
  region: string,
): Promise<readonly string[]> => {
  const names = await listFunctionNames(clients(region).lambda);
  // The stage `prod-eu` has the prefix of the stage `prod` too.
  const others = stagesOf(names).filter((other) => other.startsWith(`${stage}-`));
  const own = names
    .filter((name) => name.startsWith(functionName(stage, '')))
    .filter((name) => !others.some((other) => name.startsWith(functionName(other, ''))));
  if (own.length === 0) throw await notDeployed(clients, stage, region);
  return own.map((name) => name.slice(functionName(stage, '').length));
};

/** A stage, and the regions that were named on the command line. */
export interface StageOptions {
  readonly stage: string;
  readonly region?: readonly string[] | undefined;
}

/** The regions a command acts on: those that were named, or all that the deployed stage manages. Throws a CliError. */
export const readRegions = async (
  clients: (region: string) => RegionClients,
  { stage, region }: StageOptions,
): Promise<readonly string[]> => {
  if (region) return region;
  const deployed = await deployedRegions(clients, stage);
  if (deployed) return deployed;
  throw await notDeployed(clients, stage, HOME_REGION);
};

/** A region in which a command failed, and why. */
export interface RegionFailure {
  readonly region: string;
  readonly message: string;
}

/** Does the same in each region at once; one that fails does not keep the others from it. */
export const inEachRegion = async <T>(
  regions: readonly string[],
  work: (region: string) => Promise<T>,
): Promise<{ readonly values: readonly T[]; readonly errors: readonly RegionFailure[] }> => {
  const answers = await Promise.allSettled(regions.map(work));
  return {
    values: answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : [])),
    errors: answers.flatMap((answer, index) => {
      const region = regions[index] ?? '';
      return answer.status === 'rejected' ? [{ region, message: explain(answer.reason, region) }] : [];
    }),
  };
};
