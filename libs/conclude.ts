import { converge, type Controller, type Run } from './controller.ts';
import { type Chapter, compose } from './letter.ts';
import type { Verbs } from './plan.ts';
import { type HostTarget, messageOf, outline, type Report, throwIfAnyFailed } from './report.ts';
import { type Tellable, tell, type Voice } from './tell.ts';

/** What became of a host, as far as it can be told. */
type HostReport = Report<HostTarget, Tellable>;

/** What one controller's run came to. */
export interface Work {
  readonly reports: readonly HostReport[];
  /** Those of them that may be worth a letter. */
  readonly telling: readonly HostReport[];
  /** What a letter says of these. */
  readonly chapter: (now: Date) => Chapter;
}

/** What the works of a run share. */
export interface Closing {
  /** Why the run was, in whole sentences; the letter begins with it. */
  readonly why: string;
  /** Also told when there is no host at all to tell of. */
  readonly mustTell?: boolean;
}

/** What a run answers its invoker. */
export interface Outcome {
  readonly reports: readonly ReturnType<typeof outline>[];
}

/** Through what a run speaks. */
export interface Office {
  readonly keeper: string;
  readonly log: (entry: object) => void;
  readonly voice: Voice<HostTarget>;
}

/** The report of what could not even be looked at. */
export const unseen = <T extends HostTarget>(target: T, cause: unknown): Report<T, never> => {
  const reason = `cannot look at it: ${messageOf(cause)}`;
  return { controller: 'fleet', target, status: 'failed', reason, actions: [], cause };
};

/** Converges the targets; when they cannot be looked at, all of them have failed. */
export const settle = async <T extends HostTarget, O, V extends Verbs<V>>(
  controller: Controller<T, O, V>,
  targets: readonly T[],
  run: Run,
): Promise<readonly Report<T, O>[]> => {
  try {
    return await converge(controller, targets, run);
  } catch (cause) {
    return targets.map((target) => unseen(target, cause));
  }
};

/** Ends a run: logs what its works came to, tells it in one letter, and fails the invocation if anything failed. */
export const conclude =
  ({ keeper, log, voice }: Office) =>
  async (works: readonly Work[], { why, mustTell = false }: Closing, run: Run): Promise<Outcome> => {
    const reports = works.flatMap((work) => work.reports);
    for (const report of reports) {
      if (report.status !== 'converged' || report.actions.length > 0) log(outline(report));
    }
    if (!run.dryRun) {
      const now = run.now();
      const letter = () =>
        compose(
          works.map(({ chapter }) => chapter(now)),
          { keeper, why },
        );
      if (mustTell && reports.length === 0) await voice.publish(letter());
      await tell(
        works.flatMap(({ telling }) => telling),
        letter,
        now,
        voice,
      );
    }
    throwIfAnyFailed(reports);
    return { reports: reports.map(outline) };
  };
