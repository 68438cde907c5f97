import { ownerName } from '../../hosts/record-names.ts';
import { TAGS } from '../../hosts/tags.ts';
import type { NameRecord, Observed, RecordScope } from '../model.ts';
import { parseOwnerRecord } from '../record-owner.ts';
import type { StepContext } from './context.ts';
import { describeRecord } from './record-changes.ts';

/** The records at one name. */
export const recordsAt = ({ records = [] }: Pick<Observed, 'records'>, name: string): readonly NameRecord[] =>
  records.filter((record) => record.name === name);

/** Whether the control plane may change a name; `*` stands for anything, as in IAM. */
const inScope = (name: string, { names }: RecordScope): boolean =>
  names.some((pattern) => {
    const literals = pattern
      .toLowerCase()
      .split('*')
      .map((literal) => literal.replaceAll('.', String.raw`\.`));
    return new RegExp(`^${literals.join('.*')}$`).test(name);
  });

/** Whether a record is never changed, whatever it is at: the owner of a name is said by a TXT record of hostkeeper's alone. */
const isSpecial = (record: NameRecord): boolean =>
  record.special !== undefined ||
  (record.name.startsWith(ownerName('')) && record.type === 'TXT' && !parseOwnerRecord(record));

/** Why the records at a name must not be changed, and the fix: a clause; `undefined` when they may be. */
export const validateName = ({ host, hostTags, scope }: StepContext, name: string): string | undefined => {
  const { hostedZone = '' } = hostTags;
  const zoneTag = `its tag ${TAGS.hostedZone.name} says "${hostedZone}"`;
  if (!scope.zones.includes(hostedZone))
    return (
      `${zoneTag}, a zone that this control plane may not change: ` +
      `choose one of ${scope.zones.join(', ') || 'none'}, or deploy it with the zone`
    );
  if (!inScope(name, scope))
    return (
      `its tag ${TAGS.records.name} says "${name}", a name that this control plane may not change: ` +
      `choose one like ${scope.names.join(', ') || 'none'}, or deploy it with the name`
    );
  if (!host.records) return `${zoneTag}, and there is no such zone`;
  const zone = host.records.find(({ type }) => type === 'SOA')?.name;
  if (zone !== undefined && !`.${name}`.endsWith(`.${zone}`))
    return (
      `its tag ${TAGS.records.name} says "${name}", a name outside its zone ${zone} (${hostedZone}): ` +
      `choose a name in it, or correct the tag ${TAGS.hostedZone.name}`
    );
  const leading = recordsAt(host, name).filter(({ type }) => type !== 'TXT');
  const special = [...leading, ...recordsAt(host, ownerName(name))].find(isSpecial);
  const description = special && (special.special ?? describeRecord(special));
  return special && `${special.name} is ${description}, which is never changed: delete it, or choose another name`;
};
