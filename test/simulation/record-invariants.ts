import * as z from 'zod/mini';

import { ZONE } from '../aws/lambda/package-stack.ts';
import type { Group } from '../aws/autoscaling/state.ts';
import type { Env } from '../support/given.ts';
import type { Invariant } from './checker.ts';
import { hasInvalidTag } from './faults.ts';

/**
 * Counted anew for each replacement: faults may terminate one instance after the other before any of them can take the
 * record over.
 */
const MAX_FOREIGN_ADDRESS_SECONDS = 600;

const hasRecord = (tags: ReadonlyMap<string, string>, name: string): boolean =>
  tags.get('hostkeeper:records')?.split(' ').includes(name.replace(/\.$/, '')) === true;

const groupsOf = ({ world }: Env) => world.autoScaling().groups.all();

/** The part of ChangeResourceRecordSets that is checked. */
const recordChanges = z.object({
  ChangeBatch: z.object({
    Changes: z.array(
      z.object({
        Action: z.string(),
        ResourceRecordSet: z.object({
          Name: z.string(),
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
        .ChangeBatch.Changes.filter(({ Action }) => Action !== 'DELETE')
        .map(({ ResourceRecordSet: { Name, ResourceRecords = [] } }) => ({
          Name,
          Value: ResourceRecords[0]?.Value ?? '',
        }))
        .filter(({ Name, Value }) => !mayPointTo(Name, Value))
        .map(({ Name, Value }) => `${Name} -> ${Value}`);
    },
  };
};

/** The records of a host that is wanted wait for its next instance, which cannot come while its group launches none. */
const canLaunch = ({ launchFailure, suspendedProcesses }: Group): boolean =>
  launchFailure === undefined && !suspendedProcesses.has('Launch');

/** Records leave an address that is not the account's, for example that of a terminated instance. */
export const recordsLeaveForeignAddresses = (env: Env): Invariant => ({
  name: 'a record does not stay at a foreign address',
  onState: () => {
    const { ec2 } = env.world.inRegion();
    return env.world.route53.records(ZONE.id).flatMap(({ Name = '', Type, ResourceRecords = [] }) => {
      // hostkeeper refuses a host with an invalid tag, and changes nothing for it.
      const group = groupsOf(env).find(
        (one) => hasRecord(one.tags, Name) && !hasInvalidTag(one.tags) && canLaunch(one),
      );
      const foreign = ResourceRecords.find(({ Value = '' }) => !ec2.ownsAddress(Value));
      return group && foreign
        ? [
            {
              key: `record ${Name} ${Type} ${group.instances.at(-1)?.instanceId ?? 'without an instance'}`,
              detail: `${Name} -> ${foreign.Value}`,
              toleratedSeconds: MAX_FOREIGN_ADDRESS_SECONDS,
            },
          ]
        : [];
    });
  },
});
