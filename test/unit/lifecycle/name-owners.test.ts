import { describe, expect, it } from 'vitest';

import type { NameRecord, Observed } from '../../../libs/lifecycle/model.ts';
import { toOwnerRecord } from '../../../libs/lifecycle/record-owner.ts';
import { hostFixture, owner, plan, record, suspended } from '../../support/host-fixture.ts';

const NAME = 'blog.example.com';
const aaaa = (...values: readonly string[]) => record({ type: 'AAAA', values });
const withIpv6 = { ec2Instances: { 'i-1': { ipv6: '2001:db8::7' } } };

const text = (one?: NameRecord): string => one?.values.join('+') ?? 'none';

/** What a plan changes, a line each: `A 192.0.2.1 > 198.51.100.7`; or why it is refused. */
const changesOf = (host: Observed): readonly string[] => {
  const answer = plan(host);
  if (answer.status !== 'act') return answer.status === 'converged' ? [] : [answer.reason];
  return answer.actions
    .flatMap((action) => ('changes' in action ? action.changes : []))
    .map(({ before, after }) => `${(after ?? before)?.type} ${text(before)} > ${text(after)}`)
    .filter((line) => !line.startsWith('TXT'));
};

describe('the records of a running host', () => {
  it.each<[string, Observed, readonly string[]]>([
    ['are right', hostFixture(), []],
    ['are right in other spellings', hostFixture({ ...withIpv6, records: [record(), aaaa('2001:DB8:0:0::7')] }), []],
    [
      'are at an address that is remembered',
      hostFixture({ records: [record({ values: ['192.0.2.9'] })] }),
      ['A 192.0.2.9 > 198.51.100.7'],
    ],
    [
      'are at the address of another instance of the host',
      hostFixture({
        ec2Instances: { 'i-0': { ip: '198.51.100.6' } },
        records: [record({ values: ['198.51.100.6'] })],
        remembered: {},
      }),
      ['A 198.51.100.6 > 198.51.100.7'],
    ],
    ['are missing', hostFixture({ ...withIpv6, records: [] }), ['A none > 198.51.100.7', 'AAAA none > 2001:db8::7']],
    ['lack the AAAA', hostFixture({ ...withIpv6, remembered: { A: '198.51.100.7' } }), ['AAAA none > 2001:db8::7']],
    [
      'lack the A, beside an AAAA of somebody else',
      hostFixture({ records: [aaaa('2001:db8::9')], remembered: { A: '198.51.100.7' } }),
      ['A none > 198.51.100.7'],
    ],
    [
      'are of a family that the tag leaves out, and were set by hostkeeper',
      hostFixture({ ...withIpv6, tags: { 'address-family': 'ipv4' }, records: [record(), aaaa('2001:db8::7')] }),
      ['AAAA 2001:db8::7 > none'],
    ],
    [
      'are of a family that the tag leaves out, and were not',
      hostFixture({
        ...withIpv6,
        tags: { 'address-family': 'ipv4' },
        records: [record(), aaaa('2001:db8::7')],
        remembered: { A: '198.51.100.7' },
      }),
      [],
    ],
    [
      'are to be AAAA alone, beside an A record of the owner',
      hostFixture({
        ...withIpv6,
        tags: { 'address-family': 'ipv6' },
        records: [record({ values: ['192.0.2.1'] })],
        remembered: {},
      }),
      ['AAAA none > 2001:db8::7'],
    ],
  ])('that %s', (_, host, expected) => {
    expect(changesOf(host)).toEqual(expected);
  });

  it.each<[string, Observed, string]>([
    [
      'with two values, of which one is right',
      hostFixture({ records: [record({ values: ['198.51.100.7', '192.0.2.1'] })] }),
      `${NAME} is A 198.51.100.7 and 192.0.2.1, which hostkeeper did not set`,
    ],
    [
      'of the address that an instance had before there were TXT records',
      hostFixture({
        ec2Instances: { 'i-0': { state: 'terminated', ip: '192.0.2.9' } },
        records: [record({ values: ['192.0.2.9'] })],
        remembered: {},
      }),
      `${NAME} is A 192.0.2.9, which hostkeeper did not set and leaves as it is: delete it, and hostkeeper points the name at i-1`,
    ],
    [
      'of the address of another group’s instance',
      hostFixture({
        ec2Instances: { 'i-9': { group: 'other', ip: '192.0.2.9' } },
        records: [record({ values: ['192.0.2.9'] })],
        remembered: {},
      }),
      `${NAME} is A 192.0.2.9`,
    ],
    [
      'beside which no AAAA is created',
      hostFixture({ ...withIpv6, records: [record({ values: ['192.0.2.1'] })], remembered: {} }),
      `${NAME} is A 192.0.2.1`,
    ],
    [
      'that is an AAAA for a host that has none, with the tag that leaves it to its owner',
      hostFixture({ records: [record(), aaaa('2001:db8::9')], remembered: { A: '198.51.100.7' } }),
      'delete it, or set hostkeeper:address-family to "ipv4", which leaves AAAA records to you',
    ],
    [
      'whose owner is another host',
      hostFixture({
        records: [
          record({ values: ['192.0.2.9'] }),
          toOwnerRecord(NAME, { owner: { ...owner, region: 'us-east-1' }, addresses: { A: '192.0.2.9' } }),
        ],
        remembered: {},
      }),
      `${NAME} is pointed by the host blog of the stage prod in us-east-1, at A 192.0.2.9`,
    ],
    [
      'whose TXT record is somebody else’s',
      hostFixture({
        records: [record(), record({ name: `_hostkeeper.${NAME}`, type: 'TXT', values: ['"mine"'] })],
        remembered: {},
      }),
      `_hostkeeper.${NAME} is TXT "mine", which is never changed`,
    ],
    [
      'that another running host has in its tags as well, and nobody has set',
      hostFixture({ records: [], sharedNames: new Map([[NAME, ['shop-group']]]) }),
      `the groups blog-group and shop-group both have the name ${NAME}`,
    ],
  ])('are refused: one %s', (_, host, reason) => {
    expect(changesOf(host)).toEqual([expect.stringContaining(reason)]);
  });

  it('are not judged by other TXT records at the same name', () => {
    const spf = record({ type: 'TXT', values: ['"v=spf1 -all"'], special: 'part of a routing policy' });
    expect(changesOf(hostFixture({ records: [record(), spf] }))).toEqual([]);
  });

  it('follow their host also while another one has the name, which is refused all the same', () => {
    const sharedNames = new Map([[NAME, ['shop-group']]]);
    const moved = [record({ values: ['192.0.2.9'] })];
    expect(changesOf(hostFixture({ records: moved, sharedNames }))).toEqual(['A 192.0.2.9 > 198.51.100.7']);
    expect(changesOf(hostFixture({ sharedNames }))).toEqual([expect.stringContaining('both have the name')]);
  });
});

