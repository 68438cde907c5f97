import type { Controller, Polling } from '../controller/controller.ts';
import type { SnapshotDeps } from './dependencies.ts';
import { snapshotExecutors } from './executors.ts';
import type { Observed, Purpose, SnapshotActions, SnapshotTarget } from './model.ts';
import { createCache } from './observe/cache.ts';
import { observe } from './observe/observe.ts';
import { snapshotConditions } from './plan.ts';
import { QUIESCE_TIMEOUT_SECONDS } from './quiesce-command.ts';

/** Many at once: each host has one call under way at a time, and waits for its turn at the rate limit. */
const MAX_CONCURRENCY = 50;

/**
 * The pause between two looks: a snapshot whose request was not answered is listed by then, and AWS takes the next one of
 * the same volume. Nothing else is polled for.
 */
const PAUSE_SECONDS = 15;

const polling = (seconds: number): Polling => ({
  everySeconds: PAUSE_SECONDS,
  giveUpAfterSeconds: { untouched: seconds, acted: seconds },
  followUpSeconds: QUIESCE_TIMEOUT_SECONDS + PAUSE_SECONDS,
  whileActing: true,
});

/**
 * How long a run waits, by its purpose. A night has a whole invocation. In that of a large stage others wait for their turn:
 * a host whose volume AWS takes no snapshot of must not use up their time.
 */
const POLLING: Readonly<Record<Purpose, Polling>> = {
  night: polling(840),
  take: polling(60),
  keep: polling(60),
  request: polling(120),
  completion: polling(45),
};

/** Takes, looks into, copies and expires the snapshots of the hosts of one region. One for each run, with its cache. */
export const snapshotController = (
  deps: SnapshotDeps,
  purpose: Purpose,
  kept: Map<string, string>,
): Controller<SnapshotTarget, Observed, SnapshotActions> => {
  const cache = createCache(deps, kept);
  return {
    name: 'snapshots',
    observe: observe(cache),
    conditions: snapshotConditions(purpose, deps.settings),
    executors: snapshotExecutors(deps, cache),
    maxConcurrency: MAX_CONCURRENCY,
    polling: POLLING[purpose],
  };
};
