import * as z from 'zod/mini';

import type { Variables } from '../serverless.ts';
import type { StageHost } from './resource.ts';
import { type HostSettings, hostSchema } from './settings.ts';

/** The region of an availability zone or a local zone. https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-availability-zones.html */
export const regionOf = (zone: string): string => /^[a-z]+(-[a-z]+)+-\d+/.exec(zone)?.[0] ?? '';

/** The region of a host: that of its zones. */
export const hostRegion = ({ zones: [first] }: Pick<HostSettings, 'zones'>): string => regionOf(first);

/** The zone of the group and of its data volume. */
export const homeZone = ({ zone, zones: [first] }: Pick<HostSettings, 'zone' | 'zones'>): string => zone || first;

/**
 * The host of the stage that is packaged; `undefined` where the stage has none, or has it in another region than the stack's.
 * Settings that are wrong are none here: infra/plugins/parameters.ts refuses them, with all other parameters.
 */
export const readStageHost = async ({ resolveVariable }: Variables): Promise<StageHost | undefined> => {
  const { data: settings } = z.safeParse(hostSchema, await resolveVariable('param:host'));
  const region = await resolveVariable('self:provider.region');
  return settings && hostRegion(settings) === region
    ? { stage: String(await resolveVariable('sls:stage')), settings }
    : undefined;
};
