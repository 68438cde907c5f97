import { act, type Action, type Plan } from '../../controller/plan.ts';
import { DATA_ROLE } from '../../hosts/tags.ts';
import type { Restore } from '../../hosts/restore-state.ts';
import type { Observed, RestoreActions, Volume } from '../model.ts';

/** What the steps of a restore decide from. */
export interface StepContext {
  readonly host: Observed;
  readonly restore: Restore;
  readonly now: Date;
  /** The volume that becomes the data volume; absent while it is not there. */
  readonly volume?: Volume;
  /** The volumes that are the data of the host, and are not to be. */
  readonly others: readonly Volume[];
  /** Whether it is the only volume with the role of the data. */
  readonly isInPlace: boolean;
}

/** A step: what is due for one condition; `undefined` where it holds. */
export type Step = (context: StepContext) => Plan<RestoreActions> | undefined;

const byAge = (a: Volume, b: Volume): number =>
  a.createdAt.getTime() - b.createdAt.getTime() || a.volumeId.localeCompare(b.volumeId);

/** The volume that a restore puts in place: the one that it names, or the first that it has created. */
const volumeOf = (volumes: readonly Volume[], { source, since }: Restore): Volume | undefined =>
  source.startsWith('vol-')
    ? volumes.find(({ volumeId }) => volumeId === source)
    : volumes.filter(({ createdBy }) => createdBy?.getTime() === since.getTime()).toSorted(byAge)[0];

/** The volumes that are tagged as the data of their host. */
export const dataVolumes = (volumes: readonly Volume[]): readonly Volume[] =>
  volumes.filter(({ role }) => role === DATA_ROLE);

export const contextOf = (host: Observed, restore: Restore, now: Date): StepContext => {
  const volume = volumeOf(host.volumes, restore);
  const others = dataVolumes(host.volumes).filter(({ volumeId }) => volumeId !== volume?.volumeId);
  return {
    host,
    restore,
    now,
    ...(volume && { volume }),
    others,
    isInPlace: volume?.role === DATA_ROLE && others.length === 0,
  };
};

/** A plan of one action. */
export const planAction = (action: Action<RestoreActions>): Plan<RestoreActions> => act<RestoreActions>(action);
