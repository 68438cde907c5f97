import type { StageHost } from '../../host/resource.ts';
import { hostRegion } from '../../host/stage-host.ts';
import type { RegionClients } from '../cli/clients.ts';
import { planFindings } from './account-plan.ts';
import type { Finding } from './checks.ts';
import { offeringFindings } from './offering.ts';
import { ifReadable } from './readable.ts';
import { secretFindings } from './secret-keys.ts';
import { serviceRoleFindings } from './service-roles.ts';
import { volumeFindings } from './volume.ts';

/** What an account lacks for a host in this region, and the host for its web container. */
export const hostFindings = async (
  clients: Pick<RegionClients, 'ec2' | 'iam' | 'secretsManager'>,
  region: string,
  host: StageHost | undefined,
): Promise<readonly Finding[]> => {
  if (!host || hostRegion(host.settings) !== region) return [];
  const { settings } = host;
  const findings = await Promise.all([
    ifReadable('The service-linked roles', region, () => serviceRoleFindings(clients.iam, settings)),
    ifReadable('The types that AWS offers', region, () => offeringFindings(clients.ec2, settings)),
    ifReadable('The data volume', region, () => volumeFindings(clients.ec2, host)),
    ifReadable('The plan of the account', region, () => planFindings(clients, settings)),
    secretFindings(clients, host),
  ]);
  return findings.flat();
};
