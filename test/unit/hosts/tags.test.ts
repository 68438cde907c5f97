import { describe, expect, it } from 'vitest';

import { parseTag, parseTags } from '../../../libs/hosts/host-tags.ts';
import { DOCUMENTED_TAGS } from '../../../infra/docs/tag-reference.ts';
import { invalidTag, isHostkeeperTag, type TagDefinition, TAGS, unknownTags } from '../../../libs/hosts/tags.ts';

describe('the tags', () => {
  it.each(DOCUMENTED_TAGS)('$name has an example that is valid', ({ parse, example }) => {
    expect(parse(example)).toBeDefined();
  });

  it.each(DOCUMENTED_TAGS)('$name means one thing', ({ name }) => {
    expect(DOCUMENTED_TAGS.filter((definition) => definition.name === name)).toHaveLength(1);
  });

  it.each(DOCUMENTED_TAGS)('$name has a fix, whose examples are valid', ({ fix, parse }) => {
    expect(fix).toMatch(/^(set it to \S.*|remove it)$/);
    const examples = [...fix.matchAll(/"([^"]+)"|\blike (\S+?)(?=,|$)/g)].map(
      ([, quoted, like]) => quoted ?? like ?? '',
    );
    for (const example of examples) expect(parse(example)).toBeDefined();
  });

  it.each<[keyof typeof TAGS, readonly string[], readonly string[]]>([
    ['role', ['data'], ['root', 'Data', '']],
    ['device', ['/dev/sdf', '/dev/nvme1n1', 'none'], ['sdf', '/dev/', 'None', '/dev/sdf x', 'x none']],
    ['hostedZone', ['Z1', 'Z0123456789ABC'], ['z1', 'Z', 'example.com', '/hostedzone/Z1']],
    ['ttl', ['1', '60', '604800'], ['0', '604801', '1.5', '-1', '1m', '']],
    ['address', ['eipalloc-0a'], ['eipalloc-', 'eipalloc-xyz', '203.0.113.9']],
    ['addressFamily', ['ipv4', 'IPv6', ' ipv4 ipv6 '], ['ipv6 ipv4', 'both', '']],
    ['cluster', ['web', 'a'.repeat(255)], ['a'.repeat(256), 'arn:aws:ecs:x', '']],
    [
      'retention',
      ['7d 4w 6m', '3last, 24h 1y', ' 7D ', '999d 1h'],
      ['7', '0d', '7d 7d', '1000d', '7 d', 'x7d', '7dx', '7d x', 'all', ''],
    ],
    ['quiesce', ['none', 'freeze', ' Lock '], ['frozen', 'mysql', '']],
    ['recordsWhenSuspended', ['keep', 'remove'], ['delete', 'Keep', '']],
    ['onRebalance', ['replace', 'ignore'], ['Replace', '']],
    ['forceDetachAfter', ['1', '525600', 'never'], ['0', '525601', 'Never', '10m']],
    ['pausedUntil', ['2026-11-14', '2026-11-14T12:00:00Z'], ['tomorrow', '']],
    ['onCriticalBudget', ['keep', ' Keep ', 'SUSPEND'], ['stop', '']],
  ])('%s means something for these values, and for no others', (key, valid, invalid) => {
    const { parse }: TagDefinition = TAGS[key];
    expect(valid.map(parse)).not.toContain(undefined);
    expect(invalid.map(parse)).toEqual(invalid.map(() => undefined));
  });

  it('that are not known are named with the one that is probably meant', () => {
    expect(unknownTags(['hostkeeper:host', 'hostkeeper:recrods', 'Hostkeeper-ttl', 'hostkeeper:zebra'])).toEqual([
      'its tag hostkeeper:recrods has a name that means nothing: rename it, or remove it (did you mean "hostkeeper:records"?)',
      'its tag Hostkeeper-ttl has a name that means nothing: rename it, or remove it (did you mean "hostkeeper:ttl"?)',
      'its tag hostkeeper:zebra has a name that means nothing: rename it, or remove it',
    ]);
  });

  it('that are invalid are named with the value that is probably meant', () => {
    expect(invalidTag(TAGS.onRebalance, ' repalce ')).toBe(
      'its tag hostkeeper:on-rebalance says " repalce ", which means nothing: set it to "replace" or "ignore" (did you mean "replace"?)',
    );
    expect(invalidTag(TAGS.ttl, 'soon')).toMatch(/set it to whole seconds like 60$/);
  });

  it.each([
    ['hostkeeper:host', true],
    ['Hostkeeper:host', true],
    [' hostkeeper-host', true],
    ['hostkeeper', false],
    ['hostkeepers:host', false],
    ['my hostkeeper:host', false],
    ['Name', false],
  ])('%s is one of them, or meant to be: %s', (name, isOne) => {
    expect(isHostkeeperTag(name)).toBe(isOne);
  });

  it('have defaults', () => {
    expect(parseTags({})).toEqual({
      invalid: new Map(),
      device: '/dev/sdf',
      records: [],
      ttlSeconds: 60,
      retention: { daily: 7, weekly: 4 },
      quiesce: 'none',
      recordsWhenSuspended: 'remove',
      onRebalance: 'ignore',
    });
    expect(parseTag(TAGS.onCriticalBudget, {})).toBe('suspend');
  });

  it('are parsed', () => {
    const tags = {
      'hostkeeper:device': 'none',
      'hostkeeper:records': 'WWW.example.com.  example.com',
      'hostkeeper:hosted-zone': 'Z1',
      'hostkeeper:ttl': '300',
      'hostkeeper:address': 'eipalloc-1',
      'hostkeeper:cluster': 'web',
      'hostkeeper:retention': '3last 7d',
      'hostkeeper:quiesce': 'freeze',
      'hostkeeper:records-when-suspended': 'keep',
      'hostkeeper:on-rebalance': 'replace',
      'hostkeeper:force-detach-after': '10',
      'hostkeeper:paused-until': '2026-11-14',
    };
    expect(parseTags(tags)).toEqual({
      invalid: new Map(),
      records: ['www.example.com', 'example.com'],
      hostedZone: 'Z1',
      ttlSeconds: 300,
      address: 'eipalloc-1',
      cluster: 'web',
      retention: { last: 3, daily: 7 },
      quiesce: 'freeze',
      recordsWhenSuspended: 'keep',
      onRebalance: 'replace',
      forceDetachAfterMinutes: 10,
      pausedUntil: new Date('2026-11-14T00:00:00Z'),
    });
  });

  it('that are invalid are all named, each with its fix, and count as absent', () => {
    const { invalid, ...rest } = parseTags({ 'hostkeeper:ttl': 'soon', 'hostkeeper:cluster': 'a b' });
    expect([...invalid]).toEqual([
      ['hostkeeper:ttl', 'its tag hostkeeper:ttl says "soon", which means nothing: set it to whole seconds like 60'],
      ['hostkeeper:cluster', 'its tag hostkeeper:cluster says "a b", which means nothing: set it to a cluster\'s name'],
    ]);
    expect({ ...rest, invalid: new Map() }).toEqual(parseTags({}));
  });

  it('without a valid retention policy have none: an invalid one is never replaced by the default', () => {
    expect(parseTags({ 'hostkeeper:retention': '7 days' })).not.toHaveProperty('retention');
  });
});
