import { autoScalingOf, snsOf } from '../aws/clients.ts';
import { converge, type Controller, type Run } from '../controller.ts';
import { type Host, type Fleet, readFleet, TAGS, type Unseen } from '../fleet.ts';
import type { Platform } from '../lambda.ts';
import type { Verbs } from '../plan.ts';
import { messageOf, outline, throwIfAnyFailed } from '../report.ts';
import { monthOf } from '../state.ts';
import { isNews, type Letter, tell } from '../tell.ts';
import { resumption, suspension } from './controller.ts';
import { type CapacityReport, compose, subjectOf } from './letter.ts';
import type { CapacityTarget, Wish } from './model.ts';
import { minutesSince } from './steps.ts';

/** The part of the configuration that this rests on. */
interface Config {
  readonly KEEPER: string;
  readonly HOST_REGIONS: readonly string[];
  readonly TOPIC_ARN: string;
  readonly AWS_REGION: string;
}

/** One run over chosen hosts: what is wanted of them, and why. */
export interface Job {
  readonly targets: readonly CapacityTarget[];
  /** Regions that could not be listed: reported as failed, and no reason to leave the others alone. */
  readonly unseen?: readonly Unseen[];
  /** Why, in whole sentences; the letter begins with it. */
  readonly why: string;
  /** Also told when there is no host at all to tell of. */
  readonly mustTell?: boolean;
  /** Whether a state that is younger than a minute is left to the run that made it: it may be about to tell itself. */
  readonly leavesNewsToOthers?: boolean;
}

/** What a run answers its invoker. */
export interface Outcome {
  readonly reports: readonly ReturnType<typeof outline>[];
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

/** A report of what could not even be looked at. */
const failed = (target: CapacityTarget, cause: unknown): CapacityReport => {
  const reason = `cannot look at it: ${messageOf(cause)}`;
  return { controller: 'fleet', target, status: 'failed', reason, actions: [], cause };
};

/** Carries jobs out: converges each region for itself, logs, tells, and fails the invocation if anything failed. */
export const operations = (platform: Platform, config: Config) => {
  const autoScaling = autoScalingOf(platform);
  const { publish } = snsOf(platform, config.AWS_REGION);
  const world = { autoScaling, keeper: config.KEEPER };

  const carryOut =
    <V extends Verbs<V>>(controller: Controller<CapacityTarget, Host, V>) =>
    async (
      { targets, unseen = [], why, mustTell = false, leavesNewsToOthers = false }: Job,
      run: Run,
    ): Promise<Outcome> => {
      const regions = [...new Set(targets.map(({ region }) => region))];
      const answers = await Promise.all(
        regions.map(async (region) => {
          const here = targets.filter((target) => target.region === region);
          try {
            return await converge(controller, here, run);
          } catch (cause) {
            return here.map((target) => failed(target, cause));
          }
        }),
      );
      const lost = unseen.map(({ region, cause }) =>
        failed({ host: `every host of ${region}`, region, group: '*' }, cause),
      );
      const reports = [...answers.flat(), ...lost];
      for (const report of reports) {
        if (report.status !== 'converged' || report.actions.length > 0) platform.log(outline(report));
      }
      if (!run.dryRun) {
        const now = run.now();
        const own = reports.filter((report) => !leavesNewsToOthers || !isYoung(report, now));
        // What nobody asked for and is as it was would only make the letter long.
        const letter = () =>
          compose(
            own.filter((one) => one.target.wish ?? isNews(one, now)),
            { keeper: config.KEEPER, why },
          );
        const post = ({ subject, body }: Letter) => publish(config.TOPIC_ARN, subject, body);
        if (mustTell && reports.length === 0) await post(letter());
        await tell(own, letter, now, {
          publish: post,
          writeTold: ({ region, group }, value) =>
            autoScaling(region).createOrUpdateTags(group, { [TAGS.told]: value }),
        });
      }
      throwIfAnyFailed(reports);
      return { reports: reports.map(outline) };
    };

  return {
    /** Tells what touches no host: nothing remembers that it was told, so a second delivery tells it again. */
    say: (about: string, text: string): Promise<void> =>
      publish(config.TOPIC_ARN, subjectOf(`hostkeeper ${config.KEEPER}: ${about}`), text),
    /** The hosts of every region of the configuration. */
    fleet: (): Promise<Fleet> => readFleet(autoScaling, config.KEEPER, config.HOST_REGIONS),
    /** Suspends hosts, and keeps those without a wish as their state says. */
    suspend: carryOut(suspension(world)),
    /** Resumes hosts. */
    resume: carryOut(resumption(world)),
  };
};
