import type { RunContext } from '../controller/controller.ts';
import { refOf } from '../controller/result.ts';
import { hoursSince, MAX_RUN_MINUTES, minutesSince } from '../controller/time.ts';
import { type DrillRecord, lastDrill } from '../hosts/drill-record.ts';
import type { Host } from '../hosts/host.ts';
import {
  type ControllerRun,
  type createFinishRun,
  reconcileSafely,
  type RunAnswer,
} from '../notifications/finish-run.ts';
import { fingerprint } from '../notifications/history.ts';
import { drillController, finishController } from './controller.ts';
import type { DrillDeps, FinishDeps } from './dependencies.ts';
import { MAX_DRILLS, MAX_MINUTES } from './limits.ts';
import type { DrillTarget } from './model.ts';
import { describeDrill, describeReport } from './notification.ts';

/** What drills hosts; libs/runtime/services.ts provides it. */
export interface DrillServices extends DrillDeps {
  readonly finishRun: ReturnType<typeof createFinishRun>;
}

/** What is asked of a run: by the schedule without names, by a person with the reason. */
export interface DrillJob {
  readonly hosts: readonly Host[];
  /** All hosts of the region, to know which of them the bill stops. */
  readonly all: readonly Host[];
  readonly due: NonNullable<DrillTarget['due']>;
  readonly why?: string;
}

/** The hosts that a run by the schedule looks at: another few each day, where many are due. */
const chooseDue = (hosts: readonly Host[], now: Date): readonly Host[] => {
  const day = now.toISOString().slice(0, 'yyyy-mm-dd'.length);
  const month = day.slice(0, 'yyyy-mm'.length);
  const rank = ({ group }: Host): string => fingerprint(`${day} ${group}`);
  const isOpen = (host: Host): boolean => {
    const drilled = lastDrill(host);
    return drilled === undefined || drilled.result !== 'passed' || !drilled.at.toISOString().startsWith(month);
  };
  return hosts
    .filter(isOpen)
    .toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1))
    .slice(0, MAX_DRILLS);
};

/** Rehearses the restore of hosts of the function's own region: a whole run. */
export const createDrills = (services: DrillServices) => ({
  run: async ({ hosts, all, due, why }: DrillJob, run: RunContext): Promise<RunAnswer> => {
    const chosen = due === 'schedule' ? chooseDue(hosts, run.now()) : hosts;
    const targets = chosen.map((host): DrillTarget => Object.assign(refOf(host), { due }));
    const results = await reconcileSafely(drillController(services, all.map(refOf)), targets, run);
    const notable = results.flatMap((result) => describeDrill(result, run.startedAt));
    return services.finishRun([{ results, notable }], { ...(why !== undefined && { why }) }, run);
  },
});

/**
 * The minutes of the hour in which a pass looks for drills whose run has died. EC2 describes them for an hour after their end:
 * where one of the two passes fails or is lost, the other still finds them.
 */
const LOOK_MINUTES: ReadonlySet<number> = new Set([11, 41]);

/** A report that no run has sent by then is sent by a pass, for a day. */
const REPORT_HOURS = 24;

const isUnreported = ({ at }: DrillRecord, now: Date): boolean =>
  minutesSince(at, now) >= MAX_RUN_MINUTES && hoursSince(at, now) < REPORT_HOURS;

/** Whether a host was stopped so recently that a drill of before may still run. */
const isJustStopped = ({ state }: Host, now: Date): boolean =>
  state.intent === 'suspended' && minutesSince(state.since, now) < MAX_MINUTES;

/**
 * What a pass of `reconcile` does about drills: it finishes what a run has left, and ends drills when hosts are stopped. It
 * looks twice an hour, while it knows of one that runs, and for half an hour after a host was stopped; else it costs no call.
 */
export const createDrillFinish = (deps: FinishDeps) => {
  let isRunning = false;
  return async (hosts: readonly Host[], run: RunContext): Promise<ControllerRun> => {
    const now = run.now();
    const reports = hosts.flatMap((host) => {
      const drilled = lastDrill(host);
      return drilled && isUnreported(drilled, now) ? [describeReport(refOf(host), host, drilled)] : [];
    });
    const isDue = isRunning || LOOK_MINUTES.has(now.getUTCMinutes()) || hosts.some((host) => isJustStopped(host, now));
    if (!isDue || run.dryRun) return { results: [], notable: reports };
    const targets: readonly DrillTarget[] = hosts.map(refOf);
    const results = await reconcileSafely(finishController(deps, targets), targets, run);
    isRunning = results.some(({ observed }) => observed?.drills.some(({ state }) => /^(pending|running)$/.test(state)));
    // A pass that finds nothing of drills has nothing to say of them.
    const eventful = results.filter(({ status, actions }) => status !== 'converged' || actions.length > 0);
    return {
      results: eventful,
      notable: [...reports, ...eventful.flatMap((result) => describeDrill(result, run.startedAt))],
    };
  };
};
