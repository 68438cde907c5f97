import { shell } from '../../notifications/commands.ts';
import type { NameRecord, RecordChange } from '../model.ts';
import { isSameOwner, normalAddress, type OwnerRecord, parseOwnerRecord, toOwnerRecord } from '../record-owner.ts';

const valuesOf = ({ values }: NameRecord): string => values.map(normalAddress).toSorted().join(' ');

/** A record in words: `A 192.0.2.1`. */
export const describeRecord = ({ type, values }: NameRecord): string => `${type} ${values.join(' and ')}`;

/** A change in words: what was, and what is instead. */
export const describeChange = ({ before, after }: RecordChange): string => {
  if (!before) return after ? `${describeRecord(after)} created` : 'nothing';
  if (!after) return `${describeRecord(before)} deleted`;
  if (valuesOf(before) === valuesOf(after))
    return `TTL of ${describeRecord(after)} from ${before.ttlSeconds} to ${after.ttlSeconds}`;
  return `${before.type} from ${before.values.join(' and ')} to ${after.values.join(' and ')}`;
};

/** The command that undoes changes; it leaves the TXT record, so that the records are then somebody else's. */
export const undoCommand = (zone: string, changes: readonly RecordChange[]): string => {
  const undone = changes.flatMap(({ before, after }) => {
    const record = before ?? after;
    if (!record) return [];
    const { name, type, ttlSeconds, values } = record;
    const ResourceRecords = values.map((Value) => ({ Value }));
    const set = { Name: name, Type: type, TTL: ttlSeconds, ResourceRecords };
    return [{ Action: before ? 'UPSERT' : 'DELETE', ResourceRecordSet: set }];
  });
  const batch = JSON.stringify({ Changes: undone });
  return shell`aws route53 change-resource-record-sets --hosted-zone-id ${zone} --change-batch ${batch}`;
};

const isSameRecord = (a: NameRecord, b: NameRecord): boolean =>
  a.ttlSeconds === b.ttlSeconds && valuesOf(a) === valuesOf(b);

const isSameOwnerRecord = (a: OwnerRecord, b: OwnerRecord): boolean =>
  isSameOwner(a.owner, b.owner) && a.addresses.A === b.addresses.A && a.addresses.AAAA === b.addresses.AAAA;

/** The records of a name as they are. */
interface Present {
  readonly name: string;
  readonly records: readonly NameRecord[];
  readonly ownerRecord?: NameRecord;
}

const changeOf = (before: NameRecord | undefined, after: NameRecord | undefined): readonly RecordChange[] =>
  before || after ? [{ ...(before && { before }), ...(after && { after }) }] : [];

/**
 * The changes after which a name has exactly the desired address records, and its TXT record remembers what it is to. Changes
 * of addresses include that of the TXT record, were it for the same text: Route 53 then refuses all of them if another host
 * has taken the name since it was read.
 */
export const diffRecords = (
  { name, records, ownerRecord }: Present,
  desired: readonly NameRecord[],
  wanted: OwnerRecord,
): Readonly<Record<'addresses' | 'owner', readonly RecordChange[]>> => {
  const types = [...new Set([...records, ...desired].map(({ type }) => type))];
  const addresses = types.flatMap((type) => {
    const [before, after] = [records, desired].map((all) => all.find((record) => record.type === type));
    return before && after && isSameRecord(before, after) ? [] : changeOf(before, after);
  });
  const current = ownerRecord && parseOwnerRecord(ownerRecord);
  if (Object.keys(wanted.addresses).length === 0) {
    const isOwn = current !== undefined && isSameOwner(current.owner, wanted.owner);
    return { addresses, owner: isOwn ? changeOf(ownerRecord, undefined) : [] };
  }
  const isCurrent = current !== undefined && isSameOwnerRecord(current, wanted) && addresses.length === 0;
  return { addresses, owner: isCurrent ? [] : changeOf(ownerRecord, toOwnerRecord(name, wanted)) };
};
