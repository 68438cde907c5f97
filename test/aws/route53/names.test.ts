import type { ChangeAction, RRType } from '@aws-sdk/client-route-53';
import { describe, expect, it } from 'vitest';

import { awsError, ownerCall, startClock } from '../fixtures.ts';
import { createRoute53 } from './index.ts';

const WWW = 'www.example.com';
/** 255 characters. */
const LONG = `${`${'x'.repeat(60)}.`.repeat(4)}example.com`;
const ADDRESS = ['A', '192.0.2.1'] as const;

const change = (Action: ChangeAction, Name: string, Type: RRType, Value: string) => ({
  Action,
  ResourceRecordSet: { Name, Type, TTL: 60, ResourceRecords: [{ Value }] },
});

/** The zone `example.com`, with changes of one record set. */
const givenZone = () => {
  const clock = startClock();
  const { service, createZone, records, remove } = createRoute53({ clock });
  createZone('Z1', 'example.com');
  return {
    remove,
    records,
    create: (name: string, type: RRType, value: string) =>
      service.ChangeResourceRecordSets.handle(
        { HostedZoneId: 'Z1', ChangeBatch: { Changes: [change('CREATE', name, type, value)] } },
        ownerCall(clock),
      ),
  };
};

const refusal = (problem: string) => awsError('InvalidChangeBatch', `[${problem}]`);

describe('a record set', () => {
  it.each<[string, string, RRType, string, string]>([
    [
      'an empty label',
      'a..example.com',
      ...ADDRESS,
      "FATAL problem: DomainLabelEmpty (Domain label is empty) encountered with 'a..example.com'",
    ],
    [
      'a label of 64 characters',
      `${'x'.repeat(64)}.example.com`,
      ...ADDRESS,
      `FATAL problem: DomainLabelTooLong (Domain label is too long) encountered with '${'x'.repeat(64)}.example.com'`,
    ],
    [
      'a name of 256 characters',
      `y${LONG}`,
      ...ADDRESS,
      `FATAL problem: DomainNameTooLong (Domain name is too long) encountered with 'y${LONG}'`,
    ],
    [
      'a text without quotation marks',
      WWW,
      'TXT',
      'v=spf1 -all',
      "Invalid Resource Record: 'FATAL problem: InvalidCharacterString (Value should be enclosed in quotation marks) encountered with 'v=spf1 -all''",
    ],
    [
      'a string of 256 characters',
      WWW,
      'TXT',
      `"${'x'.repeat(256)}"`,
      `Invalid Resource Record: 'FATAL problem: CharacterStringTooLong (Value is too long) encountered with '"${'x'.repeat(256)}"''`,
    ],
  ])('is refused with %s', (_, name, type, value, problem) => {
    const { create, records } = givenZone();
    expect(() => create(name, type, value)).toThrow(refusal(problem));
    expect(records('Z1')).toEqual([]);
  });

  it.each<[string, string, RRType, string]>([
    ['a label of 63 characters', `${'x'.repeat(63)}.example.com`, ...ADDRESS],
    ['escapes, which count as one character each', `${String.raw`\052`.repeat(63)}.example.com`, ...ADDRESS],
    ['a text of several strings, with escapes', WWW, 'TXT', String.raw`"a \"b\" \101" "${'x'.repeat(255)}"`],
  ])('may have %s, and be deleted by a person', (_, name, type, value) => {
    const { create, records, remove } = givenZone();
    create(name, type, value);
    const [record] = records('Z1');
    expect(record).toMatchObject({ Name: `${name}.`, Type: type, ResourceRecords: [{ Value: value }] });
    if (record) remove('Z1', record);
    expect(records('Z1')).toEqual([]);
  });
});
