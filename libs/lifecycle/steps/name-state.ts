import { ownerName } from '../../hosts/record-names.ts';
import { TAGS } from '../../hosts/tags.ts';
import { ADDRESS_TYPES, type NameRecord } from '../model.ts';
import {
  type Addresses,
  isSameOwner,
  normalAddress,
  ownerOf,
  type OwnerRecord,
  parseOwnerRecord,
} from '../record-owner.ts';
import { remainingInstances, type StepContext } from './context.ts';
import { describeRecord } from './record-changes.ts';
import { recordsAt } from './record-scope.ts';

/** The type of a record that holds addresses. */
export type AddressType = (typeof ADDRESS_TYPES)[number];

/** A record that holds addresses. */
export type AddressRecord = NameRecord & { readonly type: AddressType };

const isAddressRecord = (record: NameRecord): record is AddressRecord =>
  ADDRESS_TYPES.some((type) => type === record.type);

const FAMILY_OF = { A: 'ipv4', AAAA: 'ipv6' } as const satisfies Record<AddressType, string>;

/** Whether the tags let a name have records of a type. */
export const hasFamily = ({ hostTags: { addressFamily } }: StepContext, type: AddressType): boolean =>
  addressFamily?.includes(FAMILY_OF[type]) ?? true;

/** The records of a name as they are: who has it, and which of its records are not the host's. */
export interface NameState {
  readonly name: string;
  /** The address records. */
  readonly records: readonly AddressRecord[];
  /** The TXT record of hostkeeper, if there is one. */
  readonly ownerRecord?: NameRecord;
  /** Another host that points the name. */
  readonly other?: OwnerRecord;
  /** Where the host has pointed it last. */
  readonly remembered: Addresses;
  /** Those of the records that are somebody else's. */
  readonly foreign: readonly AddressRecord[];
}

/**
 * A record is the host's where it has one value, which is the remembered one or an address of the host. So a record that is
 * right is adopted, whoever made it; EC2 forgets the address of an instance that has ended, and then the TXT record decides.
 * Records of a family that the tag leaves out are the owner's, but for those that are remembered.
 */
export const stateOfName = (context: StepContext, name: string): NameState => {
  const { host } = context;
  const ownerRecord = recordsAt(host, ownerName(name)).find((record) => parseOwnerRecord(record));
  const owner = ownerRecord && parseOwnerRecord(ownerRecord);
  const isOwn = owner !== undefined && isSameOwner(owner.owner, ownerOf(host));
  const remembered = isOwn ? owner.addresses : {};
  const addresses = remainingInstances(host).flatMap(({ ip, ipv6 }) => [ip, ipv6]);
  const own = new Set(
    [...Object.values(remembered), ...addresses, host.address?.ip].flatMap((address) =>
      address === undefined ? [] : [normalAddress(address)],
    ),
  );
  const records = recordsAt(host, name).filter(isAddressRecord);
  const isOwnRecord = ({ type, values: [value = '', ...others] }: AddressRecord) =>
    others.length === 0 &&
    own.has(normalAddress(value)) &&
    (hasFamily(context, type) || remembered[type] !== undefined);
  return {
    name,
    records,
    ...(ownerRecord && { ownerRecord }),
    ...(owner && !isOwn && { other: owner }),
    remembered,
    foreign: records.filter((record) => !isOwnRecord(record)),
  };
};

/** What a person has to decide about a name: a clause with the fix; `undefined` when there is nothing. */
export const problemOfName = (
  context: StepContext,
  state: NameState,
  fix: (types: readonly AddressType[]) => string,
): string | undefined => {
  const { name, other, foreign, remembered } = state;
  const { group, sharedNames } = context.host;
  const sharers = sharedNames?.get(name);
  if (sharers)
    return (
      `the groups ${[group, ...sharers].toSorted().join(' and ')} both have the name ${name}, which is left as it is: ` +
      `remove it from the tag ${TAGS.records.name} of all but one`
    );
  if (other && foreign.length > 0) {
    const { stage, region, host } = other.owner;
    return (
      `${name} is pointed by the host ${host} of the stage ${stage} in ${region}, at ${foreign.map(describeRecord).join(' and ')}: ` +
      `remove the name from the tag ${TAGS.records.name} of one of the two, or delete the record to give it to this one`
    );
  }
  // Records of a family that the tag leaves out are the owner's own affair.
  const strange = foreign.filter(({ type }) => hasFamily(context, type) || remembered[type] !== undefined);
  if (strange.length === 0) return undefined;
  const before = strange.flatMap(({ type }) => remembered[type] ?? []);
  return (
    `${name} is ${strange.map(describeRecord).join(' and ')}, which hostkeeper did not set` +
    `${before.length > 0 ? ` (it had set ${before.join(' and ')})` : ''} and leaves as it is: ${fix(strange.map(({ type }) => type))}`
  );
};
