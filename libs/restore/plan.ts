import type { Condition } from '../controller/condition.ts';
import { converged, type Plan, refuse } from '../controller/plan.ts';
import { shell } from '../notifications/commands.ts';
import { invalidTag, TAGS } from '../hosts/tags.ts';
import type { Observed, RestoreActions, RestoreTarget } from './model.ts';
import { contextOf, type Step } from './steps/context.ts';
import { takeLastSnapshot } from './steps/last-snapshot.ts';
import { record, resumeHost } from './steps/resume.ts';
import { releaseVolume, suspendHost } from './steps/suspend.ts';
import { moveGroup, placeVolume, retireVolumes } from './steps/swap.ts';
import { isGivenUp, prepareVolume } from './steps/volume.ts';

type RestoreKind =
  | 'RestoreReadable'
  | 'VolumeReady'
  | 'HostSuspended'
  | 'VolumeReleased'
  | 'LastSnapshotTaken'
  | 'GroupMoved'
  | 'VolumesRetired'
  | 'VolumeInPlace'
  | 'HostResumed'
  | 'RestoreRecorded';

type RestoreCondition = Condition<RestoreActions, RestoreKind>;
type Row = readonly [kind: RestoreKind, step: Step];

/**
 * The steps of a restore, each after the one before holds. Until the old volume is retired, ending here leaves the host as it
 * was; from then on, every pass goes on.
 */
const RESTORE: readonly Row[] = [
  ['VolumeReady', prepareVolume],
  ['HostSuspended', suspendHost],
  ['VolumeReleased', releaseVolume],
  ['LastSnapshotTaken', takeLastSnapshot],
  ['GroupMoved', moveGroup],
  ['VolumesRetired', retireVolumes],
  ['VolumeInPlace', placeVolume],
  ['HostResumed', resumeHost],
  ['RestoreRecorded', record('done', 'its data is restored')],
];

/** What is left of a restore whose volume cannot be had. */
const GIVE_UP: readonly Row[] = [
  ['HostResumed', resumeHost],
  ['RestoreRecorded', record('failed', 'the volume cannot be had')],
];

const inTurn = (rows: readonly Row[], plan: (step: Step) => Plan<RestoreActions> | undefined) =>
  rows.map(([kind, step], index): RestoreCondition => ({
    kind,
    needs: rows.slice(0, index).map(([earlier]) => earlier),
    plan: () => plan(step),
  }));

const refuseUnreadable = ({ region, group }: Observed, text: string): Plan<never> =>
  refuse(
    invalidTag(TAGS.restore, text),
    shell`aws autoscaling delete-tags --region ${region} --tags ${`ResourceId=${group},ResourceType=auto-scaling-group,Key=${TAGS.restore.name}`}`,
  );

/** All that is to hold of a host whose data is being restored. Without a restore in progress nothing is due. */
export const restoreConditions = (_: RestoreTarget, host: Observed, now: Date): readonly RestoreCondition[] => {
  const { restore } = host;
  if (restore?.status === 'unreadable')
    return [{ kind: 'RestoreReadable', plan: () => refuseUnreadable(host, restore.text) }];
  if (restore?.status !== 'restoring')
    return [{ kind: 'RestoreRecorded', plan: () => converged(`its last restore is ${restore?.status ?? 'unknown'}`) }];
  const context = contextOf(host, restore, now);
  return inTurn(isGivenUp(context) ? GIVE_UP : RESTORE, (step) => step(context));
};
