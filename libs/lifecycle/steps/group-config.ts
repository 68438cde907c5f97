import { shell } from '../../notifications/commands.ts';
import { deleteWarmPool } from '../../hosts/host.ts';
import { invalidTag, TAGS } from '../../hosts/tags.ts';
import type { HostTags } from '../../hosts/host-tags.ts';
import type { Observed } from '../model.ts';

/** Why a group cannot be operated, and the fix. */
interface InvalidGroup {
  /** A clause. */
  readonly problem: string;
  /** A command line that fixes it. */
  readonly command?: string;
}

/** Why a group cannot be operated. With any of these, two instances would wait for one volume, or none would find it. */
const findProblem = (host: Observed): InvalidGroup | undefined => {
  const { group, region, duplicateGroups, state, zones, warmPool, capacityRebalance, maintenance, hostTags } = host;
  if (duplicateGroups.length > 0)
    return {
      problem:
        `the groups ${[group, ...duplicateGroups].toSorted().join(' and ')} have the same name: ` +
        `give all but one another tag ${TAGS.host.name}`,
    };
  if (state.intent === 'unreadable') return { problem: invalidTag(TAGS.state, state.text) };
  if ('problem' in hostTags) return hostTags;
  if (zones.length > 1)
    return {
      problem: `its group launches in ${zones.join(' and ')}, and a volume is in one zone: leave it the subnets of one`,
    };
  if (warmPool)
    return {
      problem: 'its group has a warm pool, whose instances cannot have the volume: delete the pool',
      command: deleteWarmPool(host),
    };
  if (capacityRebalance)
    return {
      problem: 'its group has CapacityRebalance, which launches before it terminates: turn it off',
      command: shell`aws autoscaling update-auto-scaling-group --region ${region} --auto-scaling-group-name ${group} --no-capacity-rebalance`,
    };
  if (maintenance && (maintenance.minHealthyPercent !== 0 || maintenance.maxHealthyPercent !== 100))
    return {
      problem:
        `its instance maintenance policy is Min ${maintenance.minHealthyPercent} / Max ${maintenance.maxHealthyPercent}, ` +
        'under which it launches before it terminates: set it to Min 0 / Max 100',
    };
  return undefined;
};

/** The parsed tags of a valid group; otherwise why it cannot be operated, and the fix. */
export const validateGroup = (host: Observed): HostTags | InvalidGroup => findProblem(host) ?? host.hostTags;
