import type { AutoScaling } from '../aws/auto-scaling.ts';
import { autoScalingOf } from '../aws/clients.ts';
import { snsNotifier } from '../notifications/sns.ts';
import {
  type RunSummary,
  createFinishRun,
  reconcileSafely,
  unreachable,
  type ControllerRun,
} from '../notifications/finish-run.ts';
import type { Controller, RunContext } from '../controller/reconcile.ts';
import { type Host, createHostLister, listHosts, type RegionError } from '../hosts/directory.ts';
import type { Platform } from '../runtime/handler.ts';
import { subjectOf } from '../notifications/message.ts';
import type { ActionMap } from '../controller/plan.ts';
import { monthOf } from '../hosts/state.ts';
import { type CapacityDeps, resumeController, suspendController } from './controller.ts';
import { type CapacityResult, describeCapacity } from './notification.ts';
import type { CapacityTarget, CapacityRequest } from './model.ts';
import { minutesSince } from './state-write.ts';

/** The part of the configuration that this rests on. */
interface CapacityEnvironment {
  readonly STAGE: string;
  readonly HOST_REGIONS: readonly string[];
  readonly TOPIC_ARN: string;
  readonly AWS_REGION: string;
}

/** One run over chosen hosts: what is wanted of them all. */
export interface CapacityJob {
  /** As they were just listed. */
  readonly hosts: readonly Host[];
  readonly request?: CapacityRequest;
  /** Regions that could not be listed: reported as failed, and no reason to leave the others alone. */
  readonly unreachable?: readonly RegionError[];
  /** Whether news is left to the run that made it, while that may go on: it tells itself at its end. */
  readonly deferRecent?: boolean;
}

/** What a verdict over the bill wants of every host but those tagged to be kept. */
export const toRequest = (
  decision:
    | { readonly decision: 'suspend'; readonly multiple: number }
    | { readonly decision: 'ask'; readonly reason: string },
  at: Date,
  mayBeDelayed = false,
): CapacityRequest =>
  decision.decision === 'ask'
    ? { intent: 'ask', reason: decision.reason }
    : {
        intent: 'suspend',
        cause: 'budget',
        threshold: { multiple: decision.multiple, month: monthOf(at) },
        at,
        mayBeDelayed,
        honorKeepTag: true,
      };

/** A run that goes on has written a state within so many minutes, and then writes of each host that it told of it, at AWS's pace. */
const RUN_GRACE_MINUTES = 1;
const NOTIFY_MINUTES_PER_HOST = 0.5 / 60;

/** No run goes on for longer. */
const MAX_RUN_MINUTES = 15;

const ageOf = ({ observed }: CapacityResult, now: Date): number =>
  observed && observed.state.intent !== 'unreadable' && observed.state.since
    ? minutesSince(observed.state.since, now)
    : Infinity;

/** What may still be told by the run that made it so: that of a big fleet takes minutes. */
const reportedElsewhere = (results: readonly CapacityResult[], now: Date): ReadonlySet<CapacityResult> => {
  const recent = results.filter((result) => ageOf(result, now) < MAX_RUN_MINUTES);
  const untilNotified = RUN_GRACE_MINUTES + recent.length * NOTIFY_MINUTES_PER_HOST;
  const isRunning = recent.some((result) => ageOf(result, now) < untilNotified);
  return new Set(isRunning ? recent : []);
};

/** Whoever waits here waits for minutes: nobody is looked at again while others are acted on. */
const withoutPolling = (run: RunContext): RunContext => ({
  ...run,
  waitForNextPoll: async (done) => {
    await (done ?? run.waitForNextPoll());
  },
});

/** Carries jobs out: each region for itself. `autoScaling` is what else in the function speaks to Auto Scaling, if anything does. */
export const createCapacity = (
  platform: Platform,
  config: CapacityEnvironment,
  autoScaling: (region: string) => AutoScaling = autoScalingOf(platform),
) => {
  const { STAGE: stage, HOST_REGIONS } = config;
  const notifier = snsNotifier(platform, config, autoScaling);
  const finish = createFinishRun({ stage, log: platform.log, notifier });

  const reconcileByRegion =
    <V extends ActionMap<V>>(controllerOf: (world: CapacityDeps) => Controller<CapacityTarget, Host, V>) =>
    async (
      { hosts, request, unreachable: regionErrors = [], deferRecent = false }: CapacityJob,
      run: RunContext,
    ): Promise<ControllerRun> => {
      const startedAt = run.now();
      const answers = await Promise.all(
        [...Map.groupBy(hosts, ({ region }) => region)].map(([where, here]) => {
          const targets = here.map(({ host, region, group }) => ({ host, region, group, ...(request && { request }) }));
          return reconcileSafely(
            controllerOf({ autoScaling, stage, region: where, hosts: here }),
            targets,
            withoutPolling(run),
          );
        }),
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

  const runToEnd =
    (reconcileHosts: ReturnType<typeof reconcileByRegion>) => async (job: CapacityJob & RunSummary, run: RunContext) =>
      finish([await reconcileHosts(job, run)], { ...job, listsAll: true }, run);

  const reconcileCapacity = reconcileByRegion(suspendController);
  return {
    /** Tells what touches no host: nothing remembers that it was told, so a second delivery tells it again. */
    say: (about: string, body: string): Promise<void> => notifier.send({ subject: subjectOf(stage, about), body }),
    /** The hosts of every region of the configuration. */
    ...createHostLister(() => listHosts(autoScaling, stage, HOST_REGIONS), platform.now),
    /** Suspends hosts, and keeps those without a request as their state says; the rest of the run, its end included, is the caller's. */
    reconcileCapacity,
    /** Suspends hosts, and keeps those without a request as their state says: a whole run. */
    suspend: runToEnd(reconcileCapacity),
    /** Resumes hosts: a whole run. */
    resume: runToEnd(reconcileByRegion(resumeController)),
    /** Ends a run of several works. */
    finish,
  };
};
