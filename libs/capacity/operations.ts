import type { AutoScaling } from '../aws/auto-scaling.ts';
import { autoScalingOf } from '../aws/clients.ts';
import { voiceOf } from '../aws/voice.ts';
import { type Closing, conclude, settle, unseen, type Work } from '../conclude.ts';
import type { Controller, Run } from '../controller.ts';
import { type Host, type Fleet, readFleet, type Unseen } from '../fleet.ts';
import type { Platform } from '../lambda.ts';
import { subjectOf } from '../letter.ts';
import type { Verbs } from '../plan.ts';
import { monthOf } from '../state.ts';
import { isNews } from '../tell.ts';
import { resumption, suspension } from './controller.ts';
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

/** One run over chosen hosts: what is wanted of them. */
export interface Job {
  readonly targets: readonly CapacityTarget[];
  /** Regions that could not be listed: reported as failed, and no reason to leave the others alone. */
  readonly unseen?: readonly Unseen[];
  /** Whether a state that is younger than a minute is left to the run that made it: it may be about to tell itself. */
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

/** The targets for these hosts, all with the same wish. */
export const targetsOf = (hosts: readonly Host[], wish?: Wish): readonly CapacityTarget[] =>
  hosts.map(({ host, region, group }) => ({ host, region, group, ...(wish && { wish }) }));

/** So long a run may take until it tells what it did. */
const TELLING_MINUTES = 1;

const isYoung = ({ observed }: CapacityReport, now: Date): boolean =>
  observed?.state.intent !== 'unreadable' &&
  observed?.state.since !== undefined &&
  minutesSince(observed.state.since, now) < TELLING_MINUTES;

/** Carries jobs out: each region for itself. `autoScaling` is what else in the function speaks to Auto Scaling, if anything does. */
export const operations = (
  platform: Platform,
  config: Config,
  autoScaling: (region: string) => AutoScaling = autoScalingOf(platform),
) => {
  const { KEEPER: keeper, HOST_REGIONS } = config;
  const voice = voiceOf(platform, config, autoScaling);
  const end = conclude({ keeper, log: platform.log, voice });
  const world = { autoScaling, keeper };

  const working =
    <V extends Verbs<V>>(controller: Controller<CapacityTarget, Host, V>) =>
    async ({ targets, unseen: lost = [], leavesNewsToOthers = false }: Job, run: Run): Promise<Work> => {
      const regions = Map.groupBy(targets, ({ region }) => region);
      const answers = await Promise.all([...regions.values()].map((here) => settle(controller, here, run)));
      const reports: readonly CapacityReport[] = [
        ...answers.flat(),
        ...lost.map(({ region, cause }) => unseen({ host: `every host of ${region}`, region, group: '*' }, cause)),
      ];
      const ended = run.now();
      const telling = reports.filter((report) => !leavesNewsToOthers || !isYoung(report, ended));
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

  const suspending = working(suspension(world));
  return {
    /** Tells what touches no host: nothing remembers that it was told, so a second delivery tells it again. */
    say: (about: string, body: string): Promise<void> =>
      voice.publish({ subject: subjectOf(`hostkeeper ${keeper}: ${about}`), body }),
    /** The hosts of every region of the configuration. */
    fleet: (): Promise<Fleet> => readFleet(autoScaling, keeper, HOST_REGIONS),
    /** Suspends hosts, and keeps those without a wish as their state says; the rest of the run, its end included, is the caller's. */
    suspending,
    /** Suspends hosts, and keeps those without a wish as their state says: a whole run. */
    suspend: carryOut(suspending),
    /** Resumes hosts: a whole run. */
    resume: carryOut(working(resumption(world))),
    /** Ends a run of several works. */
    end,
  };
};
