import { type Plan, refuse } from '../../controller/plan.ts';
import type { LifecycleActions, NameRecord, Observed, RecordScope, RecordChange } from '../model.ts';
import { planAction, refOf, type StepContext, type Step } from './context.ts';

/** Whether a name is one of those that may be changed; `*` stands for anything, as in IAM. */
const inScope = (name: string, { names }: RecordScope): boolean =>
  names.some((pattern) => {
    const words = pattern
      .toLowerCase()
      .split('*')
      .map((word) => word.replaceAll('.', String.raw`\.`));
    return new RegExp(`^${words.join('.*')}$`).test(name);
  });

/** Why the records of a host are not to be touched, and the fix. */
const validateRecords = ({ host, hostTags, scope }: StepContext): string | undefined => {
  const { records, hostedZone = '' } = hostTags;
  if (!scope.zones.includes(hostedZone))
    return (
      `its tag hostkeeper:hosted-zone says "${hostedZone}", a zone that this control plane may not change: ` +
      `choose one of ${scope.zones.join(', ') || 'none'}, or deploy it with the zone`
    );
  const foreign = records.find((name) => !inScope(name, scope));
  if (foreign !== undefined)
    return (
      `its tag hostkeeper:records says "${foreign}", a name that this control plane may not change: ` +
      `choose one like ${scope.names.join(', ') || 'none'}, or deploy it with the name`
    );
  if (!host.records) return `its tag hostkeeper:hosted-zone says "${hostedZone}", and there is no such zone`;
  const other = host.records.find(({ special }) => special !== undefined);
  if (other) return `${other.name} is ${other.special}, which is left alone: delete it, or choose another name`;
  return undefined;
};

const isSame = (a: NameRecord, b: NameRecord): boolean =>
  a.ttlSeconds === b.ttlSeconds && a.values.join(' ') === b.values.join(' ');

/** The record of the same name and type. */
const findRecord = (records: readonly NameRecord[], { name, type }: NameRecord): NameRecord | undefined =>
  records.find((record) => record.name === name && record.type === type);

/** What must change so that exactly the wanted addresses stand at a host's names. */
const diffRecords = ({ records: current = [] }: Observed, wanted: readonly NameRecord[]): readonly RecordChange[] => [
  ...current.filter((record) => !findRecord(wanted, record)).map((record) => ({ change: 'DELETE', record }) as const),
  ...wanted.flatMap((record) => {
    const there = findRecord(current, record);
    return there && isSame(there, record) ? [] : [{ change: 'UPSERT', record } as const];
  }),
];

const planRecords = (
  context: StepContext,
  wanted: readonly NameRecord[],
  why: string,
): Plan<LifecycleActions> | undefined => {
  const forbidden = validateRecords(context);
  if (forbidden !== undefined) return refuse(forbidden);
  const all = diffRecords(context.host, wanted);
  if (all.length === 0) return undefined;
  const names = [...new Set(all.map(({ record }) => record.name))].join(', ');
  return planAction({
    action: 'route53:ChangeResourceRecordSets',
    reason: `${names} ${why}`,
    ...refOf(context.host),
    zone: context.hostTags.hostedZone ?? '',
    changes: all,
  });
};

/** Points the names at an instance: A, and AAAA when it has IPv6. */
export const pointRecords: Step = (context) => {
  const { host, hostTags, instance, ec2Instance } = context;
  if (hostTags.records.length === 0) return undefined;
  const ip = hostTags.address === undefined ? ec2Instance?.ip : host.address?.ip;
  if (ip === undefined)
    return refuse(
      `${instance.instanceId} has no public address for its names: have its subnet give it one, or set hostkeeper:address`,
    );
  const { ttlSeconds } = hostTags;
  const addresses: Pick<NameRecord, 'type' | 'values'>[] = [{ type: 'A', values: [ip] }];
  if (ec2Instance?.ipv6 !== undefined) addresses.push({ type: 'AAAA', values: [ec2Instance.ipv6] });
  const wanted = hostTags.records.flatMap((name) =>
    addresses.map(({ type, values }) => ({ name, type, ttlSeconds, values })),
  );
  return planRecords(context, wanted, `did not stand for ${instance.instanceId} alone`);
};

/** Takes the names of a suspended host away once nothing is left of it: its address may serve somebody else next. */
export const removeRecords = (context: StepContext): Plan<LifecycleActions> | undefined => {
  const { host, hostTags } = context;
  const isLeft =
    host.instances.length > 0 ||
    [...host.ec2Instances.values()].some(({ group, state }) => group === host.group && state !== 'terminated');
  const keeps = hostTags.recordsWhenSuspended === 'keep' || hostTags.records.length === 0;
  if (host.state.intent !== 'suspended' || isLeft || keeps) return undefined;
  // An Elastic IP address stays the host's own; an IPv6 address goes with the instance.
  const { address, records = [] } = host;
  const own =
    hostTags.address === undefined
      ? []
      : records.flatMap(({ name, type, ttlSeconds, values }) =>
          type === 'A' ? [{ name, type, ttlSeconds, values: address ? [address.ip] : values }] : [],
        );
  return planRecords(context, own, 'stood for an address that is not its own any more');
};
