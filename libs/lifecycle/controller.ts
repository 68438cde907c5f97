import type { Controller, Polling } from '../controller/controller.ts';
import type { LifecycleDeps } from './dependencies.ts';
import { createExecutors } from './executors.ts';
import type { LifecycleActions, LifecycleTarget, Observed } from './model.ts';
import { createCache } from './observe/cache.ts';
import { observe } from './observe/observe.ts';
import { hostConditions } from './plan.ts';

/** Many at once, because each host has one action at a time, and simultaneous changes of records share a batch. */
const MAX_CONCURRENCY = 50;

/** AWS attaches and detaches volumes within seconds, and each second is one of downtime. */
const EVENT_POLLING: Polling = {
  everySeconds: 1,
  giveUpAfterSeconds: { untouched: 45, acted: 45 },
  followUpSeconds: 20,
  whileActing: true,
};

/** How long a run waits, by its trigger. */
export const POLLING = {
  event: EVENT_POLLING,
  /** The next pass comes within a minute, so a pass polls only the hosts that it has acted on. */
  reconcile: { ...EVENT_POLLING, giveUpAfterSeconds: { untouched: 0, acted: 45 } },
} as const satisfies Readonly<Record<string, Polling>>;

/**
 * Operates the hosts of one region through their lifecycle: instances launch with their data and names, and terminate
 * without data loss. One for each run, with its cache. A status reads what a pass reads only now and then.
 */
export const lifecycleController = (
  deps: LifecycleDeps,
  polling: Polling,
  firstSeen: Map<string, Date>,
  isStatus: boolean,
): Controller<LifecycleTarget, Observed, LifecycleActions> => {
  const cache = createCache(deps, firstSeen);
  return {
    name: 'lifecycle',
    observe: observe(deps.directory, cache, deps.scope, deps.now, isStatus),
    conditions: hostConditions(deps.scope),
    executors: createExecutors(deps, cache),
    maxConcurrency: MAX_CONCURRENCY,
    polling,
  };
};
