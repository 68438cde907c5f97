import { type Plan, refuse } from '../../controller/plan.ts';
import { refOf } from '../../controller/result.ts';
import { TAGS } from '../../hosts/tags.ts';
import type { LifecycleActions, NameRecord, Observed, RecordChange, RecordScope } from '../model.ts';
import { planAction, type Step, type StepContext } from './context.ts';

/** Whether the control plane may change a name; `*` stands for anything, as in IAM. */
const inScope = (name: string, { names }: RecordScope): boolean =>
  names.some((pattern) => {
    const literals = pattern
      .toLowerCase()
      .split('*')
      .map((literal) => literal.replaceAll('.', String.raw`\.`));
    return new RegExp(`^${literals.join('.*')}$`).test(name);
  });

/** Why the records of a host must not be changed, and the fix: a clause; `undefined` when they may be. */
const validateRecords = ({ host, hostTags, scope }: StepContext): string | undefined => {
  const { records, hostedZone = '' } = hostTags;
  const zoneTag = `its tag ${TAGS.hostedZone.name} says "${hostedZone}"`;
  if (!scope.zones.includes(hostedZone))
    return (
      `${zoneTag}, a zone that this control plane may not change: ` +
      `choose one of ${scope.zones.join(', ') || 'none'}, or deploy it with the zone`
    );
  const foreign = records.find((name) => !inScope(name, scope));
  if (foreign !== undefined)
    return (
      `its tag ${TAGS.records.name} says "${foreign}", a name that this control plane may not change: ` +
      `choose one like ${scope.names.join(', ') || 'none'}, or deploy it with the name`
    );
  if (!host.records) return `${zoneTag}, and there is no such zone`;
  const special = host.records.find((record) => record.special !== undefined);
  if (special)
    return `${special.name} is ${special.special}, which is never changed: delete it, or choose another name`;
  return undefined;
};

const isSame = (a: NameRecord, b: NameRecord): boolean =>
  a.ttlSeconds === b.ttlSeconds && a.values.join(' ') === b.values.join(' ');

/** The record of the same name and type. */
const findRecord = (records: readonly NameRecord[], { name, type }: NameRecord): NameRecord | undefined =>
  records.find((record) => record.name === name && record.type === type);

/** The changes after which a host's names have exactly the desired records. */
const diffRecords = ({ records: current = [] }: Observed, desired: readonly NameRecord[]): readonly RecordChange[] => [
  ...current.filter((record) => !findRecord(desired, record)).map((record) => ({ change: 'DELETE', record }) as const),
  ...desired.flatMap((record) => {
    const existing = findRecord(current, record);
    return existing && isSame(existing, record) ? [] : [{ change: 'UPSERT', record } as const];
  }),
];

const planRecords = (
  context: StepContext,
  desired: readonly NameRecord[],
  why: string,
): Plan<LifecycleActions> | undefined => {
  const problem = validateRecords(context);
  if (problem !== undefined) return refuse(problem);
  const changes = diffRecords(context.host, desired);
  if (changes.length === 0) return undefined;
  const names = [...new Set(changes.map(({ record }) => record.name))].join(', ');
  return planAction({
    action: 'route53:ChangeResourceRecordSets',
    reason: `${names} ${why}`,
    ...refOf(context.host),
    zone: context.hostTags.hostedZone ?? '',
    changes,
  });
};

/** Points the names at an instance: A records, and AAAA records when it has an IPv6 address. */
export const pointRecords: Step = (context) => {
  const { host, hostTags, instance, ec2Instance } = context;
  if (hostTags.records.length === 0) return undefined;
  const ip = hostTags.address === undefined ? ec2Instance?.ip : host.address?.ip;
  if (ip === undefined)
    return refuse(
      `${instance.instanceId} has no public address for its names: ` +
        `let its subnet assign one, or set ${TAGS.address.name}`,
    );
  const { ttlSeconds } = hostTags;
  const addresses: Pick<NameRecord, 'type' | 'values'>[] = [{ type: 'A', values: [ip] }];
  if (ec2Instance?.ipv6 !== undefined) addresses.push({ type: 'AAAA', values: [ec2Instance.ipv6] });
  const desired = hostTags.records.flatMap((name) =>
    addresses.map(({ type, values }) => ({ name, type, ttlSeconds, values })),
  );
  return planRecords(context, desired, `did not point at ${instance.instanceId} alone`);
};

/** Removes the records of a suspended host once no instance is left, as AWS may give its IP address to another customer. */
export const removeRecords = (context: StepContext): Plan<LifecycleActions> | undefined => {
  const { host, hostTags } = context;
  const hasInstances =
    host.instances.length > 0 ||
    [...host.ec2Instances.values()].some(({ group, state }) => group === host.group && state !== 'terminated');
  const keepsRecords = hostTags.recordsWhenSuspended === 'keep' || hostTags.records.length === 0;
  if (host.state.intent !== 'suspended' || hasInstances || keepsRecords) return undefined;
  // An Elastic IP address stays allocated to the host; an IPv6 address is released with the instance.
  const { address, records = [] } = host;
  const kept =
    hostTags.address === undefined
      ? []
      : records.flatMap(({ name, type, ttlSeconds, values }) =>
          type === 'A' ? [{ name, type, ttlSeconds, values: address ? [address.ip] : values }] : [],
        );
  return planRecords(context, kept, 'pointed at an address that the host no longer has');
};
