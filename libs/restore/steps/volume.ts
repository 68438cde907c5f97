import type { NewVolume } from '../../aws/volumes.ts';
import { wait } from '../../controller/plan.ts';
import { refOf } from '../../controller/result.ts';
import { minutesSince, secondsSince } from '../../controller/time.ts';
import { type Restore } from '../../hosts/restore-state.ts';
import type { Snapshot } from '../../hosts/snapshot.ts';
import { CANDIDATE_ROLE, TAGS } from '../../hosts/tags.ts';
import { boughtPerformance } from '../../hosts/volume-performance.ts';
import { fingerprint } from '../../notifications/history.ts';
import type { Observed, Volume } from '../model.ts';
import { dataVolumes, planAction, type Step, type StepContext } from './context.ts';

/** After this time without a volume that can be attached, a restore is given up: nothing was changed by then. */
export const GIVE_UP_MINUTES = 15;

/** How long AWS may take to show a volume that it has created. */
const SHOWN_AFTER_SECONDS = 20;

/** The states of a volume that no longer becomes available. */
const ENDED: ReadonlySet<string> = new Set(['error', 'deleting', 'deleted']);

/** The key of the call that creates the volume, among the attempts of a run. */
export const VOLUME_ATTEMPT = 'volume';

const isRetiredBy = ({ retiredBy }: Volume, { since }: Pick<Restore, 'since'>): boolean =>
  retiredBy?.getTime() === since.getTime();

/** Whether the volume cannot be had: it has failed, or was not available in time. Once the old one is retired there is no way back. */
export const isGivenUp = ({ host, volume, isInPlace, restore, now }: StepContext): boolean => {
  const isBegun = host.volumes.some((one) => isRetiredBy(one, restore));
  if (isInPlace || isBegun || volume?.state === 'available') return false;
  return (volume && ENDED.has(volume.state)) || minutesSince(restore.since, now) >= GIVE_UP_MINUTES;
};

/** The volume that a restore replaces: of several the one that the snapshot was taken of. */
export const replacedVolume = (
  volumes: readonly Volume[],
  restore: Pick<Restore, 'since'>,
  snapshot: Pick<Snapshot, 'volumeId'>,
): Volume | undefined => {
  const replaced = [...dataVolumes(volumes), ...volumes.filter((volume) => isRetiredBy(volume, restore))];
  return replaced.find(({ volumeId }) => volumeId === snapshot.volumeId) ?? replaced[0];
};

/** What a new volume has of the one that it replaces; without one, the type that AWS recommends, in the size of the snapshot. */
export const propertiesOf = (
  replaced: Volume | undefined,
  { gigabytes }: Pick<Snapshot, 'gigabytes'>,
): Pick<NewVolume, 'type' | 'gigabytes' | 'iops' | 'throughput' | 'encrypted' | 'kmsKeyId'> => {
  if (!replaced) return { type: 'gp3', gigabytes };
  const { type, encrypted, kmsKeyId } = replaced;
  return {
    type,
    gigabytes: Math.max(replaced.gigabytes, gigabytes),
    ...boughtPerformance(replaced),
    // An encrypted snapshot makes an encrypted volume anyway.
    ...(encrypted && { encrypted, ...(kmsKeyId !== undefined && { kmsKeyId }) }),
  };
};

const newVolume = (host: Observed, restore: Restore, snapshot: Snapshot): NewVolume => {
  const { source, zone, since, rate } = restore;
  return {
    clientToken: `${since.toISOString()}-${fingerprint([host.region, host.group, source, zone].join(' '))}`,
    snapshotId: source,
    zone,
    ...propertiesOf(replacedVolume(host.volumes, restore, snapshot), snapshot),
    ...(rate !== undefined && { initializationRate: rate }),
    tags: {
      [TAGS.host.name]: host.host,
      [TAGS.stage.name]: host.tags[TAGS.stage.name] ?? '',
      [TAGS.role.name]: CANDIDATE_ROLE,
      [TAGS.restore.name]: since.toISOString(),
    },
  };
};

/** Creates the volume from the snapshot, while the host runs: when that fails, nothing has changed. */
export const prepareVolume: Step = ({ host, restore, volume, isInPlace, now }) => {
  if (isInPlace || volume?.state === 'available') return undefined;
  const { source } = restore;
  if (volume) {
    const [instanceId] = volume.attachedTo;
    return wait(
      `${volume.volumeId} is ${volume.state}${instanceId === undefined ? '' : `, attached to ${instanceId}`}`,
    );
  }
  const snapshot = host.snapshots.find(({ snapshotId }) => snapshotId === source);
  if (!snapshot) return wait(`${source} is not there`);
  const { at } = host.attempts.get(VOLUME_ATTEMPT) ?? {};
  if (at && secondsSince(at, now) < SHOWN_AFTER_SECONDS) return wait(`AWS does not show the volume from ${source} yet`);
  return planAction({
    action: 'ec2:CreateVolume',
    reason: `there was no volume from ${source} yet`,
    ...refOf(host),
    volume: newVolume(host, restore, snapshot),
  });
};
