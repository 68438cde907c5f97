import * as z from 'zod/mini';

import { PACKAGED, PARAMS } from '../aws/lambda/package-stack.ts';

/** The regions that each template is linted for: a deployment reads the bill in the first one alone. */
export const REGIONS = ['us-east-1', 'eu-central-1'] as const;

/** A deployment whose template is linted. */
interface Deployment {
  readonly stage: string;
  readonly region: string;
  /** Where it is packaged. */
  readonly folder: string;
  /** The framework's arguments. */
  readonly args: readonly string[];
}

/** The stage where none is typed. */
const DEFAULT_STAGE = 'prod';

const deploymentOf = (stage: string, region: string, args: readonly string[]): Deployment => ({
  stage,
  region,
  folder: `.build/stack-${stage}-${region}`,
  args,
});

const stagesFile = z.record(z.string(), z.nullish(z.record(z.string(), z.unknown())));

/**
 * The deployments of infra/stages.yml, from its content: `prod` in each region, every other stage in us-east-1, for a stage
 * may name what only one region has. The first is the one that the tests package.
 */
export const deploymentsOf = (content: unknown): readonly Deployment[] => {
  const [home, elsewhere] = REGIONS;
  const { default: shared, [DEFAULT_STAGE]: _, ...others } = z.parse(stagesFile, content);
  return [
    { stage: DEFAULT_STAGE, region: home, folder: PACKAGED, args: PARAMS },
    deploymentOf(DEFAULT_STAGE, elsewhere, [`--region=${elsewhere}`, ...PARAMS]),
    ...Object.entries(others).map(([stage, settings]) => {
      const isGiven = [settings, shared].some((values) => values?.['notificationEmail'] !== undefined);
      const email = isGiven ? [] : ['--param=notificationEmail=you@example.com'];
      return deploymentOf(stage, home, [`--stage=${stage}`].concat(email));
    }),
  ];
};
