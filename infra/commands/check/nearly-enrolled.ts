import { createAutoScaling } from '../../../libs/aws/auto-scaling.ts';
import { listNearlyEnrolled } from '../../../libs/hosts/nearly-enrolled.ts';
import type { RegionClients } from '../cli/clients.ts';
import type { Finding } from './checks.ts';

/** The groups of a region whose tags nearly enroll them, each with the fix. */
export const nearlyEnrolled = async (
  { autoScaling }: Pick<RegionClients, 'autoScaling'>,
  stage: string,
): Promise<readonly Finding[]> =>
  (await listNearlyEnrolled(createAutoScaling(autoScaling), stage)).map(({ group, problem }) => ({
    level: 'todo',
    text: `The group ${group} is not enrolled: ${problem}.`,
  }));
