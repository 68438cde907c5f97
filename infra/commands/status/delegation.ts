import { getServers, promises } from 'node:dns';

import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import * as z from 'zod/mini';

import { normalName } from '../../../libs/hosts/record-names.ts';

/** What is asked of DNS. https://nodejs.org/api/dns.html#dnspromisesresolvenshostname */
type Dns = Pick<promises.Resolver, 'resolveNs'>;

/** Names that nobody can register. https://www.rfc-editor.org/rfc/rfc6761 https://www.rfc-editor.org/rfc/rfc9476 */
const RESERVED = /(^|\.)(example(\.(com|net|org))?|test|invalid|localhost|internal|local|alt)$/;

/** A name server of every private zone: nobody delegates one. */
const PRIVATE = 'ns-0.awsdns-00.com';

/** Answers that say that nothing is delegated; any other error says nothing. */
const failure = z.object({ code: z.enum(['ENOTFOUND', 'ENODATA']) });

/** The resolver of this machine. A server that does not answer costs two seconds. */
export const systemDns = (servers: readonly string[] = getServers()): Dns => {
  const resolver = new promises.Resolver({ timeout: 2000, tries: 1 });
  resolver.setServers(servers);
  return resolver;
};

/** The name servers that resolvers ask for a zone: none before its delegation; `undefined` where DNS does not say. */
const delegatedTo = async (dns: Dns, zone: string): Promise<readonly string[] | undefined> => {
  try {
    return (await dns.resolveNs(zone)).map(normalName);
  } catch (error) {
    return failure.safeParse(error).success ? [] : undefined;
  }
};

/**
 * Why nobody finds the records of a zone, in a sentence: its parent does not lead to its name servers. `undefined` where it
 * does, where DNS cannot be asked, for a private zone, and for a name that nobody can register. `records` are those of the zone.
 */
export const delegationProblem = async (
  records: readonly ResourceRecordSet[],
  dns: Dns = systemDns(),
): Promise<string | undefined> => {
  // The zone's own name servers are the NS record at its name, which comes first.
  const own = records.find(({ Type }) => Type === 'NS');
  const zone = normalName(own?.Name ?? '');
  const servers = (own?.ResourceRecords ?? []).map(({ Value = '' }) => normalName(Value));
  if (!own || RESERVED.test(zone) || servers.includes(PRIVATE)) return undefined;
  const actual = await delegatedTo(dns, zone);
  if (!actual || actual.some((server) => servers.includes(server))) return undefined;
  const now = actual.length === 0 ? 'is not delegated yet' : `is delegated to ${actual.toSorted().join(', ')}`;
  return `${zone} ${now}: enter ${servers.join(', ')} at its registrar`;
};
