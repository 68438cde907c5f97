import type { Controller, Executors, Polling } from '../controller/controller.ts';
import { type HostRef, messageOf } from '../controller/result.ts';
import type { RestoreDeps } from './dependencies.ts';
import type { Attempt, Observed, RestoreActions, RestoreTarget } from './model.ts';
import { observe } from './observe/observe.ts';
import { restoreConditions } from './plan.ts';
import { VOLUME_ATTEMPT } from './steps/volume.ts';

/** Restores are few. */
const MAX_CONCURRENCY = 10;

/** How long a run waits: the function of a request for most of a minute, a pass for what it has just done. */
export const POLLING = {
  request: {
    everySeconds: 3,
    giveUpAfterSeconds: { untouched: 45, acted: 45 },
    followUpSeconds: 0,
    whileActing: true,
  },
  reconcile: {
    everySeconds: 3,
    giveUpAfterSeconds: { untouched: 0, acted: 0 },
    followUpSeconds: 20,
    whileActing: true,
  },
} as const satisfies Readonly<Record<string, Polling>>;

/** The calls of a run, by group and by what they are about: AWS may show their effect later. */
type Attempts = Map<string, Map<string, Attempt>>;

const createExecutors = (deps: RestoreDeps, attempts: Attempts): Executors<RestoreActions> => {
  const { autoScaling, volumes, snapshots, directory, now } = deps;
  /** The next observation loads the group anew. */
  const andInvalidate = async (ref: HostRef, call: Promise<void>): Promise<void> => {
    try {
      await call;
    } finally {
      directory.invalidate(ref);
    }
  };
  const noted = async (group: string, about: string, call: Promise<unknown>): Promise<void> => {
    const own = attempts.get(group) ?? new Map<string, Attempt>();
    attempts.set(group, own);
    own.set(about, { at: now() });
    try {
      await call;
    } catch (cause) {
      own.set(about, { at: now(), problem: messageOf(cause) });
      throw cause;
    }
  };
  return {
    'autoscaling:CreateOrUpdateTags': ({ tags, ...ref }) =>
      andInvalidate(ref, autoScaling.createOrUpdateTags(ref.group, tags)),
    'autoscaling:UpdateAutoScalingGroup': (action) =>
      andInvalidate(
        action,
        'sizes' in action
          ? autoScaling.updateAutoScalingGroup(action.group, action.sizes)
          : autoScaling.moveToSubnet(action.group, action.subnet),
      ),
    'ec2:CreateSnapshot': ({ group, volumeId, ...snapshot }) =>
      noted(group, volumeId, snapshots.createSnapshot(volumeId, snapshot)),
    'ec2:CreateTags': ({ volumeId, tags }) => volumes.tagVolume(volumeId, tags),
    'ec2:CreateVolume': ({ group, volume }) => noted(group, VOLUME_ATTEMPT, volumes.createVolume(volume)),
  };
};

/** Brings the data of hosts back from a snapshot, or from a volume that a restore has retired. One for each run. */
export const restoreController = (
  deps: RestoreDeps,
  polling: Polling,
): Controller<RestoreTarget, Observed, RestoreActions> => {
  const attempts: Attempts = new Map();
  return {
    name: 'restore',
    observe: observe(deps, deps.directory, attempts),
    conditions: restoreConditions,
    executors: createExecutors(deps, attempts),
    maxConcurrency: MAX_CONCURRENCY,
    polling,
  };
};
