import type { Change, ResourceRecordSet } from '@aws-sdk/client-route-53';
import { describe, expect, it } from 'vitest';

import { awsErrorLike, ownerCall, startClock } from '../fixtures.ts';
import { createRoute53 } from './index.ts';

/** A change of the record of `www.example.com`, and what became of it. */
const changed = (change: Partial<Change>, set: Partial<ResourceRecordSet> = {}, HostedZoneId = 'Z1') => {
  const clock = startClock();
  const { service, createZone, records } = createRoute53({ clock });
  createZone('Z1', 'example.com');
  const ResourceRecordSet = {
    Name: 'www.example.com',
    Type: 'A' as const,
    TTL: 60,
    ResourceRecords: [{ Value: '192.0.2.1' }],
    ...set,
  };
  const Changes: Change[] = [{ Action: 'UPSERT', ResourceRecordSet, ...change }];
  service.ChangeResourceRecordSets.handle({ HostedZoneId, ChangeBatch: { Changes } }, ownerCall(clock));
  return records('Z1');
};

describe('Route 53 refuses', () => {
  it.each<[string, Parameters<typeof changed>, string]>([
    [
      'an action that it does not have',
      [{ Action: 'REPLACE' as never }],
      "Value 'REPLACE' at 'changeBatch.changes.1.member.action'",
    ],
    [
      'a type that it does not have',
      [{}, { Type: 'AX' as never }],
      "Value 'AX' at 'changeBatch.changes.1.member.resourceRecordSet.type'",
    ],
    ['a negative time to live', [{}, { TTL: -1 }], 'Member must have value greater than or equal to 0'],
    ['a time to live of 68 years', [{}, { TTL: 2 ** 31 }], 'Member must have value less than or equal to 2147483647'],
    ['an id that no zone can have', [{}, {}, `Z${'0'.repeat(32)}`], 'longer than 32 characters'],
  ])('%s', (_, change, message) => {
    expect(() => changed(...change)).toThrow(awsErrorLike('InvalidInput', message));
  });

  it.each([
    ['an empty label', { Name: 'a..example.com' }, 'DomainLabelEmpty'],
    ['a label of 64 characters', { Name: `${'a'.repeat(64)}.example.com` }, 'DomainLabelTooLong'],
    [
      'a text without quotation marks',
      { Type: 'TXT' as const, ResourceRecords: [{ Value: 'x' }] },
      'InvalidCharacterString',
    ],
  ])('%s', (_, set, problem) => {
    expect(() => changed({}, set)).toThrow(awsErrorLike('InvalidChangeBatch', problem));
  });

  it('nothing at the edges of that', () => {
    expect(changed({}, { Name: `${'a'.repeat(63)}.example.com`, TTL: 2_147_483_647 })).toHaveLength(1);
  });
});
