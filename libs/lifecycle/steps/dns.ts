import { type Plan, refuse } from '../../controller/plan.ts';
import { refOf } from '../../controller/result.ts';
import { TAGS } from '../../hosts/tags.ts';
import type { LifecycleActions, NameRecord, Observed, RecordChange, RecordScope } from '../model.ts';
import { type LifecycleCondition, type NamedStep, planAction, type StepContext, validTag } from './context.ts';

/** Whether the control plane may change a name; `*` stands for anything, as in IAM. */
const inScope = (name: string, { names }: RecordScope): boolean =>
  names.some((pattern) => {
    const literals = pattern
      .toLowerCase()
      .split('*')
      .map((literal) => literal.replaceAll('.', String.raw`\.`));
    return new RegExp(`^${literals.join('.*')}$`).test(name);
  });

/** Why the records at a name must not be changed, and the fix: a clause; `undefined` when they may be. */
const validateName = ({ host, hostTags, scope }: StepContext, name: string): string | undefined => {
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
  const special = host.records.find((record) => record.name === name && record.special !== undefined);
  return special && `${name} is ${special.special}, which is never changed: delete it, or choose another name`;
};

const isSame = (a: NameRecord, b: NameRecord): boolean =>
  a.ttlSeconds === b.ttlSeconds && a.values.join(' ') === b.values.join(' ');

/** The record of the same name and type. */
const findRecord = (records: readonly NameRecord[], { name, type }: NameRecord): NameRecord | undefined =>
  records.find((record) => record.name === name && record.type === type);

/** The records at one name. */
const recordsAt = ({ records = [] }: Observed, name: string): readonly NameRecord[] =>
  records.filter((record) => record.name === name);

/** The changes after which a name has exactly the desired records. */
const diffRecords = (current: readonly NameRecord[], desired: readonly NameRecord[]): readonly RecordChange[] => [
  ...current.filter((record) => !findRecord(desired, record)).map((record) => ({ change: 'DELETE', record }) as const),
  ...desired.flatMap((record) => {
    const existing = findRecord(current, record);
    return existing && isSame(existing, record) ? [] : [{ change: 'UPSERT', record } as const];
  }),
];

const planRecords = (
  context: StepContext,
  name: string,
  desired: readonly NameRecord[],
  why: string,
): Plan<LifecycleActions> | undefined => {
  const problem = validateName(context, name);
  if (problem !== undefined) return refuse(problem);
  const changes = diffRecords(recordsAt(context.host, name), desired);
  if (changes.length === 0) return undefined;
  return planAction({
    action: 'route53:ChangeResourceRecordSets',
    reason: `${name} ${why}`,
    ...refOf(context.host),
    zone: context.hostTags.hostedZone ?? '',
    changes,
  });
};

/** The time to live of a record: that of the tag, but where the tag is invalid, the present one. */
const ttlOf = ({ host, hostTags }: StepContext, name: string): number =>
  (hostTags.invalid.has(TAGS.ttl.name) ? recordsAt(host, name)[0]?.ttlSeconds : undefined) ?? hostTags.ttlSeconds;

/** Points a name at an instance: an A record, and an AAAA record when it has an IPv6 address. */
export const pointRecord: NamedStep = (context, name) => {
  const { host, hostTags, instance, ec2Instance } = context;
  const ip = hostTags.address === undefined ? ec2Instance?.ip : host.address?.ip;
  if (ip === undefined)
    return refuse(
      `${instance.instanceId} has no public address for its names: ` +
        `let its subnet assign one, or set ${TAGS.address.name}`,
    );
  const ttlSeconds = ttlOf(context, name);
  const addresses: Pick<NameRecord, 'type' | 'values'>[] = [{ type: 'A', values: [ip] }];
  if (ec2Instance?.ipv6 !== undefined) addresses.push({ type: 'AAAA', values: [ec2Instance.ipv6] });
  const desired = addresses.map(({ type, values }) => ({ name, type, ttlSeconds, values }));
  return planRecords(context, name, desired, `did not point at ${instance.instanceId} alone`);
};

/** The names of a suspended host once no instance is left: AWS may give their IP address to another customer. */
export const removeRecords = (context: StepContext): readonly LifecycleCondition[] => {
  const { host, hostTags } = context;
  const hasInstances =
    host.instances.length > 0 ||
    [...host.ec2Instances.values()].some(({ group, state }) => group === host.group && state !== 'terminated');
  if (host.state.intent !== 'suspended' || hasInstances || hostTags.recordsWhenSuspended === 'keep') return [];
  return hostTags.records.map((name) => ({
    kind: 'RecordRemoved',
    name,
    needs: ['NameUnique', validTag('hostedZone'), validTag('address'), validTag('recordsWhenSuspended')],
    plan: () => removeRecord(context, name),
  }));
};

/** Removes a record, but for the A record of an Elastic IP address, which stays allocated to the host. */
const removeRecord = (context: StepContext, name: string): Plan<LifecycleActions> | undefined => {
  const { host, hostTags } = context;
  const { address } = host;
  const kept =
    hostTags.address === undefined
      ? []
      : recordsAt(host, name).flatMap(({ type, ttlSeconds, values }) =>
          type === 'A' ? [{ name, type, ttlSeconds, values: address ? [address.ip] : values }] : [],
        );
  return planRecords(context, name, kept, 'pointed at an address that the host no longer has');
};
