import { type Plan, refuse } from '../../controller/plan.ts';
import { refOf } from '../../controller/result.ts';
import { ownerName } from '../../hosts/record-names.ts';
import { TAGS } from '../../hosts/tags.ts';
import { ADDRESS_TYPES, type LifecycleActions } from '../model.ts';
import { type Addresses, normalAddress, ownerOf } from '../record-owner.ts';
import { planAction, type StepContext } from './context.ts';
import {
  type AddressRecord,
  type AddressType,
  hasFamily,
  type NameState,
  problemOfName,
  stateOfName,
} from './name-state.ts';
import { describeChange, diffRecords, undoCommand } from './record-changes.ts';
import { validateName } from './record-scope.ts';

/** The time to live of a record: that of the tag, but where the tag is invalid, the present one. */
const ttlOf = ({ hostTags }: StepContext, { records }: NameState): number =>
  (hostTags.invalid.has(TAGS.ttl.name) ? records[0]?.ttlSeconds : undefined) ?? hostTags.ttlSeconds;

/** What a name is to have. */
export interface Wanted {
  readonly addresses: Addresses;
  /** Whether a record that is missing is created. */
  readonly creates: boolean;
  /** Why a change is due: a clause that begins with the name. */
  readonly why: string;
  /** What the owner does about somebody else's records, whose types are given: a clause. */
  readonly fix: (types: readonly AddressType[]) => string;
}

/** The address records that a name is to have: those of somebody else as they are, and no AAAA record is created beside their A record. */
const desiredRecords = (context: StepContext, state: NameState, { addresses, creates }: Wanted) => {
  const { name, records, foreign } = state;
  const isShared = context.host.sharedNames?.has(name) ?? false;
  const isTaken = (type: AddressType) =>
    type === 'AAAA' && hasFamily(context, 'A') && foreign.some((record) => record.type === 'A');
  return ADDRESS_TYPES.flatMap((type): readonly AddressRecord[] => {
    const existing = records.find((record) => record.type === type);
    if (existing && foreign.includes(existing)) return [existing];
    const address = addresses[type];
    if (address === undefined || (!existing && (!creates || isShared || isTaken(type)))) return [];
    return [{ name, type, ttlSeconds: ttlOf(context, state), values: [address] }];
  });
};

/** What the TXT record is to remember: of somebody else's record, what the host had set before. */
const toRemember = ({ foreign, remembered }: NameState, desired: readonly AddressRecord[]): Addresses =>
  Object.fromEntries(
    desired.flatMap((record) => {
      const { type, values } = record;
      const address = foreign.includes(record) ? remembered[type] : values[0];
      return address === undefined ? [] : [[type, normalAddress(address)]];
    }),
  );

/** Changes what is the host's of a name, then refuses what is not. */
export const planName = (context: StepContext, name: string, wanted: Wanted): Plan<LifecycleActions> | undefined => {
  const invalid = validateName(context, name);
  if (invalid !== undefined) return refuse(invalid);
  const state = stateOfName(context, name);
  const problem = problemOfName(context, state, wanted.fix);
  const refusal = problem === undefined ? undefined : refuse(problem);
  const isOfOther = state.other !== undefined && state.foreign.length > 0;
  // A host that points nothing leaves a name to the one that does.
  if (isOfOther) return wanted.creates ? refusal : undefined;
  const desired = desiredRecords(context, state, wanted);
  const { addresses, owner } = diffRecords(state, desired, {
    owner: ownerOf(context.host),
    addresses: toRemember(state, desired),
  });
  if (addresses.length === 0 && owner.length === 0) return refusal;
  const zone = context.hostTags.hostedZone ?? '';
  const changes = { ...refOf(context.host), zone, changes: [...addresses, ...owner] };
  const action = 'route53:ChangeResourceRecordSets';
  if (addresses.length === 0) {
    const reason = `${ownerName(name)} did not say where ${context.host.host} points the name`;
    return planAction({ action, reason, routine: true, ...changes });
  }
  const reason = `${name} ${wanted.why}: ${addresses.map(describeChange).join(', ')}`;
  return planAction({ action, reason, ...changes, undo: undoCommand(zone, addresses) });
};
