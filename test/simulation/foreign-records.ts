import type { ResourceRecordSet } from '@aws-sdk/client-route-53';

import { ZONE } from '../aws/lambda/package-stack.ts';
import type { Env } from '../support/given.ts';

/** The values that people give to records, outside the ranges of the simulated EC2. */
const VALUES = {
  A: ['192.0.2.1', '192.0.2.2'],
  AAAA: ['2001:db8:f::1'],
} as const;

/** A record that a person sets at the name of a host. */
export interface RecordByHand {
  readonly type: keyof typeof VALUES;
  /** How many values it has. */
  readonly count: number;
}

/** The records in a simulation that people have set and not deleted. */
const byHand = new WeakMap<Env['world'], ResourceRecordSet[]>();

const isSame = (a: ResourceRecordSet, b: ResourceRecordSet): boolean => a.Name === b.Name && a.Type === b.Type;

/** The records that people have set, and that must stay as they are. */
export const recordsByHand = ({ world }: Pick<Env, 'world'>): readonly ResourceRecordSet[] => byHand.get(world) ?? [];

/** Sets a record at the name of a host, as a person does in the console. Answers in words what it is. */
export const setByHand = ({ world }: Pick<Env, 'world'>, host: string, { type, count }: RecordByHand): string => {
  const values = VALUES[type].slice(0, count);
  const set: ResourceRecordSet = {
    Name: `${host}.${ZONE.name}.`,
    Type: type,
    TTL: 300,
    ResourceRecords: values.map((Value) => ({ Value })),
  };
  world.route53.put(ZONE.id, set);
  byHand.set(world, [...recordsByHand({ world }).filter((other) => !isSame(other, set)), set]);
  return `${type} ${values.join(' and ')}`;
};

/** Deletes address records, as a person does; by default those that people have set. */
export const deleteByHand = (
  { world }: Pick<Env, 'world'>,
  isDeleted = (set: ResourceRecordSet): boolean => recordsByHand({ world }).some((other) => isSame(other, set)),
): void => {
  const deleted = world.route53.records(ZONE.id).filter((set) => set.Type !== 'TXT' && isDeleted(set));
  for (const set of deleted) world.route53.remove(ZONE.id, set);
  byHand.set(
    world,
    recordsByHand({ world }).filter((set) => !deleted.some((other) => isSame(other, set))),
  );
};
