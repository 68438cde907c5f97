import * as client from '@aws-sdk/client-route-53';

import type { Clock } from '../clock.ts';
import { AwsError, type Operation, type Service } from '../operation.ts';
import type { AccountContext } from '../service.ts';
import { applyChanges, type Zone } from './batch.ts';
import { compareKeys, normalizeName, reversedName } from './names.ts';
import { BUCKETS, LIMITS, TIMES } from './quotas.ts';

/** An id without the prefix of its type: `Z1` of `/hostedzone/Z1`. */
const bareId = (id = ''): string => id.split('/').at(-1) ?? '';

const zoneArn = (id: string | undefined): string => `arn:aws:route53:::hostedzone/${bareId(id)}`;

/** The records of a new zone: its name servers and its start of authority. */
const defaultRecords = (Name: string): client.ResourceRecordSet[] => {
  const servers = ['ns-1.awsdns-01.com.', 'ns-2.awsdns-02.net.', 'ns-3.awsdns-03.org.', 'ns-4.awsdns-04.co.uk.'];
  const authority = `${servers[0]} awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400`;
  return [
    { Name, Type: 'NS', TTL: 172_800, ResourceRecords: servers.map((Value) => ({ Value })) },
    { Name, Type: 'SOA', TTL: 900, ResourceRecords: [{ Value: authority }] },
  ];
};

/** The sort key of a record set: the labels of its name from the last, then its type and its identifier. */
const sortKey = ({ Name = '', Type, SetIdentifier = '' }: client.ResourceRecordSet): readonly string[] => [
  reversedName(Name),
  Type ?? '',
  SetIdentifier,
];
/** The records with their sort keys, in order. */
const sortedRecords = (records: readonly client.ResourceRecordSet[]) =>
  records.map((record) => ({ record, key: sortKey(record) })).toSorted((a, b) => compareKeys(a.key, b.key));

