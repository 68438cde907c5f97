import type * as sdk from '@aws-sdk/client-route-53';

import type { Clock } from '../clock.ts';
import { applyChanges, type Zone } from './batch.ts';
import { compareKeys, normalizeName, reversedName } from './names.ts';
import { AwsError, type Operation, type Service } from '../operation.ts';

const API = 'https://docs.aws.amazon.com/Route53/latest/APIReference';

/** How many a page, asked or unasked: who asks for more gets no more. */
const LIMITS = {
  records: { max: 300, page: `${API}/API_ListResourceRecordSets.html` },
  zones: { max: 100, page: `${API}/API_ListHostedZones.html` },
} as const;

/** From a change until all name servers know it, in seconds; mostly, AWS says, within 60. */
const TIMES = { insync: { seconds: [5, 60], page: `${API}/API_ChangeResourceRecordSets.html` } } as const;

/** Ids come with what they are ids of, or without. */
const bareId = (id = ''): string => id.split('/').at(-1) ?? '';

const zoneArn = (id: string | undefined): string => `arn:aws:route53:::hostedzone/${bareId(id)}`;

/** What every zone has at its top: its name servers, and its start of authority. */
const defaultRecords = (Name: string): sdk.ResourceRecordSet[] => {
  const servers = ['ns-1.awsdns-01.com.', 'ns-2.awsdns-02.net.', 'ns-3.awsdns-03.org.', 'ns-4.awsdns-04.co.uk.'];
  const authority = `${servers[0]} awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400`;
  return [
    { Name, Type: 'NS', TTL: 172_800, ResourceRecords: servers.map((Value) => ({ Value })) },
    { Name, Type: 'SOA', TTL: 900, ResourceRecords: [{ Value: authority }] },
  ];
};

/** Where a record set stands in its zone: by the labels of its name, the last first, then by type. */
const sortKey = ({ Name = '', Type, SetIdentifier = '' }: sdk.ResourceRecordSet): readonly string[] => [
  reversedName(Name),
  Type ?? '',
  SetIdentifier,
];
/** The records, each with its place, in the order of their places. */
const sortedRecords = (records: readonly sdk.ResourceRecordSet[]) =>
  records.map((record) => ({ record, at: sortKey(record) })).toSorted((a, b) => compareKeys(a.at, b.at));

/** Route 53, which has no regions. */
export const createRoute53 = ({ clock }: { readonly clock: Clock }) => {
  const zones = new Map<string, Zone>();
  const changes = new Map<string, sdk.ChangeInfo>();

  const find = (given: string | undefined): Zone => {
    const zone = zones.get(bareId(given));
    if (!zone) throw new AwsError('NoSuchHostedZone', `No hosted zone found with ID: ${bareId(given)}`, 404);
    return zone;
  };

  const ListResourceRecordSets: Operation<sdk.ListResourceRecordSetsRequest, sdk.ListResourceRecordSetsResponse> = {
    authorization: ({ HostedZoneId }) => [{ resource: zoneArn(HostedZoneId) }],
    handle: ({ HostedZoneId, StartRecordName, StartRecordType, StartRecordIdentifier = '', ...input }) => {
      const { records } = find(HostedZoneId);
      if (StartRecordName === undefined && StartRecordType !== undefined)
        throw new AwsError('InvalidInput', 'Invalid request: the type was specified but not the name');
      const start = [
        StartRecordName === undefined ? '' : reversedName(normalizeName(StartRecordName)),
        StartRecordType ?? '',
      ];
      const left = sortedRecords(records).filter(({ at }) => compareKeys(at, [...start, StartRecordIdentifier]) >= 0);
      const MaxItems = Math.min(input.MaxItems ?? LIMITS.records.max, LIMITS.records.max);
      const next = left[MaxItems]?.record;
      return {
        ResourceRecordSets: structuredClone(left.slice(0, MaxItems).map(({ record }) => record)),
        IsTruncated: next !== undefined,
        MaxItems,
        ...(next && { NextRecordName: next.Name, NextRecordType: next.Type }),
        ...(next?.SetIdentifier !== undefined && { NextRecordIdentifier: next.SetIdentifier }),
      };
    },
  };

  const ChangeResourceRecordSets: Operation<sdk.ChangeResourceRecordSetsRequest, sdk.ChangeResourceRecordSetsResponse> =
    {
      // https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/specifying-rrset-conditions.html
      authorization: ({ HostedZoneId, ChangeBatch }) => {
        const all = ChangeBatch?.Changes ?? [];
        const sets = all.map(({ ResourceRecordSet: set }) => set);
        const context = {
          NormalizedRecordNames: sets.map((set) => normalizeName(set?.Name ?? '').slice(0, -1)),
          RecordTypes: sets.map((set) => set?.Type ?? ''),
          Actions: all.map(({ Action = '' }) => Action),
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
        const ChangeInfo: sdk.ChangeInfo = {
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

  const GetChange: Operation<sdk.GetChangeRequest, sdk.GetChangeResponse> = {
    authorization: ({ Id }) => [{ resource: `arn:aws:route53:::change/${bareId(Id)}` }],
    handle: ({ Id }) => {
      const ChangeInfo = changes.get(bareId(Id));
      if (!ChangeInfo) throw new AwsError('NoSuchChange', `Could not find resource with ID: ${bareId(Id)}`, 404);
      return { ChangeInfo: structuredClone(ChangeInfo) };
    },
  };

  const ListHostedZones: Operation<sdk.ListHostedZonesRequest, sdk.ListHostedZonesResponse> = {
    authorization: () => [{ resource: '*' }],
    handle: ({ Marker = '', ...input }) => {
      const all = [...zones.values()].toSorted((a, b) => compareKeys([a.id], [b.id]));
      const left = all.filter(({ id }) => id >= bareId(Marker));
      const MaxItems = Math.min(input.MaxItems ?? LIMITS.zones.max, LIMITS.zones.max);
      const next = left[MaxItems];
      return {
        HostedZones: left.slice(0, MaxItems).map(({ id, name, records }) => ({
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
    createZone: (id: string, name: string): void => {
      zones.set(id, { id, name: normalizeName(name), records: defaultRecords(normalizeName(name)) });
    },
    /** What a person made, or made anew: it may be wrong for somebody, and still has to be a record that Route 53 takes. */
    put: (zoneId: string, set: sdk.ResourceRecordSet): void => {
      const zone = find(zoneId);
      zone.records = applyChanges(zone, [{ Action: 'UPSERT', ResourceRecordSet: set }]);
    },
    /** The records of a zone, in Route 53's order; without those that every zone has, unless they are asked for. */
    records: (zoneId: string, includeDefaults = false): readonly sdk.ResourceRecordSet[] => {
      const { name, records } = find(zoneId);
      const isDefault = ({ Name, Type }: sdk.ResourceRecordSet) => Name === name && (Type === 'NS' || Type === 'SOA');
      const all = sortedRecords(records).map(({ record }) => record);
      return structuredClone(all.filter((record) => includeDefaults || !isDefault(record)));
    },
  };
};
