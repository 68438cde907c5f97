import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import * as z from 'zod/mini';

import type { Group } from '../aws/autoscaling/state.ts';
import { ZONE } from '../aws/lambda/package-stack.ts';
import type { Env } from '../support/given.ts';
import { notificationText } from '../support/queries.ts';
import type { Invariant } from './checker.ts';
import { recordsByHand } from './foreign-records.ts';

/**
 * Counted anew for each replacement: faults may terminate one instance after the other before any of them can take the
 * record over.
 */
const MAX_FOREIGN_ADDRESS_SECONDS = 600;

/** Where nothing keeps hostkeeper from it: two passes of reconcile, and the time that each takes. */
const MAX_CHANGE_SECONDS = 2 * 60 + 30;

const hasRecord = (tags: ReadonlyMap<string, string>, name: string): boolean =>
  tags.get('hostkeeper:records')?.split(' ').includes(name.replace(/\.$/, '')) === true;

/** Whether a host was stopped and no tag says so: its records stay, as docs/limits.md says. */
const isUnrecordedStop = ({ sizes, tags }: Group): boolean =>
  sizes.max === 0 && tags.get('hostkeeper:state')?.startsWith('suspended') !== true;

const groupsOf = ({ world }: Env) => world.autoScaling().groups.all();

/** The part of ChangeResourceRecordSets that is checked. */
const recordChanges = z.object({
  ChangeBatch: z.object({
    Changes: z.array(
      z.object({
        Action: z.string(),
        ResourceRecordSet: z.object({
          Name: z.string(),
          Type: z.string(),
          ResourceRecords: z.optional(z.array(z.object({ Value: z.string() }))),
        }),
      }),
    ),
  }),
});

/** Every call that changes records respects the holder of the volume. */
export const recordsFollowVolume = (env: Env): Invariant => {
  const { ec2 } = env.world.inRegion();
  const holderOf = (host: string | undefined) => {
    const volume = ec2.volumes
      .all()
      .filter(({ tags }) => tags.get('hostkeeper:role') === 'data')
      .find(({ tags }) => tags.get('hostkeeper:host') === host && tags.get('hostkeeper:stage') === 'prod');
    return ec2.instances.get(volume?.attachment?.instanceId ?? '');
  };
  const mayPointTo = (name: string, address: string): boolean => {
    const tags = groupsOf(env).find((group) => hasRecord(group.tags, name))?.tags;
    if (tags?.get('hostkeeper:device') === 'none') return true;
    const instance = ec2.instances.all().find(({ ip, ipv6 }) => ip === address || ipv6 === address);
    // An Elastic IP address that is not associated belongs to the host all the same.
    return instance ? instance === holderOf(tags?.get('hostkeeper:host')) : ec2.ownsAddress(address);
  };
  return {
    name: 'a record never points to an instance without the volume',
    onCall: ({ operation, input }) => {
      if (operation !== 'ChangeResourceRecordSets') return [];
      return z
        .parse(recordChanges, input)
        .ChangeBatch.Changes.filter(({ Action, ResourceRecordSet: { Type } }) => Action !== 'DELETE' && Type !== 'TXT')
        .map(({ ResourceRecordSet: { Name, ResourceRecords = [] } }) => ({
          Name,
          Value: ResourceRecords[0]?.Value ?? '',
        }))
        .filter(({ Name, Value }) => !mayPointTo(Name, Value))
        .map(({ Name, Value }) => `${Name} -> ${Value}`);
    },
  };
};

const sameSet = (a: ResourceRecordSet, b: ResourceRecordSet): boolean => a.Name === b.Name && a.Type === b.Type;

/** A host whose records hostkeeper can change at this moment: it is in service with its volume, or stopped completely. */
const isChangeable = ({ world }: Env, { tags, instances }: ReturnType<typeof groupsOf>[number]): boolean => {
  const { ec2 } = world.inRegion();
  const [instance] = instances;
  if (!instance) return tags.get('hostkeeper:state')?.startsWith('suspended') === true;
  const volume = ec2.volumes
    .all()
    .filter((one) => one.tags.get('hostkeeper:role') === 'data')
    .find((one) => one.tags.get('hostkeeper:host') === tags.get('hostkeeper:host'));
  const { attachment } = volume ?? {};
  return (
    instances.length === 1 &&
    instance.lifecycleState === 'InService' &&
    ec2.instances.get(instance.instanceId)?.state === 'running' &&
    attachment?.instanceId === instance.instanceId &&
    attachment.state === 'attached'
  );
};

