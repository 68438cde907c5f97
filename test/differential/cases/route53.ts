import type { Names } from '../account.ts';
import { casesOf } from '../case.ts';

const zone =
  (more: object = {}) =>
  (names: Names) => ({ HostedZoneId: names['zone'], ...more });
const record = (Name: string, Type = 'A', Value = '192.0.2.1', more: object = {}) => ({
  Name,
  Type,
  TTL: 60,
  ResourceRecords: [{ Value }],
  ...more,
});
const change = (...changes: readonly (readonly [action: string, set: object])[]) =>
  zone({ ChangeBatch: { Changes: changes.map(([Action, ResourceRecordSet]) => ({ Action, ResourceRecordSet })) } });

const NAMES = ['ResourceRecordSets[].Name', 'ResourceRecordSets[].Type'];

/** Calls of Route 53. */
export const route53 = casesOf(
  'route53',
  ['the zones', 'ListHostedZones', {}, 'HostedZones[].Name'],
  ['one zone', 'ListHostedZones', { MaxItems: 1 }, 'MaxItems'],
  ['the zones, a text for a number', 'ListHostedZones', { MaxItems: Number.NaN }],
  ['the records', 'ListResourceRecordSets', zone(), ...NAMES],
  ['the records of a zone that there is not', 'ListResourceRecordSets', { HostedZoneId: 'Z00000000000000000000' }],
  ['the records by a type alone', 'ListResourceRecordSets', zone({ StartRecordType: 'A' })],
  ['a record is created', 'ChangeResourceRecordSets', change(['CREATE', record('b.example.com')]), 'ChangeInfo.Status'],
  ['a record is created again', 'ChangeResourceRecordSets', change(['CREATE', record('b.example.com')])],
  ['a record is replaced', 'ChangeResourceRecordSets', change(['UPSERT', record('b.example.com', 'A', '192.0.2.2')])],
  ['a record with other values is deleted', 'ChangeResourceRecordSets', change(['DELETE', record('b.example.com')])],
  [
    'a record that there is not is deleted',
    'ChangeResourceRecordSets',
    change(['DELETE', record('absent.example.com')]),
  ],
  ['a record of another zone', 'ChangeResourceRecordSets', change(['CREATE', record('www.example.net')])],
  [
    'a record of no address',
    'ChangeResourceRecordSets',
    change(['UPSERT', record('bad.example.com', 'A', 'no address')]),
  ],
  [
    'a CNAME of the zone itself',
    'ChangeResourceRecordSets',
    change(['CREATE', record('example.com', 'CNAME', 'www.example.net')]),
  ],
  [
    'a CNAME beside an address',
    'ChangeResourceRecordSets',
    change(['CREATE', record('b.example.com', 'CNAME', 'www.example.net')]),
  ],
  [
    'a record without a time to live',
    'ChangeResourceRecordSets',
    change(['UPSERT', record('t.example.com', 'A', '192.0.2.1', { TTL: undefined })]),
  ],
  ['no changes', 'ChangeResourceRecordSets', change()],
  ['an action that there is not', 'ChangeResourceRecordSets', change(['REPLACE', record('t.example.com')])],
  ['a type that there is not', 'ChangeResourceRecordSets', change(['UPSERT', record('t.example.com', 'NONSENSE')])],
  [
    'a negative time to live',
    'ChangeResourceRecordSets',
    change(['UPSERT', record('t.example.com', 'A', '192.0.2.1', { TTL: -1 })]),
  ],
  [
    'a text without quotation marks',
    'ChangeResourceRecordSets',
    change(['UPSERT', record('txt.example.com', 'TXT', 'hello')]),
  ],
  ['a text', 'ChangeResourceRecordSets', change(['UPSERT', record('txt.example.com', 'TXT', '"hello"')])],
  ['a label that is too long', 'ChangeResourceRecordSets', change(['UPSERT', record(`${'l'.repeat(64)}.example.com`)])],
  ['an empty label', 'ChangeResourceRecordSets', change(['UPSERT', record('a..example.com')])],
  ['any name', 'ChangeResourceRecordSets', change(['UPSERT', record('*.example.com')])],
  [
    'one change that fails beside another',
    'ChangeResourceRecordSets',
    change(['CREATE', record('new.example.com')], ['CREATE', record('b.example.com')]),
  ],
  [
    'the zone of another id',
    'ChangeResourceRecordSets',
    {
      HostedZoneId: 'Z00000000000000000000',
      ChangeBatch: { Changes: [{ Action: 'UPSERT', ResourceRecordSet: record('x.example.com') }] },
    },
  ],
  [
    'the records from a name',
    'ListResourceRecordSets',
    zone({ StartRecordName: 'b.example.com', MaxItems: 1 }),
    ...NAMES,
    'IsTruncated',
  ],
  ['a change that there is not', 'GetChange', { Id: 'C0000000000000' }],
);