describe('the records of a stopped host', () => {
  it.each<[string, Observed, readonly string[]]>([
    [
      'are removed',
      suspended({ records: [record(), aaaa('2001:db8::7')] }),
      ['A 198.51.100.7 > none', 'AAAA 2001:db8::7 > none'],
    ],
    [
      'are left where another host points the name',
      suspended({
        records: [
          record(),
          toOwnerRecord(NAME, { owner: { ...owner, host: 'new' }, addresses: { A: '198.51.100.7' } }),
        ],
        remembered: {},
      }),
      [],
    ],
    [
      'are none where the TXT record of another host is alone',
      suspended({
        records: [toOwnerRecord(NAME, { owner: { ...owner, host: 'new' }, addresses: { A: '192.0.2.9' } })],
      }),
      [],
    ],
    ['are left with their Elastic IP address', suspended({ tags: { address: 'eipalloc-1' } }), []],
  ])('%s', (_, host, expected) => {
    expect(changesOf(host)).toEqual(expected);
  });

  it('that somebody has changed are left, and told with what to do before the host is resumed', () => {
    expect(
      changesOf(suspended({ records: [record({ values: ['192.0.2.1'] })], remembered: { A: '198.51.100.7' } })),
    ).toEqual([
      `${NAME} is A 192.0.2.1, which hostkeeper did not set (it had set 198.51.100.7) and leaves as it is: ` +
        'delete it before you resume the host, or remove the name from the tag hostkeeper:records',
    ]);
  });
});
