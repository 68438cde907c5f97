import { type Plan, refuse } from '../plan.ts';
import type { HostActions, NameRecord, Observed, Ownership, RecordChange } from './model.ts';
import { doing, of, type Scene, type Step } from './steps.ts';

/** Whether a name is one of those that may be changed; `*` stands for anything, as in IAM. */
const isOwned = (name: string, { names }: Ownership): boolean =>
  names.some((pattern) => {
    const words = pattern
      .toLowerCase()
      .split('*')
      .map((word) => word.replaceAll('.', String.raw`\.`));
    return new RegExp(`^${words.join('.*')}$`).test(name);
  });

/** Why the records of a host are not to be touched, and the fix. */
const whatForbids = ({ host, settings, ownership }: Scene): string | undefined => {
  const { records, hostedZone = '' } = settings;
  if (!ownership.zones.includes(hostedZone))
    return (
      `its tag hostkeeper:hosted-zone says "${hostedZone}", a zone that this control plane may not change: ` +
      `choose one of ${ownership.zones.join(', ') || 'none'}, or deploy it with the zone`
    );
  const foreign = records.find((name) => !isOwned(name, ownership));
  if (foreign !== undefined)
    return (
      `its tag hostkeeper:records says "${foreign}", a name that this control plane may not change: ` +
      `choose one like ${ownership.names.join(', ') || 'none'}, or deploy it with the name`
    );
  if (!host.records) return `its tag hostkeeper:hosted-zone says "${hostedZone}", and there is no such zone`;
  const other = host.records.find(({ special }) => special !== undefined);
  if (other) return `${other.name} is ${other.special}, which is left alone: delete it, or choose another name`;
  return undefined;
};

const isSame = (a: NameRecord, b: NameRecord): boolean =>
  a.ttlSeconds === b.ttlSeconds && a.values.join(' ') === b.values.join(' ');

/** The record of the same name and type. */
const like = (records: readonly NameRecord[], { name, type }: NameRecord): NameRecord | undefined =>
  records.find((record) => record.name === name && record.type === type);

/** What must change so that exactly the wanted addresses stand at a host's names. */
const changes = ({ records: current = [] }: Observed, wanted: readonly NameRecord[]): readonly RecordChange[] => [
  ...current.filter((record) => !like(wanted, record)).map((record) => ({ change: 'DELETE', record }) as const),
  ...wanted.flatMap((record) => {
    const there = like(current, record);
    return there && isSame(there, record) ? [] : [{ change: 'UPSERT', record } as const];
  }),
];

const change = (scene: Scene, wanted: readonly NameRecord[], why: string): Plan<HostActions> | undefined => {
  const forbidden = whatForbids(scene);
  if (forbidden !== undefined) return refuse(forbidden);
  const all = changes(scene.host, wanted);
  if (all.length === 0) return undefined;
  const names = [...new Set(all.map(({ record }) => record.name))].join(', ');
  return doing({
    action: 'route53:ChangeResourceRecordSets',
    reason: `${names} ${why}`,
    ...of(scene.host),
    zone: scene.settings.hostedZone ?? '',
    changes: all,
  });
};

/** Points the names at an instance: A, and AAAA when it has IPv6. */
export const pointRecords: Step = (scene) => {
  const { host, settings, instance, machine } = scene;
  if (settings.records.length === 0) return undefined;
  const ip = settings.address === undefined ? machine?.ip : host.address?.ip;
  if (ip === undefined)
    return refuse(
      `${instance.instanceId} has no public address for its names: have its subnet give it one, or set hostkeeper:address`,
    );
  const { ttlSeconds } = settings;
  const addresses: Pick<NameRecord, 'type' | 'values'>[] = [{ type: 'A', values: [ip] }];
  if (machine?.ipv6 !== undefined) addresses.push({ type: 'AAAA', values: [machine.ipv6] });
  const wanted = settings.records.flatMap((name) =>
    addresses.map(({ type, values }) => ({ name, type, ttlSeconds, values })),
  );
  return change(scene, wanted, `did not stand for ${instance.instanceId} alone`);
};

/** Takes the names of a suspended host away once nothing is left of it: its address may serve somebody else next. */
export const removeRecords = (scene: Scene): Plan<HostActions> | undefined => {
  const { host, settings } = scene;
  const isLeft =
    host.instances.length > 0 ||
    [...host.machines.values()].some(({ group, state }) => group === host.group && state !== 'terminated');
  const keeps = settings.recordsWhenSuspended === 'keep' || settings.records.length === 0;
  if (host.state.intent !== 'suspended' || isLeft || keeps) return undefined;
  // An Elastic IP address stays the host's own; an IPv6 address goes with the instance.
  const { address, records = [] } = host;
  const own =
    settings.address === undefined
      ? []
      : records.flatMap(({ name, type, ttlSeconds, values }) =>
          type === 'A' ? [{ name, type, ttlSeconds, values: address ? [address.ip] : values }] : [],
        );
  return change(scene, own, 'stood for an address that is not its own any more');
};
