import { describe, expect, it } from 'vitest';

import type { ResourceRecordSet } from '@aws-sdk/client-route-53';

import { loadRecords } from '../../../libs/lifecycle/observe/record-loader.ts';
import { AwsError } from '../../aws/operation.ts';
import { type Answer, given } from '../aws/given-endpoint.ts';

const set = (Name: string, Type: ResourceRecordSet['Type'] = 'A', Value = '192.0.2.1'): ResourceRecordSet => ({
  Name,
  Type,
  TTL: 60,
  ResourceRecords: [{ Value }],
});

const page = (records: readonly object[], NextRecordName?: string) => ({
  IsTruncated: NextRecordName !== undefined,
  NextRecordName,
  MaxItems: 20,
  ResourceRecordSets: records,
});

const apex = page([set('example.com.', 'SOA')], 'example.com.');

/** What is loaded of these names and their owners, and the names at which the calls started. */
const load = async (names: readonly string[], ...answers: readonly Answer[]) => {
  const { route53, requests } = given(...answers);
  const keys = names.flatMap((name) => [name, `_hostkeeper.${name}`]).map((name) => ({ zone: 'Z1', name }));
  const loaded = await loadRecords({ route53 }).load(keys);
  return {
    loaded: loaded.map(([{ name }, records]) =>
      [name].concat(records.map((record) => `${record.type} ${record.name}`)),
    ),
    starts: requests.map(([, input]) => Object(input).StartRecordName ?? `the zone, ${Object(input).MaxItems}`),
  };
};

const SOA = 'SOA example.com';
const BLOG = ['blog.example.com', SOA, 'A blog.example.com'];
const OWNER = ['_hostkeeper.blog.example.com', SOA, 'TXT _hostkeeper.blog.example.com'];
const blog = set('blog.example.com.');
const owner = set('_hostkeeper.blog.example.com.', 'TXT', '"heritage=hostkeeper"');

describe('the records of a name and of its owner', () => {
  it('are read in one call, besides that for the name of the zone', async () => {
    const { loaded, starts } = await load(['blog.example.com'], page([blog, owner, set('shop.example.com.')]), apex);
    expect(loaded).toEqual([BLOG, OWNER]);
    expect(starts).toEqual(['blog.example.com', 'the zone, 1']);
  });

  it('are none where the page goes on to other names, or the zone ends', async () => {
    for (const next of [undefined, 'wiki.example.com.', 'myblog.example.com.']) {
      const { loaded, starts } = await load(['blog.example.com'], page([set('shop.example.com.')], next), apex);
      expect(loaded).toEqual([
        ['blog.example.com', SOA],
        ['_hostkeeper.blog.example.com', SOA],
      ]);
      expect(starts).toHaveLength(2);
    }
  });

  it.each([
    ['other names beneath it come first', '7.blog.example.com.'],
    ['the page ends before it', '_hostkeeper.blog.example.com.'],
    ['AWS writes the next name in upper case', '_Hostkeeper.Blog.Example.com.'],
  ])('are read in a second call where %s', async (_, next) => {
    const { loaded, starts } = await load(['blog.example.com'], page([blog], next), apex, page([owner]));
    expect(loaded).toEqual([BLOG, OWNER]);
    expect(starts).toEqual(['blog.example.com', 'the zone, 1', '_hostkeeper.blog.example.com']);
  });

  it('are read in a second call where the owner has more records than the page', async () => {
    const next = '_hostkeeper.blog.example.com.';
    const { loaded } = await load(['blog.example.com'], page([blog, owner], next), apex, page([owner, owner]));
    expect(loaded[1]).toEqual([...OWNER, OWNER[2]]);
  });

  it('are not read again where other names beneath it come after the owner', async () => {
    const { loaded, starts } = await load(['blog.example.com'], page([blog, owner], 'www.blog.example.com.'), apex);
    expect(loaded).toEqual([BLOG, OWNER]);
    expect(starts).toHaveLength(2);
  });

  it('are read name by name of four names, and with the whole zone of five', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'].map((label) => `${label}.example.com`);
    const four = await load(names.slice(0, 4), ...names.slice(0, 4).map((name) => page([set(`${name}.`)])), apex);
    expect(four.starts).toEqual([...names.slice(0, 4), 'the zone, 1']);
    const five = await load(names, page(names.map((name) => set(`${name}.`))), apex);
    expect(five.starts).toEqual(['the zone, 300', 'the zone, 1']);
    for (const { loaded } of [four, five]) expect(loaded[2]).toEqual(['b.example.com', SOA, 'A b.example.com']);
  });

  it('are nothing, not no records, where there is no such zone', async () => {
    const missing = new AwsError('NoSuchHostedZone', 'No hosted zone found with ID: Z1', 404);
    expect((await load(['blog.example.com'], missing, missing)).loaded).toEqual([]);
    const denied = new AwsError('AccessDenied', 'not authorized', 403);
    await expect(load(['blog.example.com'], denied, denied)).rejects.toThrow('not authorized');
  });
});
