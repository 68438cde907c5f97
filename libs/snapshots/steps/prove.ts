import { act, type Plan, refuse } from '../../controller/plan.ts';
import { refOf } from '../../controller/result.ts';
import { isWrong, newestRestorable } from '../../hosts/restorable.ts';
import { SNAPSHOT_TAGS, type Snapshot } from '../../hosts/snapshot.ts';
import { shell } from '../../notifications/commands.ts';
import type { Observed, SnapshotActions } from '../model.ts';
import { isMeasure, judgeStart, parseWrong } from '../file-system-tag.ts';
import { newestOf, type Step } from './context.ts';

/** What the last good snapshot before another holds; `undefined` where that was not looked into. */
const measureBefore = ({ snapshots }: Observed, { startTime }: Snapshot): string | undefined => {
  const earlier = snapshots.filter((snapshot) => snapshot.startTime < startTime && snapshot.fileSystem !== undefined);
  const measure = newestRestorable(earlier)?.fileSystem;
  return measure !== undefined && isMeasure(measure) ? measure : undefined;
};

/** The command that makes what was found in a snapshot the measure of later ones. */
const acceptCommand = ({ region }: Observed, { snapshotId }: Snapshot, found: string): string => {
  const tag = `Key=${SNAPSHOT_TAGS.fileSystem},Value=${found}`;
  return shell`aws ec2 create-tags --region ${region} --resources ${snapshotId} --tags ${tag}`;
};

const refuseWrong = (host: Observed, snapshot: Snapshot): Plan<never> => {
  const { snapshotId, fileSystem = '' } = snapshot;
  const { content, accepted } = parseWrong(fileSystem);
  const before = measureBefore(host, snapshot);
  const difference = before === undefined ? '' : `, and the one before holds ${before}`;
  return refuse(
    `${snapshotId} ${content}${difference}: look at the volume`,
    accepted === undefined ? undefined : acceptCommand(host, snapshot, accepted),
  );
};

/** The newest completed snapshot holds the file system that those before held. */
export const proveSnapshot: Step<SnapshotActions> = ({ host }) => {
  const newest = newestOf(host.snapshots.filter(({ state }) => state === 'completed'));
  if (!newest) return undefined;
  if (newest.fileSystem !== undefined) return isWrong(newest) ? refuseWrong(host, newest) : undefined;
  const { snapshotId, startTime, consistency = '' } = newest;
  const start = host.starts.get(snapshotId);
  if (!start)
    return act<SnapshotActions>({
      action: 'ebs:GetSnapshotBlock',
      reason: `${snapshotId} was not looked into`,
      routine: true,
      ...refOf(host),
      snapshotId,
    });
  const measure = measureBefore(host, newest);
  const isFrozen = consistency === 'frozen' || consistency === 'locked';
  return act<SnapshotActions>({
    action: 'ec2:CreateTags',
    reason: `${snapshotId} was looked into`,
    routine: true,
    ...refOf(host),
    snapshotId,
    fileSystem: judgeStart(start, { startTime, isFrozen, ...(measure !== undefined && { measure }) }),
  });
};
