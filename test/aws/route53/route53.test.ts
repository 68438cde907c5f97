import type { Change, ChangeAction, ResourceRecordSet, RRType } from '@aws-sdk/client-route-53';
import { describe, expect, it } from 'vitest';

import { createRoute53 } from './index.ts';
import { awsError, ownerCall, startClock } from '../fixtures.ts';

const set = (Name: string, Type: RRType, ...values: string[]): ResourceRecordSet => ({
  Name,
  Type,
  TTL: 60,
  ResourceRecords: values.map((Value) => ({ Value })),
});
const change = (Action: ChangeAction, ...of: Parameters<typeof set>): Change => ({
  Action,
  ResourceRecordSet: set(...of),
});

/** The zone `example.com`, and a caller. */
const givenZone = (...existing: readonly ResourceRecordSet[]) => {
  const clock = startClock();
  const { service, createZone, put, records } = createRoute53({ clock });
  createZone('Z1', 'example.com');
  for (const recordSet of existing) put('Z1', recordSet);
  const call = () => ownerCall(clock);
  return {
    clock,
    service,
    createZone,
    records,
    call,
    changeRecords: (...Changes: Change[]) =>
      service.ChangeResourceRecordSets.handle({ HostedZoneId: 'Z1', ChangeBatch: { Changes } }, call()),
    list: (input: Partial<Parameters<typeof service.ListResourceRecordSets.handle>[0]> = {}) =>
      service.ListResourceRecordSets.handle({ HostedZoneId: '/hostedzone/Z1', ...input }, call()),
    found: () => records('Z1').map(({ Name, Type, ResourceRecords = [] }) => [Name, Type, ResourceRecords[0]?.Value]),
  };
};
const batchError = (...problems: string[]) => awsError('InvalidChangeBatch', `[${problems.join(', ')}]`);

const www = 'www.example.com';
const WWW = `resource record set [name='${www}.', type='A']`;

describe('the records of a zone', () => {
  it('are listed by their reversed names, then by type, from the name of the zone', () => {
    const { list } = givenZone(
      set('b.example.com', 'A', '192.0.2.1'),
      set('a.b.example.com', 'A', '192.0.2.1'),
      set('b-c.example.com', 'A', '192.0.2.1'),
      set('b.example.com', 'AAAA', '2001:db8::1'),
      set('*.example.com', 'A', '192.0.2.1'),
      set('A.Example.com.', 'TXT', '"x"'),
    );
    expect(list().ResourceRecordSets?.map(({ Name, Type }) => `${Name} ${Type}`)).toEqual([
      'example.com. NS',
      'example.com. SOA',
      String.raw`\052.example.com. A`,
      'a.example.com. TXT',
      'b-c.example.com. A',
      'b.example.com. A',
      'b.example.com. AAAA',
      'a.b.example.com. A',
    ]);
  });

  it('are listed in pages of 300, whatever is requested, and each exactly once', () => {
    const many = Array.from({ length: 601 }, (_, index) => set(`h${index}.example.com`, 'A', '192.0.2.1'));
    const { list } = givenZone(...many);
    for (const input of [{}, { MaxItems: 1000 }]) {
      const sizes: number[] = [];
      const seen = new Set<string>();
      let page = list(input);
      for (;;) {
        sizes.push(page.ResourceRecordSets?.length ?? 0);
        for (const { Name, Type } of page.ResourceRecordSets ?? []) seen.add(`${Name} ${Type}`);
        if (page.IsTruncated !== true) break;
        page = list({ ...input, StartRecordName: page.NextRecordName, StartRecordType: page.NextRecordType });
      }
      expect([sizes, seen.size, page.NextRecordName]).toEqual([[300, 300, 3], 603, undefined]);
    }
  });

  it('are listed from a name, a type or an identifier', () => {
    const weighted = (SetIdentifier: string) => ({ ...set(www, 'A', '192.0.2.1'), SetIdentifier, Weight: 1 });
    const { list } = givenZone(weighted('blue'), weighted('green'), set(www, 'AAAA', '2001:db8::1'));
    const next = list({ MaxItems: 1, StartRecordName: 'WWW.example.com' });
    expect(next).toMatchObject({ IsTruncated: true, NextRecordName: `${www}.`, NextRecordIdentifier: 'green' });
    const from = (input: Parameters<typeof list>[0]) =>
      list({ StartRecordName: www, ...input }).ResourceRecordSets?.map(
        ({ SetIdentifier, Type }) => SetIdentifier ?? Type,
      );
    expect(from({})).toEqual(['blue', 'green', 'AAAA']);
    expect(from({ StartRecordType: 'A', StartRecordIdentifier: 'green' })).toEqual(['green', 'AAAA']);
    expect(from({ StartRecordType: 'AAAA' })).toEqual(['AAAA']);
    expect(() => list({ StartRecordType: 'A' })).toThrow(expect.objectContaining({ code: 'InvalidInput' }));
  });

  it('are refused for an unknown zone', () => {
    const unknown = awsError('NoSuchHostedZone', 'No hosted zone found with ID: Z2', 404);
    expect(() => givenZone().list({ HostedZoneId: '/hostedzone/Z2' })).toThrow(unknown);
  });

  it('are copies, whose changes do not change the zone', () => {
    const { list, records } = givenZone(set(www, 'A', '192.0.2.1'));
    for (const { ResourceRecords } of [...(list().ResourceRecordSets ?? []), ...records('Z1')]) ResourceRecords?.pop();
    expect(records('Z1', true).map(({ ResourceRecords }) => ResourceRecords?.length)).toEqual([4, 1, 1]);
  });
});

