import { isIPv4, isIPv6 } from 'node:net';
import { isDeepStrictEqual } from 'node:util';

import type { Change, ResourceRecordSet } from '@aws-sdk/client-route-53';

import { AwsError } from '../operation.ts';
import { normalizeName } from './names.ts';
import { LIMITS, TYPES } from './quotas.ts';

/** A hosted zone; its name is normalized. */
export interface Zone {
  readonly id: string;
  readonly name: string;
  records: readonly ResourceRecordSet[];
}

const invalidBatch = (problems: readonly string[]): AwsError =>
  new AwsError('InvalidChangeBatch', `[${problems.join(', ')}]`);

/** Route 53 reports this problem alone and without brackets. https://github.com/getmoto/moto/blob/master/moto/route53/exceptions.py */
const overLimit = (unit: string, max: number): AwsError =>
  new AwsError('InvalidChangeBatch', `Number of ${unit} limit of ${max} exceeded.`);

const invalidInput = (message: string): AwsError => new AwsError('InvalidInput', message);

/** Whether two record sets have the same identity; their values may differ. */
const isSameRecordSet = (a: ResourceRecordSet, b: ResourceRecordSet): boolean =>
  a.Name === b.Name && a.Type === b.Type && a.SetIdentifier === b.SetIdentifier;

/** Whether a record set has no routing policy, so that it is the only one of its name and type. */
const isSimple = ({ SetIdentifier }: ResourceRecordSet): boolean => SetIdentifier === undefined;

/** The content of a record set for comparison, without the order of its values and without undefined members. */
const contentOf = ({ ResourceRecords = [], ...rest }: ResourceRecordSet) =>
  Object.fromEntries(
    Object.entries({ ...rest, values: ResourceRecords.map(({ Value = '' }) => Value).toSorted() }).filter(
      ([, value]) => value !== undefined,
    ),
  );

/** A copy of a record set with normalized names, as the zone stores it. */
const normalizeRecordSet = (set: ResourceRecordSet): ResourceRecordSet => {
  const { AliasTarget, ...rest } = structuredClone(set);
  return {
    ...rest,
    Name: normalizeName(set.Name ?? ''),
    ...(AliasTarget && { AliasTarget: { ...AliasTarget, DNSName: normalizeName(AliasTarget.DNSName ?? '') } }),
  };
};

/** The name of a record set in Route 53's error messages. */
const label = ({ Name, Type, SetIdentifier }: ResourceRecordSet): string =>
  `resource record set [name='${Name}', type='${Type}'${SetIdentifier === undefined ? '' : `, set-identifier='${SetIdentifier}'`}]`;

const fatal = (problem: string, value: string): string =>
  `Invalid Resource Record: 'FATAL problem: ${problem} encountered with '${value}''`;

/**
 * The problems of a name, and those of the values of a TXT record: quoted strings of at most 255 characters. AWS publishes the
 * rules, but not the text about a name that is too long.
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DomainNameFormat.html
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/ResourceRecordTypes.html#TXTFormat
 */
const invalidName = ({ Name = '' }: ResourceRecordSet): readonly string[] => {
  const name = Name.slice(0, -1);
  const labels = name.split('.').map((text) => text.replaceAll(/\\[0-7]{3}/g, '?'));
  const problem = (words: string) => [`FATAL problem: ${words} encountered with '${name}'`];
  if (labels.includes('')) return problem('DomainLabelEmpty (Domain label is empty)');
  if (labels.some(({ length }) => length > LIMITS.label.max))
    return problem('DomainLabelTooLong (Domain label is too long)');
  return labels.join('.').length > LIMITS.name.max ? problem('DomainNameTooLong (Domain name is too long)') : [];
};

const TXT_STRING = /"((?:[^"\\]|\\[0-7]{3}|\\.)*)"/g;

const invalidText = (value: string): readonly string[] => {
  if (value.replaceAll(TXT_STRING, '').trim() !== '')
    return [fatal('InvalidCharacterString (Value should be enclosed in quotation marks)', value)];
  const isLong = [...value.matchAll(TXT_STRING)].some(([, text = '']) => text.length > LIMITS.txtString.max);
  return isLong ? [fatal('CharacterStringTooLong (Value is too long)', value)] : [];
};

/** The problems of the values of a record set. */
const invalidValues = ({ Type, ResourceRecords = [] }: ResourceRecordSet): readonly string[] => {
  const values = ResourceRecords.map(({ Value = '' }) => Value);
  return values.flatMap((value, index) => {
    if (Type === 'A' && !isIPv4(value))
      return [fatal('ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address)', value)];
    if (Type === 'AAAA' && (!isIPv6(value) || value.includes('%')))
      return [fatal('AAAARRDATAIllegalIPv6Address (Value is not a valid IPv6 address)', value)];
    if (Type === 'TXT' && invalidText(value).length > 0) return invalidText(value);
    return values.indexOf(value) < index ? [`Duplicate Resource Record: '${value}'`] : [];
  });
};

