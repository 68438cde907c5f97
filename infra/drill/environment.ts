import { DRILL_TYPES } from '../../libs/drills/offers.ts';
import { volumeLabel } from '../host/user-data/data-volume.ts';
import { readStageHost } from '../host/stage-host.ts';
import { param } from '../parameters.ts';
import { PRICES } from '../prices/price-file.ts';
import type { Variables } from '../serverless.ts';
import { DRILL_TEMPLATES } from './resources.ts';

/** The prices of a drill in a region, as words for the environment; empty where none are known. */
export const drillRates = (region: string): string => {
  const prices = PRICES.regions[region];
  if (!prices) return '';
  const { instanceHour, volumeGbMonth, publicIpv4Hour } = prices;
  const types = DRILL_TYPES.flatMap((type) =>
    instanceHour[type] === undefined ? [] : [`${type}=${instanceHour[type]}`],
  );
  return [...types, `volume=${volumeGbMonth['gp3'] ?? 0}`, `address=${publicIpv4Hour}`].join(',');
};

/** The same for the region of the deployment. */
export const readDrillRates = async ({ resolveVariable }: Variables): Promise<string> =>
  drillRates(String(await resolveVariable('self:provider.region')));

/** What the function that rehearses restores has in its environment. */
export const readDrillEnvironment = async (variables: Variables) => {
  const host = await readStageHost(variables);
  return {
    DRILLS: param('drills'),
    DRILL_DOCUMENT: { Ref: 'DrillDocument' },
    DRILL_TEMPLATE_X86: { Ref: DRILL_TEMPLATES.x86_64 },
    DRILL_TEMPLATE_ARM: { Ref: DRILL_TEMPLATES.arm64 },
    DRILL_IMAGE: param('drillImage'),
    DRILL_QUERY: param('drillQuery'),
    DRILL_RATES: await readDrillRates(variables),
    OWN_HOST: host?.settings.name ?? '',
    OWN_LABEL: host ? volumeLabel(host.stage, host.settings.name) : '',
    DRILL_SECURITY_GROUP: host ? { Ref: 'DrillSecurityGroup' } : '',
  };
};
