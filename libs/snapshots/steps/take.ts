import { act, refuse, waitLong } from '../../controller/plan.ts';
import { refOf } from '../../controller/result.ts';
import { DATA_ROLE, TAGS } from '../../hosts/tags.ts';
import type { Observed, TakeActions } from '../model.ts';
import { describeFailure, newestOf, type Step, wantedSnapshot } from './context.ts';

/** States of a volume in which EC2 takes a snapshot of it. */
const READY: ReadonlySet<string> = new Set(['available', 'in-use']);

/** Why no snapshot of a host can be taken, and the fix. */
const problemOf = ({ duplicateGroups, volumes, hostTags }: Observed): string | undefined => {
  if (hostTags.device === undefined)
    return `its tag ${TAGS.device.name} says that it has no data volume: remove the tag`;
  if (duplicateGroups.length > 0)
    return `the group ${duplicateGroups.join(', ')} has its name, too: give one of them another ${TAGS.host.name}`;
  const ids = volumes.map(({ volumeId }) => volumeId).join(', ');
  if (volumes.length === 0)
    return `it has no volume with the tag ${TAGS.role.name} = ${DATA_ROLE}: tag its volume, or set ${TAGS.device.name} to "none"`;
  if (volumes.length > 1)
    return `${ids} are all tagged as its data: set ${TAGS.role.name} of those that are not to another value`;
  const [{ state } = { state: 'unknown' }] = volumes;
  return state === 'error' ? `its volume ${ids} is in the state error: restore it from a snapshot` : undefined;
};

/** The host has the snapshot that it is to have, or gets it. One that failed does not count. */
export const takeSnapshot: Step<TakeActions> = ({ target, host }) => {
  const { wanted } = target;
  if (!wanted || wantedSnapshot(target, host.snapshots)) return undefined;
  const problem = problemOf(host);
  if (problem !== undefined) return refuse(problem);
  const [volume] = host.volumes;
  const isReady = wanted.whenDetached === true ? volume?.state === 'available' : READY.has(volume?.state ?? '');
  if (!volume || !isReady) return waitLong(`its volume is ${volume?.state ?? 'unknown'}`);
  return act<TakeActions>({
    action: 'ec2:CreateSnapshot',
    reason: `it had none of ${wanted.slot}`,
    routine: true,
    ...refOf(host),
    ...wanted,
    volumeId: volume.volumeId,
  });
};

/** The newest snapshot did not fail. */
export const awaitCompletion: Step = ({ host }) => {
  const newest = newestOf(host.snapshots);
  if (newest?.state === 'pending') return waitLong(`${newest.snapshotId} is being made`);
  return newest?.state === 'error' ? refuse(`${newest.snapshotId} failed: ${describeFailure(newest)}`) : undefined;
};
