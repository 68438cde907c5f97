import { type TtlCache, createTtlCache } from '../../controller/ttl-cache.ts';
import {
  loadAddresses,
  loadGroups,
  loadHooks,
  loadInstancesByGroup,
  loadRecords,
  loadRetirements,
  loadInstancesById,
  loadVolumes,
} from './loaders.ts';
import { loadTerminationStarts, loadContainerInstances, loadUnmountRequests } from './termination-loaders.ts';
import type { LifecycleDeps } from '../dependencies.ts';

type CacheOf<R extends (world: LifecycleDeps) => (keys: readonly string[]) => Promise<ReadonlyMap<string, unknown>>> =
  ReturnType<R> extends (keys: readonly string[]) => Promise<ReadonlyMap<string, infer A>> ? TtlCache<A> : never;

/** What one run has seen, each kind by the keys that its reading has. */
export interface ObservationCache {
  readonly groups: CacheOf<typeof loadGroups>;
  readonly instances: CacheOf<typeof loadInstancesByGroup>;
  readonly foreignInstances: CacheOf<typeof loadInstancesById>;
  readonly volumes: CacheOf<typeof loadVolumes>;
  readonly addresses: CacheOf<typeof loadAddresses>;
  readonly records: CacheOf<typeof loadRecords>;
  readonly hooks: CacheOf<typeof loadHooks>;
  readonly retirements: CacheOf<typeof loadRetirements>;
  readonly activities: CacheOf<typeof loadTerminationStarts>;
  readonly containerInstances: CacheOf<typeof loadContainerInstances>;
  readonly unmountRequests: CacheOf<typeof loadUnmountRequests>;
  /** What the run asked of the groups: see `asking`. */
  readonly requested: Set<string>;
}

/** For so many seconds an answer is as good as a new one: what is in motion, what others may move, what hardly moves. */
const MOVING = 1;
const RESTING = 5;
const STANDING = 30;
const KEPT = 600;

/**
 * The eyes of one run. What it waits for is read each time; the rest is not, for a launch would cost a call for each
 * second that AWS takes to attach.
 */
export const createCache = (deps: LifecycleDeps): ObservationCache => {
  const { now } = deps;
  const groups = createTtlCache(now, loadGroups(deps), () => RESTING);
  for (const [name, hosts] of Map.groupBy(deps.hosts ?? [], ({ host }) => host)) groups.set(name, () => hosts);
  return {
    groups,
    instances: createTtlCache(now, loadInstancesByGroup(deps), (machines = []) =>
      machines.some(({ state }) => state === 'running') && machines.every(({ state }) => state !== 'pending')
        ? STANDING
        : MOVING,
    ),
    foreignInstances: createTtlCache(now, loadInstancesById(deps), () => RESTING),
    volumes: createTtlCache(now, loadVolumes(deps), () => MOVING),
    addresses: createTtlCache(now, loadAddresses(deps), () => STANDING),
    records: createTtlCache(now, loadRecords(deps), () => STANDING),
    hooks: createTtlCache(now, loadHooks(deps), () => STANDING),
    retirements: createTtlCache(now, loadRetirements(deps), () => KEPT),
    activities: createTtlCache(now, loadTerminationStarts(deps), (since) => (since ? KEPT : MOVING)),
    containerInstances: createTtlCache(now, loadContainerInstances(deps), () => MOVING),
    // What cannot be delivered leaves no trace at Systems Manager, and is not sent again by the same run.
    unmountRequests: createTtlCache(now, loadUnmountRequests(deps), (release) =>
      release?.status === 'Undeliverable' ? KEPT : MOVING,
    ),
    requested: new Set(),
  };
};
