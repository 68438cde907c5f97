import { createKeyedCache, type Loader } from '../../controller/keyed-cache.ts';
import type { LifecycleDeps } from '../dependencies.ts';
import type { UnmountRequest } from '../model.ts';
import {
  loadActivities,
  loadAddresses,
  loadHooks,
  loadInstancesByGroup,
  loadInstancesById,
  loadRetirements,
  loadVolumes,
} from './loaders.ts';
import { loadRecords } from './record-loader.ts';
import { loadContainerInstances, loadTerminationStarts, loadUnmountRequests } from './termination-loaders.ts';

/**
 * The observations of one run, one cache for each kind. The groups themselves are in the host directory. `firstSeen` outlives
 * the run: when this process first saw each instance terminate, each group without an instance, and each without its hooks.
 */
export const createCache = (deps: LifecycleDeps, firstSeen: Map<string, Date>) => {
  const cacheOf = <Key, Value>(loader: (deps: LifecycleDeps) => Loader<Key, Value>) =>
    createKeyedCache(deps.now, loader(deps));
  return {
    instances: cacheOf(loadInstancesByGroup),
    foreignInstances: cacheOf(loadInstancesById),
    volumes: cacheOf(loadVolumes),
    addresses: cacheOf(loadAddresses),
    records: cacheOf(loadRecords),
    activities: cacheOf(loadActivities),
    hooks: cacheOf(loadHooks),
    retirements: cacheOf(loadRetirements),
    terminationStarts: cacheOf((all) => loadTerminationStarts(all, firstSeen)),
    containerInstances: cacheOf(loadContainerInstances),
    unmountRequests: cacheOf(loadUnmountRequests),
    firstSeen,
    /** The requests that this run has sent, by `unmountKeyId`: Systems Manager lists them seconds later, or never. */
    sentUnmountRequests: new Map<string, UnmountRequest>(),
    /** See `Observed`. */
    requested: new Map<string, readonly string[]>(),
  };
};

export type ObservationCache = ReturnType<typeof createCache>;
