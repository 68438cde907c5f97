import type { GroupInstance } from '../../hosts/host.ts';
import type { Observed, Volume } from '../model.ts';
import { isRunning } from './context.ts';

/** The data volume that is attached to an instance, in whatever state the attachment is. */
export const attachedVolume = ({ volumes }: Observed, instanceId: string): Volume | undefined =>
  volumes.find(({ attachments }) => attachments.some((attachment) => attachment.instanceId === instanceId));

/** The states in which an instance may hold the volume, the address and the names; the first is preferred. */
const ACTIVE_STATES: readonly string[] = ['InService', 'Pending:Proceed', 'Pending:Wait'];

const stateRank = ({ lifecycleState }: GroupInstance): number => ACTIVE_STATES.indexOf(lifecycleState);

/**
 * The one instance that gets the volume, the address and the names, so that two instances alive at once cannot fight
 * over them. Preferred in this order: the one that has the volume, one that runs, one in service, the youngest.
 */
export const primaryInstance = (host: Observed): GroupInstance | undefined => {
  const hasVolume = ({ instanceId }: GroupInstance) => Number(attachedVolume(host, instanceId) !== undefined);
  const runs = ({ instanceId }: GroupInstance) => Number(isRunning(host.ec2Instances.get(instanceId)));
  const launchedAt = ({ instanceId }: GroupInstance) => host.ec2Instances.get(instanceId)?.launchTime.getTime() ?? 0;
  const [primary] = host.instances
    .filter(({ lifecycleState }) => ACTIVE_STATES.includes(lifecycleState))
    .toSorted(
      (a, b) =>
        hasVolume(b) - hasVolume(a) ||
        runs(b) - runs(a) ||
        stateRank(a) - stateRank(b) ||
        launchedAt(b) - launchedAt(a),
    );
  return primary;
};
