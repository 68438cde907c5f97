import { isIPv4, isIPv6 } from 'node:net';
import { isDeepStrictEqual } from 'node:util';

import type { Change, ResourceRecordSet } from '@aws-sdk/client-route-53';

import { AwsError } from '../operation.ts';
import { normalizeName } from './names.ts';

/** What one request may change at most. */
const LIMITS = {
  resourceRecords: {
    max: 1000,
    page: 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html',
  },
  characters: { max: 32_000, page: 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html' },
} as const;

/** A hosted zone; its name as Route 53 keeps it. */
export interface Zone {
  readonly id: string;
  readonly name: string;
  records: readonly ResourceRecordSet[];
}

const invalidBatch = (problems: readonly string[]): AwsError =>
  new AwsError('InvalidChangeBatch', `[${problems.join(', ')}]`);

/** It is told alone, and without brackets. https://github.com/getmoto/moto/blob/master/moto/route53/exceptions.py */
const overLimit = (what: string, max: number): AwsError =>
  new AwsError('InvalidChangeBatch', `Number of ${what} limit of ${max} exceeded.`);

const invalidInput = (what: string): AwsError => new AwsError('InvalidInput', what);

/** Whether two are one and the same record set, whatever they say. */
const isSameRecordSet = (a: ResourceRecordSet, b: ResourceRecordSet): boolean =>
  a.Name === b.Name && a.Type === b.Type && a.SetIdentifier === b.SetIdentifier;

/** Whether it stands alone for its name and type, part of no routing policy. */
const isSimple = ({ SetIdentifier }: ResourceRecordSet): boolean => SetIdentifier === undefined;

/** What a record set says: the order of its values says nothing, nor does a member that is `undefined`. */
const contentOf = ({ ResourceRecords = [], ...rest }: ResourceRecordSet) =>
  Object.fromEntries(
    Object.entries({ ...rest, values: ResourceRecords.map(({ Value = '' }) => Value).toSorted() }).filter(
      ([, value]) => value !== undefined,
    ),
  );

/** A record set as the zone keeps it: a copy, its names spelt out. */
export const normalizeRecordSet = (given: ResourceRecordSet): ResourceRecordSet => {
  const { AliasTarget, ...rest } = structuredClone(given);
  return {
    ...rest,
    Name: normalizeName(given.Name ?? ''),
    ...(AliasTarget && { AliasTarget: { ...AliasTarget, DNSName: normalizeName(AliasTarget.DNSName ?? '') } }),
  };
};

/** How Route 53 names a record set that it refuses to create or to delete. */
const label = ({ Name, Type, SetIdentifier }: ResourceRecordSet): string =>
  `resource record set [name='${Name}', type='${Type}'${SetIdentifier === undefined ? '' : `, set-identifier='${SetIdentifier}'`}]`;

const fatal = (what: string, value: string): string =>
  `Invalid Resource Record: 'FATAL problem: ${what} encountered with '${value}''`;

/** What is wrong with the values of a record set. */
const invalidValues = ({ Type, ResourceRecords = [] }: ResourceRecordSet): readonly string[] => {
  const values = ResourceRecords.map(({ Value = '' }) => Value);
  return values.flatMap((value, index) => {
    if (Type === 'A' && !isIPv4(value))
      return [fatal('ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address)', value)];
    if (Type === 'AAAA' && (!isIPv6(value) || value.includes('%')))
      return [fatal('AAAARRDATAIllegalIPv6Address (Value is not a valid IPv6 address)', value)];
    return values.indexOf(value) < index ? [`Duplicate Resource Record: '${value}'`] : [];
  });
};

/**
 * Why a record set may not stand beside the others of its name. The two ways into a conflict with a CNAME have words of
 * their own: https://github.com/hashicorp/terraform/issues/9732 and https://github.com/boto/boto3/issues/1475
 */
const conflict = (
  set: ResourceRecordSet,
  { name }: Zone,
  records: readonly ResourceRecordSet[],
): string | undefined => {
  const { Name, Type } = set;
  const prefix = `RRSet of type ${Type} with DNS name ${Name} is not permitted`;
  const others = records.filter((other) => other.Name === Name && !isSameRecordSet(other, set));
  if (Type === 'CNAME' && Name === name) return `${prefix} at apex in zone ${name}`;
  if (Type === 'CNAME' && others.some((other) => other.Type !== 'CNAME'))
    return `${prefix} as it conflicts with other records with the same DNS name in zone ${name}`;
  if (Type !== 'CNAME' && others.some((other) => other.Type === 'CNAME'))
    return `${prefix} because a conflicting RRSet of type CNAME with the same DNS name already exists in zone ${name}`;
  // No page has these words; that the two do not go together:
  // https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-shared.html
  return others.some((other) => other.Type === Type && isSimple(other) !== isSimple(set))
    ? `RRSet with DNS name ${Name}, type ${Type} cannot be created as other RRSets exist with the same name and type.`
    : undefined;
};

/** The records after one change, or what is wrong with it. */
const applyChange = (
  { Action }: Change,
  set: ResourceRecordSet,
  zone: Zone,
  records: readonly ResourceRecordSet[],
): readonly ResourceRecordSet[] | string => {
  const { Name, Type } = set;
  const existing = records.find((other) => isSameRecordSet(other, set));
  const others = records.filter((other) => other !== existing);
  if (!`.${Name}`.endsWith(`.${zone.name}`)) return `RRSet with DNS name ${Name} is not permitted in zone ${zone.name}`;
  if (Action === 'DELETE') {
    if (!existing) return `Tried to delete ${label(set)} but it was not found`;
    if (!isDeepStrictEqual(contentOf(existing), contentOf(set)))
      return `Tried to delete ${label(set)} but the values provided do not match the current values`;
    if (Name === zone.name && Type === 'SOA') return 'A HostedZone must contain exactly one SOA record.';
    if (Name === zone.name && Type === 'NS')
      return 'A HostedZone must contain at least one NS record for the zone itself.';
    return others;
  }
  if (Action === 'CREATE' && existing) return `Tried to create ${label(set)} but it already exists`;
  return conflict(set, zone, records) ?? [...others, set];
};

/** A record set is changed once a request, unless it is deleted and created anew. https://github.com/kubernetes-sigs/external-dns/issues/4241 */
const changedTwice = (changes: readonly Change[], sets: readonly ResourceRecordSet[]): readonly string[] =>
  sets.flatMap((set, index) => {
    const before = sets.findIndex((other) => isSameRecordSet(other, set));
    const actions = sets.flatMap((other, place) => (isSameRecordSet(other, set) ? [changes[place]?.Action] : []));
    if (before === index || actions.join(' ') === 'DELETE CREATE') return [];
    return [`The request contains an invalid set of changes for a resource record set '${set.Type} ${set.Name}'`];
  });

const checkSizes = (changes: readonly Change[]): void => {
  // Each counts twice where it may replace another.
  const values = changes.flatMap(({ Action, ResourceRecordSet: set }) => {
    const own = set?.ResourceRecords?.map(({ Value = '' }) => Value) ?? [];
    return Action === 'UPSERT' ? [...own, ...own] : own;
  });
  const { resourceRecords, characters } = LIMITS;
  if (values.length > resourceRecords.max) throw overLimit('records', resourceRecords.max);
  if (values.join('').length > characters.max) throw overLimit('characters', characters.max);
};

const checkShape = ({ Action, ResourceRecordSet: set }: Change): void => {
  if (set?.AliasTarget || (set?.TTL !== undefined && (set.ResourceRecords ?? []).length > 0)) return;
  throw invalidInput(
    `Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId], but found none in Change with [Action=${Action}, Name=${set?.Name}, Type=${set?.Type}, SetIdentifier=${set?.SetIdentifier ?? null}]`,
  );
};

/** The records of a zone after all of the changes, one after the other. Throws what AWS says when one cannot be made. */
export const applyChanges = (zone: Zone, changes: readonly Change[]): readonly ResourceRecordSet[] => {
  if (changes.length === 0) throw invalidInput('Invalid request: a change batch must contain at least one change');
  for (const change of changes) checkShape(change);
  checkSizes(changes);
  const sets = changes.flatMap(({ ResourceRecordSet: set }) => (set ? [normalizeRecordSet(set)] : []));
  const twice = changedTwice(changes, sets);
  if (twice.length > 0) throw invalidBatch(twice);
  const bad = sets.flatMap(invalidValues);
  if (bad.length > 0) throw invalidBatch(bad);
  const problems: string[] = [];
  let { records } = zone;
  for (const [at, change] of changes.entries()) {
    const set = sets[at];
    if (!set) continue;
    const after = applyChange(change, set, zone, records);
    if (typeof after === 'string') problems.push(after);
    else records = after;
  }
  if (problems.length > 0) throw invalidBatch(problems);
  return records;
};
