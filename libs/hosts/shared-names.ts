import type { Host } from './host.ts';
import { TAGS } from './tags.ts';

/** DNS names of a host that other running hosts have too, each with the groups of those. */
export type SharedNames = ReadonlyMap<string, readonly string[]>;

/** One record that a host points at its instances. */
interface PointedRecord {
  readonly group: string;
  readonly name: string;
  /** The same for the same record. */
  readonly key: string;
}

/** The records that a host points at its instances; those of a host that is at rest stay as they are. */
const pointedRecords = ({ group, tags, state, sizes, instances }: Host): readonly PointedRecord[] => {
  if (state.intent === 'suspended' || (sizes.desired === 0 && instances.length === 0)) return [];
  const zone = TAGS.hostedZone.parse(tags[TAGS.hostedZone.name] ?? '');
  const names = TAGS.records.parse(tags[TAGS.records.name] ?? '') ?? [];
  return zone === undefined ? [] : names.map((name) => ({ group, name, key: `${zone} ${name}` }));
};

/** The names that several of these hosts of a region have, by the group of each. */
export const findSharedNames = (hosts: readonly Host[]): ReadonlyMap<string, SharedNames> => {
  const records = hosts.flatMap(pointedRecords);
  const groupsOf = Map.groupBy(records, ({ key }) => key);
  const shared = records.flatMap(({ group, name, key }) => {
    const others = (groupsOf.get(key) ?? []).map((record) => record.group).filter((other) => other !== group);
    return others.length > 0 ? [{ group, entry: [name, others] as const }] : [];
  });
  return new Map(
    [...Map.groupBy(shared, ({ group }) => group)].map(([group, own]) => [
      group,
      new Map(own.map(({ entry }) => entry)),
    ]),
  );
};
