import { describe, expect, it } from 'vitest';

import { PARAMETERS } from '../../../infra/parameters.ts';
import { dnsNames, isNamePattern } from '../../../libs/hosts/record-names.ts';
import { parseTags } from '../../../libs/hosts/host-tags.ts';
import { toHosts } from '../../../libs/hosts/host.ts';
import { findSharedNames } from '../../../libs/hosts/shared-names.ts';

const LONG_LABEL = 'x'.repeat(64);
/** 243 characters, with which `_hostkeeper.` before them has 255. */
const LONGEST = `${'x'.repeat(57)}.${'y'.repeat(57)}.${'y'.repeat(57)}.${'z'.repeat(57)}.example.com`;

describe('the names in a tag', () => {
  it('are each one name, in whatever case and however often it is written', () => {
    expect(dnsNames(' BLOG.example.com. blog.Example.com\twww.example.com ')).toEqual([
      'blog.example.com',
      'www.example.com',
    ]);
    expect(dnsNames('')).toEqual([]);
  });

  it.each(['_dmarc.example.com', 'a_b.example.com', '1.example.com', '-a.example.com', LONGEST])(
    'may be %s',
    (name) => {
      expect(dnsNames(name)).toEqual([name]);
    },
  );

  it.each([
    ['an asterisk', '*.example.com'],
    ['an escape', String.raw`\052.example.com`],
    ['a letter as an escape', String.raw`bl\157g.example.com`],
    ['an empty label', 'blog..example.com'],
    ['a leading dot', '.example.com'],
    ['two final dots', 'example.com..'],
    ['one label', 'localhost'],
    ['a label of 64 characters', `${LONG_LABEL}.example.com`],
    ['244 characters, which leave no room for the name of the owner', `x${LONGEST}`],
    ['the name of an owner', '_hostkeeper.blog.example.com'],
    ['a letter that is not ASCII', 'blög.example.com'],
  ])('are refused with %s', (_, name) => {
    expect(dnsNames(`good.example.com ${name}`)).toBeUndefined();
  });
});

describe('the names in a parameter', () => {
  it.each(['*.example.com', 'example.com', '*', 'blog-*.example.com', '*example.com'])('may be %s', (pattern) => {
    expect(isNamePattern(pattern)).toBe(true);
  });

  it.each([
    ['capitals, which IAM compares', 'Example.com'],
    ['a final dot, which IAM has not', 'example.com.'],
    ['an escape', String.raw`\052.example.com`],
    ['an empty label', 'a..example.com'],
    ['a long label', `${LONG_LABEL}.example.com`],
    ['a long name', `x${LONGEST}`],
    ['the name of an owner', '_hostkeeper.example.com'],
    ['a question mark, which IAM takes for any character', '?.example.com'],
  ])('are refused with %s', (_, pattern) => {
    expect(isNamePattern(pattern)).toBe(false);
    expect(PARAMETERS.recordNames.schema.safeParse(`*.example.org,${pattern}`).success).toBe(false);
  });

  it.each<['recordNames' | 'hostedZones', string, string]>([
    ['recordNames', 'example.com, example.com', 'example.com'],
    ['hostedZones', 'Z1,Z2 ,Z1', 'Z1,Z2'],
  ])('count once in %s: %s', (parameter, text, once) => {
    expect(PARAMETERS[parameter].schema.parse(text)).toBe(once);
  });

  it.each<['recordNames' | 'hostedZones', string]>([
    ['hostedZones', '/hostedzone/Z1'],
    ['hostedZones', `Z${'1'.repeat(32)}`],
  ])('are refused in %s: %s', (parameter, text) => {
    expect(PARAMETERS[parameter].schema.safeParse(text).success).toBe(false);
  });
});

describe('the families of addresses', () => {
  it.each(['ipv4', 'ipv6', 'ipv4 ipv6'])('may be %s, in any case', (addressFamily) => {
    expect(parseTags({ 'hostkeeper:address-family': ` ${addressFamily.toUpperCase()} ` })).toMatchObject({
      addressFamily,
    });
  });

  it.each(['', 'ipv5', 'ipv4 ipv5', 'both'])('are refused where the tag says %o, with the fix', (text) => {
    const { addressFamily, invalid } = parseTags({ 'hostkeeper:address-family': text });
    expect(addressFamily).toBeUndefined();
    expect(invalid.get('hostkeeper:address-family')).toContain('set it to "ipv4", "ipv6" or "ipv4 ipv6"');
  });
});

/** A group whose tags enroll it. */
const group = (name: string, sizes: number, tags: Readonly<Record<string, string>>) => ({
  AutoScalingGroupName: name,
  MinSize: 0,
  MaxSize: 1,
  DesiredCapacity: sizes,
  DefaultCooldown: 300,
  AvailabilityZones: [],
  HealthCheckType: 'EC2',
  CreatedTime: new Date(0),
  Tags: Object.entries({ host: name, stage: 'prod', 'hosted-zone': 'Z1', ...tags }).map(([key, Value]) => ({
    Key: `hostkeeper:${key}`,
    Value,
  })),
});

/** The names that each of some groups shares, with the groups of the others. */
const shared = (...groups: readonly ReturnType<typeof group>[]) => {
  const found = findSharedNames(toHosts(groups, 'us-east-1'));
  return groups.map(({ AutoScalingGroupName: name }) => Object.fromEntries(found.get(name) ?? []));
};

describe('the names that several hosts have', () => {
  it('are known to each of them, with the groups of the others', () => {
    const records = 'www.example.com a.example.com';
    expect(
      shared(
        group('a', 1, { records }),
        group('b', 1, { records: 'WWW.example.com.' }),
        group('c', 1, { records: 'c.example.com' }),
      ),
    ).toEqual([{ 'www.example.com': ['b'] }, { 'www.example.com': ['a'] }, {}]);
  });

  it.each([
    ['stopped', 0, { state: 'suspended 0/1/1 2026-11-14T06:03:20.123Z operator' }],
    ['at rest', 0, {}],
    ['in another zone', 1, { 'hosted-zone': 'Z2' }],
    ['without a zone that can be read', 1, { 'hosted-zone': '?' }],
  ])('are no matter where the other one is %s', (_, sizes, tags) => {
    const records = 'www.example.com';
    expect(shared(group('a', 1, { records }), group('b', sizes, { records, ...tags }))).toEqual([{}, {}]);
  });
});