/**
 * Why a record set conflicts with the others of its name; `undefined` if it does not. The two directions of a conflict
 * with a CNAME are worded differently: https://github.com/hashicorp/terraform/issues/9732 and https://github.com/boto/boto3/issues/1475
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
  // AWS publishes the rule, but not this text:
  // https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-shared.html
  return others.some((other) => other.Type === Type && isSimple(other) !== isSimple(set))
    ? `RRSet with DNS name ${Name}, type ${Type} cannot be created as other RRSets exist with the same name and type.`
    : undefined;
};

/** The records after one change, or the problem that prevents it. */
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

/** A request may change a record set once, or delete it and create it again. https://github.com/kubernetes-sigs/external-dns/issues/4241 */
const changedTwice = (changes: readonly Change[], sets: readonly ResourceRecordSet[]): readonly string[] =>
  sets.flatMap((set, index) => {
    const firstIndex = sets.findIndex((other) => isSameRecordSet(other, set));
    const actions = sets.flatMap((other, position) => (isSameRecordSet(other, set) ? [changes[position]?.Action] : []));
    if (firstIndex === index || actions.join(' ') === 'DELETE CREATE') return [];
    return [`The request contains an invalid set of changes for a resource record set '${set.Type} ${set.Name}'`];
  });

const ACTIONS: readonly string[] = ['CREATE', 'DELETE', 'UPSERT'];

const violation = (path: string, value: string | number | undefined, constraint: string): AwsError =>
  invalidInput(
    `1 validation error detected: Value '${value}' at '${path}' failed to satisfy constraint: Member must ${constraint}`,
  );

const checkSizes = (changes: readonly Change[]): void => {
  // The values of an UPSERT count twice, because it may replace others.
  const values = changes.flatMap(({ Action, ResourceRecordSet: set }) => {
    const own = set?.ResourceRecords?.map(({ Value = '' }) => Value) ?? [];
    return Action === 'UPSERT' ? [...own, ...own] : own;
  });
  const { resourceRecords, characters } = LIMITS;
  if (values.length > resourceRecords.max) throw overLimit('records', resourceRecords.max);
  if (values.join('').length > characters.max) throw overLimit('characters', characters.max);
};

const checkShape = ({ Action, ResourceRecordSet: set }: Change, index: number): void => {
  const member = `changeBatch.changes.${index + 1}.member`;
  const notIn = (path: string, value: string | undefined, allowed: readonly string[]): AwsError =>
    violation(path, value, `satisfy enum value set: [${allowed.join(', ')}]`);
  if (!ACTIONS.includes(Action ?? '')) throw notIn(`${member}.action`, Action, ACTIONS);
  if (!TYPES.allowed.includes(set?.Type ?? ''))
    throw notIn(`${member}.resourceRecordSet.type`, set?.Type, TYPES.allowed);
  const { min, max } = LIMITS.ttl;
  const ttl = set?.TTL ?? min;
  if (ttl < min || ttl > max)
    throw violation(
      `${member}.resourceRecordSet.tTL`,
      ttl,
      ttl < min ? `have value greater than or equal to ${min}` : `have value less than or equal to ${max}`,
    );
  if (set?.AliasTarget || (set?.TTL !== undefined && (set.ResourceRecords ?? []).length > 0)) return;
  throw invalidInput(
    `Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId], but found none in Change with [Action=${Action}, Name=${set?.Name}, Type=${set?.Type}, SetIdentifier=${set?.SetIdentifier ?? null}]`,
  );
};

/** The records of a zone after all changes, applied in order. Throws `InvalidInput` or `InvalidChangeBatch`; then nothing is applied. */
export const applyChanges = (zone: Zone, changes: readonly Change[]): readonly ResourceRecordSet[] => {
  if (changes.length === 0) throw invalidInput('Invalid request: a change batch must contain at least one change');
  for (const [index, change] of changes.entries()) checkShape(change, index);
  checkSizes(changes);
  const sets = changes.flatMap(({ ResourceRecordSet: set }) => (set ? [normalizeRecordSet(set)] : []));
  const repeated = changedTwice(changes, sets);
  if (repeated.length > 0) throw invalidBatch(repeated);
  const invalid = sets.flatMap((set) => [...invalidName(set), ...invalidValues(set)]);
  if (invalid.length > 0) throw invalidBatch(invalid);
  const problems: string[] = [];
  let { records } = zone;
  for (const [index, change] of changes.entries()) {
    const set = sets[index];
    if (!set) continue;
    const result = applyChange(change, set, zone, records);
    if (typeof result === 'string') problems.push(result);
    else records = result;
  }
  if (problems.length > 0) throw invalidBatch(problems);
  return records;
};
