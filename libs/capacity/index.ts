import type { AutoScaling } from '../aws/auto-scaling.ts';
import type { DescribeScalingActivities } from '../aws/scaling-activities.ts';
import type { RunContext } from '../controller/controller.ts';
import { OutOfTime } from '../controller/out-of-time.ts';
import { refOf } from '../controller/result.ts';
import { MAX_RUN_MINUTES, minutesSince } from '../controller/time.ts';
import type { Bill } from '../hosts/bill.ts';
import type { HostDirectory, RegionError } from '../hosts/directory.ts';
import type { Host } from '../hosts/host.ts';
import {
  type ControllerRun,
  type createFinishRun,
  reconcileSafely,
  type RunSummary,
  unreachable,
} from '../notifications/finish-run.ts';
import type { Notice, Notifier } from '../notifications/notify.ts';
import { subjectOf } from '../notifications/subject.ts';
import type { CapacityController } from './controller.ts';
import type { CapacityRequest, RequestOf } from './model.ts';
import { type CapacityResult, describeCapacity } from './notification.ts';

/** What suspending and resuming hosts needs; libs/runtime/services.ts provides it. */
export interface CapacityServices {
  readonly stage: string;
  readonly autoScalingIn: (region: string) => AutoScaling;
  /** Only where hosts are resumed. */
  readonly scalingActivitiesIn?: (region: string) => DescribeScalingActivities;
  readonly directory: HostDirectory;
  readonly notifier: Pick<Notifier, 'send'>;
  readonly finishRun: ReturnType<typeof createFinishRun>;
}

/** The hosts of one run, and what is requested of them. */
export interface CapacityJob {
  /** As just listed. */
  readonly hosts: readonly Host[];
  readonly request?: CapacityRequest;
  /** Regions that could not be listed: reported as failed; the hosts of the others are acted on. */
  readonly unreachable?: readonly RegionError[];
  /** Without a request to all: what is requested of each host. */
  readonly requestOf?: RequestOf;
  /** The bill, in a run that has read it: what it has passed is recorded with each state. */
  readonly bill?: Bill;
  /** Whether a recent change is left to the run that made it: while that run continues, it notifies at its end. */
  readonly deferRecent?: boolean;
}

/** A run wrote its last state tag at most this long ago; it then records each host's notification, at AWS's rate limit. */
const RUN_GRACE_MINUTES = 1;
const NOTIFY_MINUTES_PER_HOST = 0.5 / 60;

const ageOf = ({ observed }: CapacityResult, now: Date): number =>
  observed && observed.state.intent !== 'unreadable' && observed.state.since
    ? minutesSince(observed.state.since, now)
    : Infinity;

/** The results of changes so recent that the run which made them, minutes long for a large fleet, may still notify. */
const reportedElsewhere = (results: readonly CapacityResult[], now: Date): ReadonlySet<CapacityResult> => {
  const recent = results.filter(
    (result) => result.target.request === undefined && ageOf(result, now) < MAX_RUN_MINUTES,
  );
  const untilNotified = RUN_GRACE_MINUTES + recent.length * NOTIFY_MINUTES_PER_HOST;
  const isRunning = recent.some((result) => ageOf(result, now) < untilNotified);
  return new Set(isRunning ? recent : []);
};

/** The results of a run, with what was requested of each host. */
interface CapacityRun extends ControllerRun {
  readonly results: readonly CapacityResult[];
}

/**
 * Throws when a run had no time to begin with some of the hosts that it is to suspend: no tag says yet that they are, so
 * Lambda has to invoke it again.
 */
const throwIfNotBegun = (results: readonly CapacityResult[]): void => {
  const left = results.filter(
    ({ status, actions, target: { request }, observed }) =>
      status === 'waiting' &&
      actions.length === 0 &&
      request?.intent === 'suspend' &&
      observed !== undefined &&
      observed.state.intent !== 'suspended',
  );
  if (left.length > 0) throw new OutOfTime(`${left.length} of ${results.length} hosts were not stopped`);
};

/**
 * Suspends and resumes hosts; each region has a controller of its own, so that one that fails stops no other. A function names
 * its kind of controller, so that the others stay out of its bundle.
 */
export const createCapacity = ({
  stage,
  autoScalingIn,
  scalingActivitiesIn,
  directory,
  notifier,
  finishRun,
}: CapacityServices) => {
  const reconcileRegion = <V>(
    controllerOf: CapacityController<V>,
    region: string,
    hosts: readonly Host[],
    { request, requestOf, bill }: CapacityJob,
    run: RunContext,
  ): Promise<readonly CapacityResult[]> => {
    const startedAt = run.now();
    const targets = hosts.map((host) => {
      const due = request ?? requestOf?.(host, hosts, startedAt);
      return { ...refOf(host), ...(due && { request: due }), ...(bill && { bill }) };
    });
    const controller = controllerOf({
      autoScaling: autoScalingIn(region),
      directory,
      clock: run,
      ...(scalingActivitiesIn && { describeScalingActivities: scalingActivitiesIn(region) }),
    });
    return reconcileSafely(controller, targets, run);
  };

  const reconcileByRegion = async <V>(
    controllerOf: CapacityController<V>,
    job: CapacityJob,
    run: RunContext,
  ): Promise<CapacityRun> => {
    const { hosts, unreachable: regionErrors = [], deferRecent = false } = job;
    const startedAt = run.now();
    const answers = await Promise.all(
      [...Map.groupBy(hosts, ({ region }) => region)].map(([region, regionHosts]) =>
        reconcileRegion(controllerOf, region, regionHosts, job, run),
      ),
    );
    const results: readonly CapacityResult[] = [
      ...answers.flat(),
      ...regionErrors.map(({ region, cause }) =>
        unreachable({ host: `every host of ${region}`, region, group: '*' }, cause),
      ),
    ];
    const deferred = deferRecent ? reportedElsewhere(results, startedAt) : new Set();
    return { results, notable: results.filter((result) => !deferred.has(result)).map(describeCapacity) };
  };

  return {
    /** Notifies of something that concerns no host. A second delivery notifies again. */
    say: ({ about, body }: Notice): Promise<void> => notifier.send({ subject: subjectOf(stage, about), body }),
    /** Keeps hosts in their state, by the controller of `reconcile`; the caller finishes the run. */
    reconcile: reconcileByRegion,
    /** Suspends or resumes hosts, as the controller does: a whole run. */
    run: async <V>(controllerOf: CapacityController<V>, job: CapacityJob & RunSummary, run: RunContext) => {
      const controllerRun = await reconcileByRegion(controllerOf, job, run);
      const answer = await finishRun([controllerRun], { ...job, listsAll: true }, run);
      throwIfNotBegun(controllerRun.results);
      return answer;
    },
  };
};
