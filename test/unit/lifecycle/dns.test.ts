import { describe, expect, it } from 'vitest';

import type { Observed } from '../../../libs/lifecycle/model.ts';
import { describePlan, hostFixture, judged, now, plan, record } from '../../support/host-fixture.ts';

const OWNER = 'heritage=hostkeeper,stage=prod,region=eu-central-1,host=blog';

describe('the names of a host', () => {
  it('change one by one, each with A, AAAA and the TTL of the tag', () => {
    const host = hostFixture({
      tags: { records: 'blog.example.com Example.com.', ttl: '30' },
      ec2Instances: { 'i-1': { ipv6: '2001:db8::7' } },
      records: [record()],
    });
    const answer = plan(host);
    expect(answer).toMatchObject({
      actions: [
        { action: 'route53:ChangeResourceRecordSets', zone: 'Z1' },
        { action: 'route53:ChangeResourceRecordSets', zone: 'Z1' },
      ],
    });
    expect(
      answer.status === 'act' &&
        answer.actions
          .flatMap((action) => ('changes' in action ? action.changes : []))
          .map(({ after }) => [after?.name, after?.type, after?.ttlSeconds, ...(after?.values ?? [])].join(' ')),
    ).toEqual([
      'blog.example.com A 30 198.51.100.7',
      'blog.example.com AAAA 30 2001:db8::7',
      `_hostkeeper.blog.example.com TXT 300 "${OWNER},A=198.51.100.7,AAAA=2001:db8::7"`,
      'example.com A 30 198.51.100.7',
      'example.com AAAA 30 2001:db8::7',
      `_hostkeeper.example.com TXT 300 "${OWNER},A=198.51.100.7,AAAA=2001:db8::7"`,
    ]);
  });

  it('of which one cannot be changed do not keep the other from being pointed', () => {
    const host = hostFixture({
      tags: { records: 'blog.example.com www.example.com' },
      records: [record({ type: 'CNAME', special: 'a CNAME' })],
    });
    expect(judged(host).filter(({ kind }) => kind === 'RecordPointed')).toMatchObject([
      { name: 'blog.example.com', outcome: { status: 'refuse' } },
      { name: 'www.example.com', outcome: { status: 'act' } },
    ]);
  });

  it('keep their time to live where the tag of it is invalid', () => {
    const stale = record({ values: ['192.0.2.9'], ttlSeconds: 300 });
    expect(plan(hostFixture({ tags: { ttl: '60s' }, records: [stale] }))).toMatchObject({
      actions: [{ changes: [{ before: stale, after: record({ ttlSeconds: 300 }) }, { after: { type: 'TXT' } }] }],
    });
  });

  it('lose an AAAA that hostkeeper has set and no instance has any more, by its exact values', () => {
    const stale = record({ type: 'AAAA', values: ['2001:DB8:0:0::1'], ttlSeconds: 300 });
    expect(plan(hostFixture({ records: [record(), stale] }))).toMatchObject({
      actions: [{ changes: [{ before: stale }, { after: { type: 'TXT' } }] }],
    });
  });

  it.each<[string, Observed, string]>([
    [
      'stand as a CNAME',
      hostFixture({ records: [record({ type: 'CNAME', special: 'a CNAME' })] }),
      'blog.example.com is a CNAME',
    ],
    ['stand as an alias', hostFixture({ records: [record({ special: 'an alias' })] }), 'blog.example.com is an alias'],
    [
      'are in a zone that is not its own',
      hostFixture({ tags: { 'hosted-zone': 'Z2' } }),
      'hostkeeper:hosted-zone says "Z2"',
    ],
    [
      'are like no name of its own',
      hostFixture({ tags: { records: 'blog.example.org' } }),
      'hostkeeper:records says "blog.example.org"',
    ],
    [
      'only look like one of its own',
      hostFixture({ tags: { records: 'blogxexample.com' } }),
      'hostkeeper:records says',
    ],
    [
      'have an instance without a public address',
      {
        ...hostFixture(),
        ec2Instances: new Map([['i-1', { instanceId: 'i-1', state: 'running', launchTime: now, spot: false }]]),
      },
      'i-1 has no public address',
    ],
  ])('are refused when they %s', (_, host, reason) => {
    expect(plan(host)).toMatchObject({
      status: 'refuse',
      reason: expect.stringContaining(reason),
    });
  });

  it('are refused when their zone is not there', () => {
    const { records: _, ...blind } = hostFixture();
    expect(describePlan(blind)).toBe('refuse: its tag hostkeeper:hosted-zone says "Z1", and there is no such zone');
  });
});
