import type { Metrics } from '../aws/metrics.ts';
import type { Controller, Polling, RunContext } from '../controller/controller.ts';
import { refOf } from '../controller/result.ts';
import { hoursSince } from '../controller/time.ts';
import { hasData } from '../hosts/host-tags.ts';
import type { Host } from '../hosts/host.ts';
import { formatSlot } from '../hosts/slot.ts';
import { KEPT_BY_RETENTION } from '../hosts/snapshot.ts';
import { type ControllerRun, reconcileSafely } from '../notifications/finish-run.ts';
import type { TakeDeps } from './dependencies.ts';
import { describe } from './description.ts';
import { takeExecutors } from './executors.ts';
import type { Observed, SnapshotResult, SnapshotTarget, TakeActions, Wanted } from './model.ts';
import { describeSnapshots } from './notification.ts';
import { createCache } from './observe/cache.ts';
import { observe } from './observe/observe.ts';
import { type Row, toConditions } from './steps/context.ts';
import { awaitCopy } from './steps/copy.ts';
import { ageHours, checkFreshness } from './steps/fresh.ts';
import { takeSnapshot } from './steps/take.ts';

const TAKEN: readonly Row<TakeActions>[] = [{ kind: 'SnapshotTaken', step: takeSnapshot }];

/** What is looked at every half hour. */
const LOOKED_AT: readonly Row<TakeActions>[] = [
  { kind: 'SnapshotCopied', step: awaitCopy },
  { kind: 'SnapshotFresh', step: checkFreshness },
];

/** The next pass comes within a minute. */
const POLLING: Polling = {
  everySeconds: 15,
  giveUpAfterSeconds: { untouched: 0, acted: 0 },
  followUpSeconds: 0,
  whileActing: true,
};

/** What is to hold of a host's snapshots in a pass of `reconcile`. */
export const watchConditions = (target: SnapshotTarget, host: Observed, now: Date) =>
  toConditions([...TAKEN, ...(target.isLookedAt === true ? LOOKED_AT : [])], target, host, now);

/** Takes the last snapshots of suspended hosts, and looks at those of all hosts, in a pass of `reconcile` that has listed them. */
export const watchController = (
  deps: TakeDeps,
  hosts: readonly Host[],
): Controller<SnapshotTarget, Observed, TakeActions> => {
  const cache = createCache(deps, new Map());
  for (const host of hosts) cache.hosts.set(refOf(host), () => host);
  return {
    name: 'snapshots',
    observe: observe(cache),
    conditions: watchConditions,
    executors: takeExecutors(deps, cache),
    maxConcurrency: 10,
    polling: POLLING,
  };
};

/** After its suspension a host has this long to get its last snapshot. */
const LAST_SNAPSHOT_HOURS = 24;

/** The snapshot that a host which the budget has suspended is to have: one of the minute of its suspension. */
const lastSnapshotOf = ({ host, state }: Host, now: Date): Wanted | undefined =>
  state.intent === 'suspended' && state.cause === 'budget' && hoursSince(state.since, now) < LAST_SNAPSHOT_HOURS
    ? {
        slot: formatSlot(state.since),
        keptBy: KEPT_BY_RETENTION,
        description: describe(host, 'suspended by the budget'),
        whenDetached: true,
      }
    : undefined;

/** What watching the snapshots of the hosts of one region needs. */
export interface WatchServices extends TakeDeps, Metrics {
  /** Whether hosts that the budget has suspended get a last snapshot. */
  readonly takesLast: boolean;
}

const keyOf = ({ group, wanted }: SnapshotTarget): string => `${group} ${wanted?.slot}`;

/**
 * The half hour of a time. The periods of the alarm are hours that slide: with one value an hour, seconds of delay would leave
 * an hour without one now and then.
 */
const halfHourOf = (now: Date): number => Math.floor(now.getTime() / (30 * 60_000));

/** A pass over the snapshots, which the caller finishes. */
export interface Watched extends ControllerRun {
  /** Writes the age of the worst host, where all were looked at. One that could not be observed is missed by the alarm. */
  readonly writeAge: () => Promise<void>;
}

const NOTHING: Watched = { results: [], notable: [], writeAge: async () => {} };

/**
 * Watches the snapshots of the hosts of one region, in passes of `reconcile`: takes the last ones of suspended hosts, and
 * every half hour looks at those of all hosts and writes the hours since the last restorable one of the worst host, 0 without hosts.
 */
export const createSnapshotWatch = (services: WatchServices) => {
  const { takesLast } = services;
  /** The hosts that have their last snapshot, as far as this process has seen: they are not looked at every minute. */
  const finished = new Set<string>();
  let lookedAtIn: number | undefined;

  const writeAge = async (results: readonly SnapshotResult[], now: Date): Promise<void> => {
    const ages = results.flatMap(({ observed }) => (observed ? [ageHours(observed, now)] : []));
    if (ages.length === results.length)
      await services.putMetric('SnapshotAgeHours', ['Stage', services.stage], Math.max(0, ...ages));
    lookedAtIn = halfHourOf(now);
  };

  /** A pass; nothing in a dry run. */
  return async (hosts: readonly Host[], run: RunContext): Promise<Watched> => {
    if (run.dryRun) return NOTHING;
    const now = run.now();
    const isLookedAt = lookedAtIn !== halfHourOf(now);
    const targets = hosts.filter(hasData).flatMap((host): readonly SnapshotTarget[] => {
      const wanted = takesLast ? lastSnapshotOf(host, now) : undefined;
      const target = { ...refOf(host), isLookedAt, ...(wanted && { wanted }) };
      return isLookedAt || (wanted && !finished.has(keyOf(target))) ? [target] : [];
    });
    const results: readonly SnapshotResult[] =
      targets.length === 0 ? [] : await reconcileSafely(watchController(services, hosts), targets, run);
    for (const { target, conditions } of results)
      if (conditions.some(({ kind, status }) => kind === 'SnapshotTaken' && status === 'converged'))
        finished.add(keyOf(target));
    return {
      results,
      notable: results.flatMap(describeSnapshots),
      writeAge: isLookedAt ? () => writeAge(results, now) : NOTHING.writeAge,
    };
  };
};
