import type { AutoScaling } from '../aws/auto-scaling.ts';
import { autoScalingOf } from '../aws/clients.ts';
import { voiceOf } from '../aws/voice.ts';
import { type Closing, conclude, settle, unseen, type Work } from '../conclude.ts';
import type { Controller, Run } from '../controller.ts';
import { type Host, listing, readFleet, type Unseen } from '../fleet.ts';
import type { Platform } from '../lambda.ts';
import { subjectOf } from '../letter.ts';
import type { Verbs } from '../plan.ts';
import { monthOf } from '../state.ts';
import { isNews } from '../tell.ts';
import { type CapacityWorld, resumption, suspension } from './controller.ts';
import { type CapacityReport, chapterOf } from './letter.ts';
import type { CapacityTarget, Wish } from './model.ts';
import { minutesSince } from './steps.ts';

/** The part of the configuration that this rests on. */
interface Config {
  readonly KEEPER: string;
  readonly HOST_REGIONS: readonly string[];
  readonly TOPIC_ARN: string;
  readonly AWS_REGION: string;
}

/** One run over chosen hosts: what is wanted of them all. */
export interface Job {
  /** As they were just listed. */
  readonly hosts: readonly Host[];
  readonly wish?: Wish;
  /** Regions that could not be listed: reported as failed, and no reason to leave the others alone. */
  readonly unseen?: readonly Unseen[];
  /** Whether news is left to the run that made it, while that may go on: it tells itself at its end. */
  readonly leavesNewsToOthers?: boolean;
}

/** What a verdict over the bill wants of every host but those tagged to be kept. */
export const billWish = (
  verdict:
    | { readonly decision: 'suspend'; readonly rung: number }
    | { readonly decision: 'ask'; readonly reason: string },
  at: Date,
  late = false,
): Wish =>
  verdict.decision === 'ask'
    ? { intent: 'ask', reason: verdict.reason }
    : { intent: 'suspend', cause: 'budget', line: { rung: verdict.rung, month: monthOf(at) }, at, late, spare: true };

/** A run that goes on has written a state within so many minutes, and then writes of each host that it told of it, at AWS's pace. */
const GOING_ON_MINUTES = 1;
const TELLING_MINUTES_A_HOST = 0.5 / 60;

/** No run goes on for longer. */
const LONGEST_RUN_MINUTES = 15;

const ageOf = ({ observed }: CapacityReport, now: Date): number =>
  observed && observed.state.intent !== 'unreadable' && observed.state.since
    ? minutesSince(observed.state.since, now)
    : Infinity;

/** What may still be told by the run that made it so: that of a big fleet takes minutes. */
const leftToOthers = (reports: readonly CapacityReport[], now: Date): ReadonlySet<CapacityReport> => {
  const recent = reports.filter((report) => ageOf(report, now) < LONGEST_RUN_MINUTES);
  const untilTold = GOING_ON_MINUTES + recent.length * TELLING_MINUTES_A_HOST;
  const goesOn = recent.some((report) => ageOf(report, now) < untilTold);
  return new Set(goesOn ? recent : []);
};

/** Whoever waits here waits for minutes: nobody is looked at again while others are acted on. */
const unhurried = (run: Run): Run => ({
  ...run,
  pause: async (done) => {
    await (done ?? run.pause());
  },
});

/** Carries jobs out: each region for itself. `autoScaling` is what else in the function speaks to Auto Scaling, if anything does. */
export const operations = (
  platform: Platform,
  config: Config,
  autoScaling: (region: string) => AutoScaling = autoScalingOf(platform),
) => {
  const { KEEPER: keeper, HOST_REGIONS } = config;
  const voice = voiceOf(platform, config, autoScaling);
  const end = conclude({ keeper, log: platform.log, voice });

  const working =
    <V extends Verbs<V>>(controllerOf: (world: CapacityWorld) => Controller<CapacityTarget, Host, V>) =>
    async ({ hosts, wish, unseen: lost = [], leavesNewsToOthers = false }: Job, run: Run): Promise<Work> => {
      const begun = run.now();
      const answers = await Promise.all(
        [...Map.groupBy(hosts, ({ region }) => region)].map(([where, here]) => {
          const targets = here.map(({ host, region, group }) => ({ host, region, group, ...(wish && { wish }) }));
          return settle(controllerOf({ autoScaling, keeper, region: where, hosts: here }), targets, unhurried(run));
        }),
      );
      const reports: readonly CapacityReport[] = [
        ...answers.flat(),
        ...lost.map(({ region, cause }) => unseen({ host: `every host of ${region}`, region, group: '*' }, cause)),
      ];
      const left = leavesNewsToOthers ? leftToOthers(reports, begun) : new Set();
      const telling = reports.filter((report) => !left.has(report));
      return {
        reports,
        telling,
        // What nobody asked for and is as it was would only make the letter long.
        chapter: (now) =>
          chapterOf(
            telling.filter((one) => one.target.wish ?? isNews(one, now)),
            keeper,
          ),
      };
    };

  const carryOut = (work: ReturnType<typeof working>) => async (job: Job & Closing, run: Run) =>
    end([await work(job, run)], job, run);

  const suspending = working(suspension);
  return {
    /** Tells what touches no host: nothing remembers that it was told, so a second delivery tells it again. */
    say: (about: string, body: string): Promise<void> =>
      voice.publish({ subject: subjectOf(`hostkeeper ${keeper}: ${about}`), body }),
    /** The hosts of every region of the configuration. */
    ...listing(() => readFleet(autoScaling, keeper, HOST_REGIONS), platform.now),
    /** Suspends hosts, and keeps those without a wish as their state says; the rest of the run, its end included, is the caller's. */
    suspending,
    /** Suspends hosts, and keeps those without a wish as their state says: a whole run. */
    suspend: carryOut(suspending),
    /** Resumes hosts: a whole run. */
    resume: carryOut(working(resumption)),
    /** Ends a run of several works. */
    end,
  };
};
