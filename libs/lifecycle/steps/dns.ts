import { type Plan, refuse, waitLong } from '../../controller/plan.ts';
import { TAGS } from '../../hosts/tags.ts';
import type { LifecycleActions } from '../model.ts';
import type { Addresses } from '../record-owner.ts';
import { type LifecycleCondition, type NamedStep, remainingInstances, type StepContext, validTag } from './context.ts';
import { hasFamily } from './name-state.ts';
import { planName } from './point-name.ts';
import { recordsAt } from './record-scope.ts';

/** Points a name at an instance: an A record, and an AAAA record when it has an IPv6 address, as far as the tags want them. */
export const pointRecord: NamedStep = (context, name) => {
  const { host, hostTags, instance, ec2Instance } = context;
  const ip = hostTags.address === undefined ? ec2Instance?.ip : host.address?.ip;
  const addresses: Addresses = {
    ...(ip !== undefined && hasFamily(context, 'A') && { A: ip }),
    ...(ec2Instance?.ipv6 !== undefined && hasFamily(context, 'AAAA') && { AAAA: ec2Instance.ipv6 }),
  };
  if (Object.keys(addresses).length === 0)
    return refuse(
      `${instance.instanceId} has no public address for its names: ` +
        (hasFamily(context, 'A')
          ? `let its subnet assign one, or set ${TAGS.address.name}`
          : `let its subnet assign an IPv6 address, or change the tag ${TAGS.addressFamily.name}`),
    );
  return planName(context, name, {
    addresses,
    creates: true,
    why: `did not point at ${instance.instanceId}`,
    fix: (types) =>
      types.some((type) => addresses[type] !== undefined)
        ? `delete it, and hostkeeper points the name at ${instance.instanceId}`
        : `delete it, or set ${TAGS.addressFamily.name} to "ipv4", which leaves AAAA records to you`,
  });
};

/**
 * The names of a suspended host once no instance is left: AWS may give their IP address to another customer. Those of a host
 * that is being restored stay for the minutes until its next instance, as in a replacement.
 */
export const removeRecords = (context: StepContext): readonly LifecycleCondition[] => {
  const { host, hostTags } = context;
  const { state } = host;
  const isStopped = state.intent === 'suspended' && state.cause !== 'restore' && host.instances.length === 0;
  if (!isStopped || hostTags.recordsWhenSuspended === 'keep') return [];
  const [remaining] = remainingInstances(host);
  return hostTags.records.map((name) => ({
    kind: 'RecordRemoved',
    name,
    needs: ['NameUnique', validTag('hostedZone'), validTag('address'), validTag('recordsWhenSuspended')],
    plan: () => {
      const plan = removeRecord(context, name);
      return remaining && plan?.status === 'act'
        ? waitLong(`${remaining.instanceId} has not ended yet, and ${name} is removed then`)
        : plan;
    },
  }));
};

/** Removes what the host has set of a name, but for the A record of an Elastic IP address, which stays allocated to the host. */
const removeRecord = (context: StepContext, name: string): Plan<LifecycleActions> | undefined => {
  const { host, hostTags } = context;
  const [present] = recordsAt(host, name).flatMap(({ type, values }) => (type === 'A' ? values : []));
  const kept = hostTags.address === undefined ? undefined : (host.address?.ip ?? present);
  return planName(context, name, {
    addresses: kept === undefined ? {} : { A: kept },
    creates: false,
    why: 'pointed at an address that the host no longer has',
    fix: () => `delete it before you resume the host, or remove the name from the tag ${TAGS.records.name}`,
  });
};
