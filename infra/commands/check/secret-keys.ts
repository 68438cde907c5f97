import type { StageHost } from '../../host/resource.ts';
import { hostRegion } from '../../host/stage-host.ts';
import type { RegionClients } from '../cli/clients.ts';
import { missingKeys } from '../secret/keys.ts';
import type { Finding } from './checks.ts';

/** What the web container of a host in this region lacks: it does not start without a key that it is to get. */
export const secretFindings = async (
  { secretsManager }: Pick<RegionClients, 'secretsManager'>,
  region: string,
  host: StageHost | undefined,
): Promise<readonly Finding[]> => {
  if (!host || hostRegion(host.settings) !== region) return [];
  const missing = await missingKeys(secretsManager, host);
  return missing.map((key) => ({
    level: 'todo',
    text: `The web container is to get ${key}, which nobody has set: npm run hostkeeper -- secret set ${key} --stage ${host.stage}`,
  }));
};
