import { describe, expect, it } from 'vitest';

import { parseTag, parseTags } from '../../../libs/hosts/host-tags.ts';
import { DOCUMENTED_TAGS } from '../../../infra/docs/tag-reference.ts';
import { TAGS } from '../../../libs/hosts/tags.ts';

describe('the tags', () => {
  it.each(DOCUMENTED_TAGS)('$name has an example that is valid', ({ parse, example }) => {
    expect(parse(example)).toBeDefined();
  });

  it.each(DOCUMENTED_TAGS)('$name means one thing', ({ name }) => {
    expect(DOCUMENTED_TAGS.filter((definition) => definition.name === name)).toHaveLength(1);
  });

  it('have defaults', () => {
    expect(parseTags({})).toEqual({
      invalid: new Map(),
      device: '/dev/sdf',
      records: [],
      ttlSeconds: 60,
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
});