/** The records of a host that is wanted wait for its next instance, which cannot come while its group launches none. */
const canLaunch = ({ launchFailure, suspendedProcesses }: Group): boolean =>
  launchFailure === undefined && !suspendedProcesses.has('Launch');

/** The records of a host wait for its next instance while its data is restored, as in a replacement. */
const isBeingRestored = ({ tags }: Group): boolean => tags.get('hostkeeper:restore')?.startsWith('restoring') === true;

/** Whether passes were lost or crashed: fewer than two have ended well within the time of a change. */
const isWithoutPasses = ({ world }: Env): boolean => {
  const from = world.clock.now().getTime() - 1000 * MAX_CHANGE_SECONDS;
  const ended = world.invocations.filter(
    ({ name, at, error }) => name === 'reconcile' && error === undefined && at.getTime() >= from,
  );
  return ended.length < 2;
};

/** Records leave an address that is not the account's, for example that of a terminated instance. */
export const recordsLeaveForeignAddresses = (env: Env): Invariant => ({
  name: 'a record does not stay at a foreign address',
  onState: () => {
    const { ec2 } = env.world.inRegion();
    return env.world.route53.records(ZONE.id).flatMap((set) => {
      const { Name = '', Type, ResourceRecords = [] } = set;
      if (Type === 'TXT' || recordsByHand(env).some((other) => sameSet(other, set))) return [];
      const group = groupsOf(env).find(
        (candidate) =>
          hasRecord(candidate.tags, Name) &&
          !isUnrecordedStop(candidate) &&
          !isBeingRestored(candidate) &&
          canLaunch(candidate),
      );
      const foreign = ResourceRecords.find(({ Value = '' }) => !ec2.ownsAddress(Value));
      if (!group || !foreign || isWithoutPasses(env)) return [];
      const changeable = isChangeable(env, group);
      const instanceId = group.instances.at(-1)?.instanceId ?? 'without an instance';
      return [
        {
          key: `record ${Name} ${Type} ${instanceId} ${changeable ? 'changeable' : ''}`,
          detail: `${Name} -> ${foreign.Value}`,
          toleratedSeconds: changeable ? MAX_CHANGE_SECONDS : MAX_FOREIGN_ADDRESS_SECONDS,
        },
      ];
    });
  },
});

/** The content of a record set, for comparison. */
const contentOf = (set: ResourceRecordSet | undefined): string =>
  `${set?.TTL} ${set?.ResourceRecords?.map(({ Value }) => Value).join(' ')}`;

/** What a person has set at the name of a host stays as it is, and the person is told that hostkeeper leaves it alone. */
export const recordsByHandStay = (env: Env): Invariant => ({
  name: 'a record that a person set is left, and told',
  onState: () => {
    const records = env.world.route53.records(ZONE.id);
    const text = notificationText(env.world);
    return recordsByHand(env).flatMap((set) => {
      const { Name = '', Type, ResourceRecords = [] } = set;
      const present = records.find((other) => sameSet(other, set));
      if (contentOf(present) !== contentOf(set))
        return [{ key: `${Name} ${Type} changed`, detail: `${Name} ${Type} is ${contentOf(present)}` }];
      const group = groupsOf(env).find(({ tags }) => hasRecord(tags, Name));
      const words = `${Type} ${ResourceRecords.map(({ Value }) => Value).join(' and ')}`;
      if (!group || !isChangeable(env, group) || text.includes(words) || isWithoutPasses(env)) return [];
      return [
        {
          key: `${Name} ${words} not told`,
          detail: `no e-mail says that ${Name} is ${words}`,
          toleratedSeconds: MAX_CHANGE_SECONDS,
        },
      ];
    });
  },
});