const notFoundError = (name: string) =>
  `Tried to delete resource record set [name='${name}.example.com.', type='A'] but it was not found`;
const numberedChanges = (Action: ChangeAction, count: number, Type: RRType, value: string) =>
  Array.from({ length: count }, (_, index) => change(Action, `h${index}.example.com`, Type, value));

describe('a change of records', () => {
  it('takes effect at once, and is in sync within a minute', async () => {
    const { changeRecords, found, service, clock, call } = givenZone();
    const { ChangeInfo } = changeRecords(change('CREATE', www, 'A', '192.0.2.1'));
    const status = () => service.GetChange.handle({ Id: ChangeInfo?.Id }, call()).ChangeInfo?.Status;
    expect([ChangeInfo?.Status, status(), found()]).toEqual(['PENDING', 'PENDING', [[`${www}.`, 'A', '192.0.2.1']]]);
    await clock.advance(4_999);
    expect(status()).toBe('PENDING');
    await clock.advance(55_002);
    expect(status()).toBe('INSYNC');
    expect(() => service.GetChange.handle({ Id: 'C9' }, call())).toThrow(expect.objectContaining({ status: 404 }));
  });

  it('replaces a record set or creates it, with UPSERT', () => {
    const { changeRecords, found } = givenZone(set(www, 'A', '192.0.2.1'));
    changeRecords(change('UPSERT', www, 'A', '192.0.2.2'), change('UPSERT', www, 'AAAA', '2001:db8::1'));
    expect(found()).toEqual([
      [`${www}.`, 'A', '192.0.2.2'],
      [`${www}.`, 'AAAA', '2001:db8::1'],
    ]);
  });

  it('deletes the record set with the same values, in any order', () => {
    const { changeRecords, found } = givenZone(set(www, 'A', '192.0.2.1', '192.0.2.2'));
    changeRecords(change('DELETE', 'WWW.example.com.', 'A', '192.0.2.2', '192.0.2.1'));
    expect(found()).toEqual([]);
  });

  it('replaces a CNAME that it deletes first by an address', () => {
    const { changeRecords, found } = givenZone(set(www, 'CNAME', 'x.example.org'));
    changeRecords(change('DELETE', www, 'CNAME', 'x.example.org'), change('CREATE', www, 'A', '192.0.2.1'));
    expect(found()).toEqual([[`${www}.`, 'A', '192.0.2.1']]);
  });

  it.each<[string, Change[], string]>([
    [
      'creates a record set that exists',
      [change('CREATE', www, 'A', '192.0.2.1')],
      `Tried to create ${WWW} but it already exists`,
    ],
    [
      'deletes a record set that does not exist',
      [change('DELETE', 'x.example.com', 'A', '192.0.2.1')],
      notFoundError('x'),
    ],
    [
      'deletes a record set with other values',
      [change('DELETE', www, 'A', '192.0.2.9')],
      `Tried to delete ${WWW} but the values provided do not match the current values`,
    ],
    [
      'creates a CNAME beside an address',
      [change('UPSERT', www, 'CNAME', 'x.example.org')],
      `RRSet of type CNAME with DNS name ${www}. is not permitted as it conflicts with other records with the same DNS name in zone example.com.`,
    ],
    [
      'creates an address beside a CNAME',
      [change('UPSERT', 'c.example.com', 'A', '192.0.2.1')],
      'RRSet of type A with DNS name c.example.com. is not permitted because a conflicting RRSet of type CNAME with the same DNS name already exists in zone example.com.',
    ],
    [
      'creates a CNAME at the apex of the zone',
      [change('UPSERT', 'example.com', 'CNAME', 'x.example.org')],
      'RRSet of type CNAME with DNS name example.com. is not permitted at apex in zone example.com.',
    ],
    [
      'creates a weighted record beside a simple one',
      [
        {
          Action: 'UPSERT',
          ResourceRecordSet: { ...set(www, 'A', '192.0.2.1'), SetIdentifier: 'blue', Weight: 1 },
        },
      ],
      `RRSet with DNS name ${www}., type A cannot be created as other RRSets exist with the same name and type.`,
    ],
    [
      'is of a name outside the zone',
      [change('UPSERT', 'badexample.com', 'A', '192.0.2.1')],
      'RRSet with DNS name badexample.com. is not permitted in zone example.com.',
    ],
    [
      'has values that are not addresses',
      [change('UPSERT', www, 'A', '192.0.2'), change('UPSERT', www, 'AAAA', 'fe80::1%eth0')],
      "Invalid Resource Record: 'FATAL problem: ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address) encountered with '192.0.2'', " +
        "Invalid Resource Record: 'FATAL problem: AAAARRDATAIllegalIPv6Address (Value is not a valid IPv6 address) encountered with 'fe80::1%eth0''",
    ],
    [
      'has the same address twice',
      [change('UPSERT', www, 'A', '192.0.2.1', '192.0.2.1')],
      "Duplicate Resource Record: '192.0.2.1'",
    ],
    [
      'changes a record set twice',
      [change('UPSERT', www, 'A', '192.0.2.3'), change('UPSERT', www, 'A', '192.0.2.4')],
      `The request contains an invalid set of changes for a resource record set 'A ${www}.'`,
    ],
  ])('is refused with its whole batch when it %s', (_, changes, message) => {
    const { changeRecords, records } = givenZone(
      set(www, 'A', '192.0.2.1'),
      set('c.example.com', 'CNAME', 'x.example.org'),
    );
    const before = records('Z1', true);
    expect(() => changeRecords(change('UPSERT', 'new.example.com', 'A', '192.0.2.5'), ...changes)).toThrow(
      batchError(message),
    );
    expect(records('Z1', true)).toEqual(before);
  });

  it('cannot delete the default records of a zone', () => {
    const { changeRecords, records } = givenZone();
    const changes = records('Z1', true).map((recordSet): Change => ({
      Action: 'DELETE',
      ResourceRecordSet: recordSet,
    }));
    expect(() => changeRecords(...changes)).toThrow(
      batchError(
        'A HostedZone must contain at least one NS record for the zone itself.',
        'A HostedZone must contain exactly one SOA record.',
      ),
    );
  });

  it('is refused with every problem of its batch', () => {
    const changes = ['x', 'y'].map((name) => change('DELETE', `${name}.example.com`, 'A', '192.0.2.1'));
    expect(() => givenZone().changeRecords(...changes)).toThrow(batchError(notFoundError('x'), notFoundError('y')));
  });

  it('needs a time to live and values, or an alias', () => {
    const { changeRecords } = givenZone();
    const message = `Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId], but found none in Change with [Action=UPSERT, Name=${www}, Type=A, SetIdentifier=null]`;
    expect(() => changeRecords(change('UPSERT', www, 'A'))).toThrow(awsError('InvalidInput', message));
    expect(() => changeRecords()).toThrow(expect.objectContaining({ code: 'InvalidInput' }));
  });

  it('has up to 1000 values and 32,000 characters, of which an UPSERT counts twice', () => {
    const tooMany = awsError('InvalidChangeBatch', 'Number of records limit of 1000 exceeded.');
    const tooLong = awsError('InvalidChangeBatch', 'Number of characters limit of 32000 exceeded.');
    expect(() => givenZone().changeRecords(...numberedChanges('CREATE', 1001, 'A', '192.0.2.1'))).toThrow(tooMany);
    expect(() => givenZone().changeRecords(...numberedChanges('UPSERT', 501, 'A', '192.0.2.1'))).toThrow(tooMany);
    expect(() => givenZone().changeRecords(...numberedChanges('CREATE', 101, 'TXT', 'x'.repeat(320)))).toThrow(tooLong);
    expect(() => givenZone().changeRecords(...numberedChanges('UPSERT', 51, 'TXT', 'x'.repeat(320)))).toThrow(tooLong);
    const { changeRecords, found } = givenZone();
    changeRecords(...numberedChanges('UPSERT', 500, 'A', '192.0.2.1'));
    expect(found()).toHaveLength(500);
  });

  it('is authorized by its names without trailing dots, its types and its actions, each once', () => {
    const { service, call } = givenZone();
    const Changes = [
      change('UPSERT', 'WWW.example.com.', 'A', '192.0.2.1'),
      change('UPSERT', www, 'AAAA', '2001:db8::1'),
      change('DELETE', '*.example.com', 'A', '192.0.2.1'),
    ];
    const resource = 'arn:aws:route53:::hostedzone/Z1';
    expect(
      service.ChangeResourceRecordSets.authorization?.(
        { HostedZoneId: '/hostedzone/Z1', ChangeBatch: { Changes } },
        call(),
      ),
    ).toEqual([
      {
        resource,
        context: {
          'route53:ChangeResourceRecordSetsNormalizedRecordNames': [www, String.raw`\052.example.com`],
          'route53:ChangeResourceRecordSetsRecordTypes': ['A', 'AAAA'],
          'route53:ChangeResourceRecordSetsActions': ['UPSERT', 'DELETE'],
        },
      },
    ]);
    expect(service.ListResourceRecordSets.authorization?.({ HostedZoneId: 'Z1' }, call())).toEqual([{ resource }]);
  });
});

describe('hosted zones', () => {
  it('are listed in pages, with the count of their records', () => {
    const { service, createZone, call } = givenZone(set(www, 'A', '192.0.2.1'));
    createZone('Z0', 'example.org.');
    const first = service.ListHostedZones.handle({ MaxItems: 1 }, call());
    expect(first).toMatchObject({ IsTruncated: true, HostedZones: [{ Id: '/hostedzone/Z0', Name: 'example.org.' }] });
    expect(service.ListHostedZones.handle({ Marker: first.NextMarker }, call())).toMatchObject({
      IsTruncated: false,
      HostedZones: [{ Id: '/hostedzone/Z1', Name: 'example.com.', ResourceRecordSetCount: 3 }],
    });
  });
});
