import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import { describe, expect, it, onTestFinished } from 'vitest';

import { delegationProblem, systemDns } from '../../../infra/commands/status/delegation.ts';
import { type DnsAnswer, startDnsServer } from '../../support/dns-server.ts';

const SERVERS = ['ns-1.awsdns-01.com', 'ns-2.awsdns-02.net'];

const nameServers = (Name: string, servers: readonly string[]): ResourceRecordSet => ({
  Name,
  Type: 'NS',
  ResourceRecords: servers.map((server) => ({ Value: `${server}.` })),
});

/** The records of a zone, of which one delegates a subdomain. */
const zone = (name: string, servers: readonly string[] = SERVERS): readonly ResourceRecordSet[] => [
  nameServers(name, servers),
  nameServers(`shop.${name}`, ['ns.elsewhere.net']),
];

/** What is said of a zone, where DNS answers so. */
const problemOf = async (answer: DnsAnswer, records: Parameters<typeof delegationProblem>[0] = zone('blog.de.')) => {
  const { address, stop } = await startDnsServer(answer);
  onTestFinished(stop);
  return delegationProblem(records, systemDns([address]));
};

describe('the delegation of a zone', () => {
  const missing: readonly DnsAnswer[] = ['no such name', []];
  it.each(missing.map((answer) => ({ answer })))('is missing where DNS answers $answer', async ({ answer }) => {
    expect(await problemOf(answer)).toBe(
      'blog.de is not delegated yet: enter ns-1.awsdns-01.com, ns-2.awsdns-02.net at its registrar',
    );
  });

  it('leads elsewhere where other name servers answer', async () => {
    expect(await problemOf(['NS2.other.net', 'ns1.other.net'])).toBe(
      'blog.de is delegated to ns1.other.net, ns2.other.net: enter ns-1.awsdns-01.com, ns-2.awsdns-02.net at its registrar',
    );
  });

  it('is there where the zone has a name server that answers', async () => {
    expect(await problemOf(['ns1.other.net', 'NS-2.awsdns-02.net'])).toBeUndefined();
  });

  it.each(['failure', 'silence'] as const)('is unknown at a %s of DNS, and not reported', async (answer) => {
    expect(await problemOf(answer)).toBeUndefined();
  });

  it.each(['example.com.', 'blog.example.org.', 'blog.test.', 'corp.internal.'])(
    'of %s is not asked for: nobody can register that name',
    async (name) => {
      expect(await problemOf('no such name', zone(name))).toBeUndefined();
    },
  );

  it('of a private zone is not asked for, nor that of a zone without a name server', async () => {
    expect(await problemOf('no such name', zone('blog.de.', ['ns-0.awsdns-00.com']))).toBeUndefined();
    expect(await problemOf('no such name', [])).toBeUndefined();
  });
});
