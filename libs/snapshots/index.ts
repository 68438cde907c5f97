import type { RunContext } from '../controller/controller.ts';
import { refOf } from '../controller/result.ts';
import { selectHosts } from '../hosts/directory.ts';
import { hasData } from '../hosts/host-tags.ts';
import type { Host } from '../hosts/host.ts';
import { formatSlot } from '../hosts/slot.ts';
import { isOriginal, KEPT_BY_RETENTION, toSnapshot } from '../hosts/snapshot.ts';
import {
  type ControllerRun,
  type createFinishRun,
  reconcileSafely,
  type RunAnswer,
  unreachable,
} from '../notifications/finish-run.ts';
import { snapshotController } from './controller.ts';
import type { SnapshotDeps } from './dependencies.ts';
import { createLocalTime } from './local-time.ts';
import type { Purpose, SnapshotTarget, Wanted } from './model.ts';
import { describe } from './description.ts';
import { describeSnapshots } from './notification.ts';
import { latestSlot } from './slot.ts';

/** What taking and keeping snapshots needs; libs/runtime/services.ts provides it. */
export interface SnapshotServices extends SnapshotDeps {
  readonly finishRun: ReturnType<typeof createFinishRun>;
}

/** A person's request. */
export interface SnapshotRequest {
  readonly reason: string;
  /** The names of hosts; all where it is absent. */
  readonly hosts?: readonly string[] | undefined;
  /** By whom the snapshots are kept. */
  readonly keep?: string | undefined;
}

/** Hosts that a run observes at once: what it holds in memory does not grow with the stage beyond that. */
const MAX_HOSTS_AT_ONCE = 1000;

/** The parts of a night, in their order. In a large stage nothing that is done with old snapshots delays a new one. */
const partsOf = (targets: readonly SnapshotTarget[]): readonly Purpose[] =>
  targets.length > MAX_HOSTS_AT_ONCE ? ['take', 'keep'] : ['night'];

/** What is reported of a run: no observations, but that they were made, and of the conditions those that do not hold. */
const toReport = ({ results, notable }: ControllerRun): ControllerRun => ({
  results: results.map(({ observed, conditions, ...result }) => ({
    ...result,
    ...(observed !== undefined && { observed: {} }),
    conditions: conditions.filter(({ status }) => status !== 'converged'),
  })),
  notable,
});

/** Why a host has no result. Nothing makes up for it but another request. */
const NO_TIME = new Error('the run had no time left for it: ask for its snapshot again');

/** The one who keeps a snapshot whose request does not say by whom. */
const SOMEBODY = 'operator';

const toTarget = (host: Host, wanted: Pick<Wanted, 'slot' | 'keptBy'>, why: string): SnapshotTarget => ({
  ...refOf(host),
  wanted: { ...wanted, description: describe(host.host, why) },
});

/** Takes and keeps the snapshots of the hosts of the function's own region. */
export const createSnapshotKeeping = (services: SnapshotServices) => {
  const { stage, settings, directory, snapshots, finishRun } = services;
  const zone = createLocalTime(settings.timeZone);
  const kept = new Map<string, string>();

  const reconcileTargets = async (
    purpose: Purpose,
    targets: readonly SnapshotTarget[],
    run: RunContext,
  ): Promise<ControllerRun> => {
    const results = await reconcileSafely(snapshotController(services, purpose, kept), targets, run);
    return { results, notable: results.flatMap(describeSnapshots) };
  };

  /** Does it for a thousand hosts after the other. The last ones have no results where the run has no time for them. */
  const reconcileInTurn = async (
    purposes: readonly Purpose[],
    targets: readonly SnapshotTarget[],
    run: RunContext,
  ): Promise<readonly ControllerRun[]> => {
    const runs: ControllerRun[] = [];
    for (const purpose of purposes)
      for (let first = 0; first < targets.length && run.now() < run.deadline; first += MAX_HOSTS_AT_ONCE) {
        const some = targets.slice(first, first + MAX_HOSTS_AT_ONCE);
        runs.push(toReport(await reconcileTargets(purpose, some, { ...run, startedAt: run.now() })));
      }
    return runs;
  };

  return {
    /** Takes the snapshots of the night, and looks into, copies and expires those there are: a whole run. */
    takeNightly: async (run: RunContext): Promise<RunAnswer> => {
      const slot = formatSlot(latestSlot(run.now(), settings.timeOfDay, zone));
      const { hosts } = await directory.list();
      const targets = hosts
        .filter(hasData)
        .map((host) => toTarget(host, { slot, keptBy: KEPT_BY_RETENTION }, 'nightly'));
      // What this run has no time for, the next one does a quarter of an hour later.
      return finishRun(await reconcileInTurn(partsOf(targets), targets, run), {}, run);
    },
    /** Takes a snapshot of each host that a person names, or of all: a whole run. */
    takeRequested: async ({ reason, hosts, keep = SOMEBODY }: SnapshotRequest, run: RunContext): Promise<RunAnswer> => {
      const list = await directory.list();
      const slot = formatSlot(run.now());
      const targets = selectHosts(list.hosts, hosts).map((host) => toTarget(host, { slot, keptBy: keep }, reason));
      const why = `Requested by a person: ${reason}`;
      const runs = await reconcileInTurn(['request'], targets, run);
      const reached = runs.flatMap(({ results }) => results).length;
      const results = targets.slice(reached).map((target) => unreachable(target, NO_TIME));
      return finishRun([...runs, { results, notable: [] }], { why, cause: reason }, run);
    },
    /** Looks into and copies a snapshot that has ended: a whole run. One that is no snapshot of a host is ignored. */
    handleEnd: async (
      snapshotIds: readonly string[],
      run: RunContext,
    ): Promise<RunAnswer & { readonly ignored?: string }> => {
      const found = await snapshots.describeSnapshots([{ Name: 'snapshot-id', Values: [...snapshotIds] }]);
      const own = found.flatMap((snapshot) => toSnapshot(snapshot, stage) ?? []).filter(isOriginal);
      const names = [...new Set(own.map(({ host }) => host))];
      const list = names.length === 0 ? { hosts: [] } : await directory.list(names);
      // The first listing of a process has every host.
      const hosts = list.hosts.filter(({ host }) => names.includes(host));
      if (hosts.length === 0) return { results: [], ignored: `${snapshotIds.join(', ')} is of no host of ${stage}` };
      return finishRun([await reconcileTargets('completion', hosts.map(refOf), run)], {}, run);
    },
  };
};
