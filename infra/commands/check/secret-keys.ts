import type { StageHost } from '../../host/resource.ts';
import type { RegionClients } from '../cli/clients.ts';
import { missingKeys } from '../secret/keys.ts';
import type { Finding } from './checks.ts';

/** What the web container of a host lacks: it does not start without a key that it is to get. Throws the SDK's errors. */
export const secretFindings = async (
  { secretsManager }: Pick<RegionClients, 'secretsManager'>,
  host: StageHost,
): Promise<readonly Finding[]> => {
  const missing = await missingKeys(secretsManager, host);
  return missing.map((key) => ({
    level: 'todo',
    text: `The web container is to get ${key}, which nobody has set: npm run hostkeeper -- secret set ${key} --stage ${host.stage}`,
  }));
};
