import { describe, expect, it } from 'vitest';

import type { NameRecord } from '../../../libs/lifecycle/model.ts';
import { isSameOwner, normalAddress, parseOwnerRecord, toOwnerRecord } from '../../../libs/lifecycle/record-owner.ts';

const owner = { stage: 'prod', region: 'eu-central-1', host: 'blog' };
const NAME = 'blog.example.com';

const txt = (...values: readonly string[]): NameRecord => ({
  name: `_hostkeeper.${NAME}`,
  type: 'TXT',
  ttlSeconds: 300,
  values,
});

describe('the TXT record beside a name', () => {
  it('says who points it, and where', () => {
    expect(toOwnerRecord(NAME, { owner, addresses: { A: '198.51.100.7', AAAA: '2001:db8::7' } })).toEqual(
      txt('"heritage=hostkeeper,stage=prod,region=eu-central-1,host=blog,A=198.51.100.7,AAAA=2001:db8::7"'),
    );
  });

  it.each([
    ['a plain name', 'blog'],
    ['quotes, commas, equals signs and backslashes', String.raw`a "b", c=d \e; f%2C`],
    ['letters that are not ASCII', 'blög 日本'],
    ['256 characters, each of which needs an escape', '"'.repeat(256)],
  ])('is read back as it was written, for a host with %s', (_, host) => {
    const record = toOwnerRecord(NAME, { owner: { ...owner, host }, addresses: { A: '198.51.100.7' } });
    expect(record.values).toHaveLength(1);
    for (const [, text = ''] of (record.values[0] ?? '').matchAll(/"([^"]*)"/g)) {
      expect(text.length).toBeLessThanOrEqual(255);
      expect(text).toMatch(/^[ -~]*$/);
    }
    expect(parseOwnerRecord(record)).toEqual({ owner: { ...owner, host }, addresses: { A: '198.51.100.7' } });
  });

  it.each([
    ['of somebody else', '"v=spf1 -all"'],
    ['of external-dns', '"heritage=external-dns,external-dns/owner=default"'],
    ['of another program in the same form', '"heritage=other,stage=prod,region=eu-central-1,host=blog,A=198.51.100.7"'],
    ['without a stage', '"heritage=hostkeeper,region=eu-central-1,host=blog,A=198.51.100.7"'],
    ['without a region', '"heritage=hostkeeper,stage=prod,host=blog,A=198.51.100.7"'],
    ['without a host', '"heritage=hostkeeper,stage=prod,region=eu-central-1,A=198.51.100.7"'],
    ['with an escape that means nothing', '"heritage=hostkeeper,stage=prod,region=eu-central-1,host=%,A=198.51.100.7"'],
    ['that is empty', '""'],
  ])('is none of hostkeeper’s when it is one %s', (_, value) => {
    expect(parseOwnerRecord(txt(value))).toBeUndefined();
  });

  it('is none of hostkeeper’s either with two values, or with a routing policy', () => {
    const [value = ''] = toOwnerRecord(NAME, { owner, addresses: { A: '198.51.100.7' } }).values;
    expect(parseOwnerRecord(txt(value, '"x"'))).toBeUndefined();
    expect(parseOwnerRecord({ ...txt(value), special: 'part of a routing policy' })).toBeUndefined();
  });

  it('is no record of another type', () => {
    const [value = ''] = toOwnerRecord(NAME, { owner, addresses: { A: '198.51.100.7' } }).values;
    expect(parseOwnerRecord({ ...txt(value), type: 'CNAME' })).toBeUndefined();
  });

  it('says the same of an address in another spelling', () => {
    const value = '"heritage=hostkeeper,stage=prod,region=eu-central-1,host=blog,AAAA=2001:DB8:0:0::7"';
    expect(parseOwnerRecord(txt(value))).toEqual({ owner, addresses: { AAAA: '2001:db8::7' } });
  });

  it('names the host of one stage in one region', () => {
    expect(isSameOwner(owner, { ...owner })).toBe(true);
    for (const other of [{ stage: 'test' }, { region: 'us-east-1' }, { host: 'shop' }])
      expect(isSameOwner(owner, { ...owner, ...other })).toBe(false);
  });
});

describe('an address', () => {
  it.each([
    ['2001:DB8:0:0::1', '2001:db8::1'],
    ['2001:0db8:0000:0000:0000:0000:0000:0001', '2001:db8::1'],
    ['::ffff:192.0.2.1', '::ffff:c000:201'],
    ['198.51.100.7', '198.51.100.7'],
    ['fe80::1%eth0', 'fe80::1%eth0'],
    ['not an address', 'not an address'],
  ])('%s is compared as %s', (text, normal) => {
    expect(normalAddress(text)).toBe(normal);
  });
});