/** Route 53: the public hosted zones of the account, in no region. */
export const createRoute53 = ({ clock }: { readonly clock: Clock }) => {
  const zones = new Map<string, Zone>();
  const changes = new Map<string, client.ChangeInfo>();

  const find = (zoneId: string | undefined): Zone => {
    const id = bareId(zoneId);
    if (id.length > LIMITS.zoneId.max)
      throw new AwsError('InvalidInput', `Invalid id: ${id} is longer than ${LIMITS.zoneId.max} characters`);
    const zone = zones.get(id);
    if (!zone) throw new AwsError('NoSuchHostedZone', `No hosted zone found with ID: ${bareId(zoneId)}`, 404);
    return zone;
  };

  const ListResourceRecordSets: Operation<client.ListResourceRecordSetsRequest, client.ListResourceRecordSetsResponse> =
    {
      authorization: ({ HostedZoneId }) => [{ resource: zoneArn(HostedZoneId) }],
      handle: ({ HostedZoneId, StartRecordName, StartRecordType, StartRecordIdentifier = '', ...input }) => {
        const { records } = find(HostedZoneId);
        if (StartRecordName === undefined && StartRecordType !== undefined)
          throw new AwsError('InvalidInput', 'Invalid request: the type was specified but not the name');
        const start = [
          StartRecordName === undefined ? '' : reversedName(normalizeName(StartRecordName)),
          StartRecordType ?? '',
        ];
        const remaining = sortedRecords(records).filter(
          ({ key }) => compareKeys(key, [...start, StartRecordIdentifier]) >= 0,
        );
        const MaxItems = Math.min(input.MaxItems ?? LIMITS.records.max, LIMITS.records.max);
        const next = remaining[MaxItems]?.record;
        return {
          ResourceRecordSets: structuredClone(remaining.slice(0, MaxItems).map(({ record }) => record)),
          IsTruncated: next !== undefined,
          MaxItems,
          ...(next && { NextRecordName: next.Name, NextRecordType: next.Type }),
          ...(next?.SetIdentifier !== undefined && { NextRecordIdentifier: next.SetIdentifier }),
        };
      },
    };

  const ChangeResourceRecordSets: Operation<
    client.ChangeResourceRecordSetsRequest,
    client.ChangeResourceRecordSetsResponse
  > = {
    // https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/specifying-rrset-conditions.html
    authorization: ({ HostedZoneId, ChangeBatch }) => {
      const batch = ChangeBatch?.Changes ?? [];
      const sets = batch.map(({ ResourceRecordSet: set }) => set);
      const context = {
        NormalizedRecordNames: sets.map((set) => normalizeName(set?.Name ?? '').slice(0, -1)),
        RecordTypes: sets.map((set) => set?.Type ?? ''),
        Actions: batch.map(({ Action = '' }) => Action),
      };
      const keys = Object.entries(context).map(([key, values]) => [
        `route53:ChangeResourceRecordSets${key}`,
        [...new Set(values)],
      ]);
      return [{ resource: zoneArn(HostedZoneId), context: Object.fromEntries(keys) }];
    },
    handle: ({ HostedZoneId, ChangeBatch }, { at }) => {
      const zone = find(HostedZoneId);
      zone.records = applyChanges(zone, ChangeBatch?.Changes ?? []);
      const id = `C${Math.floor(clock.random() * 36 ** 9)
        .toString(36)
        .toUpperCase()
        .padStart(13, '0')}`;
      const ChangeInfo: client.ChangeInfo = {
        Id: `/change/${id}`,
        Status: 'PENDING',
        SubmittedAt: at,
        ...(ChangeBatch?.Comment !== undefined && { Comment: ChangeBatch.Comment }),
      };
      changes.set(id, ChangeInfo);
      clock.after(clock.drawMilliseconds(TIMES.insync.seconds), () =>
        changes.set(id, { ...ChangeInfo, Status: 'INSYNC' }),
      );
      return { ChangeInfo: structuredClone(ChangeInfo) };
    },
  };

  const GetChange: Operation<client.GetChangeRequest, client.GetChangeResponse> = {
    authorization: ({ Id }) => [{ resource: `arn:aws:route53:::change/${bareId(Id)}` }],
    handle: ({ Id }) => {
      const ChangeInfo = changes.get(bareId(Id));
      if (!ChangeInfo) throw new AwsError('NoSuchChange', `Could not find resource with ID: ${bareId(Id)}`, 404);
      return { ChangeInfo: structuredClone(ChangeInfo) };
    },
  };

  const ListHostedZones: Operation<client.ListHostedZonesRequest, client.ListHostedZonesResponse> = {
    authorization: () => [{ resource: '*' }],
    handle: ({ Marker, ...input }) => {
      const all = [...zones.values()].toSorted((a, b) => compareKeys([a.id], [b.id]));
      const remaining = all.filter(({ id }) => id >= bareId(Marker));
      const MaxItems = Math.min(input.MaxItems ?? LIMITS.zones.max, LIMITS.zones.max);
      const next = remaining[MaxItems];
      return {
        HostedZones: remaining.slice(0, MaxItems).map(({ id, name, records }) => ({
          Id: `/hostedzone/${id}`,
          Name: name,
          CallerReference: id,
          Config: { PrivateZone: false },
          ResourceRecordSetCount: records.length,
        })),
        Marker,
        IsTruncated: next !== undefined,
        MaxItems,
        ...(next && { NextMarker: next.id }),
      };
    },
  };

  return {
    service: { ListResourceRecordSets, ChangeResourceRecordSets, GetChange, ListHostedZones } satisfies Service,
    /** Creates a hosted zone with its default records. */
    createZone: (id: string, name: string): void => {
      zones.set(id, { id, name: normalizeName(name), records: defaultRecords(normalizeName(name)) });
    },
    /** Creates or replaces a record set without a call, as a person in the console. Throws for one that Route 53 refuses. */
    put: (zoneId: string, set: client.ResourceRecordSet): void => {
      const zone = find(zoneId);
      zone.records = applyChanges(zone, [{ Action: 'UPSERT', ResourceRecordSet: set }]);
    },
    /** Deletes a record set without a call, as a person in the console. */
    remove: (zoneId: string, set: client.ResourceRecordSet): void => {
      const zone = find(zoneId);
      zone.records = applyChanges(zone, [{ Action: 'DELETE', ResourceRecordSet: set }]);
    },
    /** The IPv4 addresses of a name, as a resolver finds them: in the zone whose name is the longest that it ends with. */
    addressesOf: (name: string): readonly string[] => {
      const wanted = normalizeName(name);
      const [zone] = [...zones.values()]
        .filter((candidate) => wanted === candidate.name || wanted.endsWith(`.${candidate.name}`))
        .toSorted((a, b) => b.name.length - a.name.length);
      const record = zone?.records.find(({ Name, Type }) => Name === wanted && Type === 'A');
      return (record?.ResourceRecords ?? []).flatMap(({ Value }) => Value ?? []);
    },
    /** The records of a zone in Route 53's order, without the default records of a zone unless `includeDefaults`. */
    records: (zoneId: string, includeDefaults = false): readonly client.ResourceRecordSet[] => {
      const { name, records } = find(zoneId);
      const isDefault = ({ Name, Type }: client.ResourceRecordSet) =>
        Name === name && (Type === 'NS' || Type === 'SOA');
      const all = sortedRecords(records).map(({ record }) => record);
      return structuredClone(all.filter((record) => includeDefaults || !isDefault(record)));
    },
  };
};

export type SimulatedRoute53 = ReturnType<typeof createRoute53>;

export const route53 = {
  api: { client, protocol: 'rest-xml', namespace: 'https://route53.amazonaws.com/doc/2013-04-01/' },
  buckets: BUCKETS,
  create: ({ clock }: AccountContext) => createRoute53({ clock }),
} as const;
