import type { Controller, RunContext } from '../controller/controller.ts';
import { reconcile } from '../controller/reconcile.ts';
import { type MessagePart, renderMessage } from './message.ts';
import { type HostRef, messageOf, summarize, type Result, throwIfAnyFailed } from '../controller/result.ts';
import { type Notifiable, notify, type Notifier } from './notify.ts';

/** What became of a host, as far as it can be told. */
type HostResult = Result<HostRef, Notifiable>;

/** What one controller's run came to. */
export interface ControllerRun {
  readonly results: readonly HostResult[];
  /** Those of them that may be worth a letter. */
  readonly notable: readonly HostResult[];
  /** What a letter says of these. */
  readonly render: (now: Date) => MessagePart;
}

/** What the works of a run share. */
export interface RunSummary {
  /** Why the run was, in whole sentences; the letter begins with it. */
  readonly why: string;
  /** Also told when there is no host at all to tell of. */
  readonly alwaysNotify?: boolean;
}

/** What a run answers its invoker. */
export interface RunAnswer {
  readonly results: readonly ReturnType<typeof summarize>[];
}

/** Through what a run speaks. */
export interface Reporting {
  readonly stage: string;
  readonly log: (entry: object) => void;
  readonly notifier: Notifier<HostRef>;
}

/** The report of what could not even be looked at. */
export const unreachable = <T extends HostRef>(target: T, cause: unknown): Result<T, never> => {
  const reason = `cannot look at it: ${messageOf(cause)}`;
  return { controller: 'fleet', target, status: 'failed', reason, actions: [], cause };
};

/** Converges the targets; when they cannot be looked at, all of them have failed. */
export const reconcileSafely = async <T extends HostRef, O, V>(
  controller: Controller<T, O, V>,
  targets: readonly T[],
  run: RunContext,
): Promise<readonly Result<T, O>[]> => {
  try {
    return await reconcile(controller, targets, run);
  } catch (cause) {
    return targets.map((target) => unreachable(target, cause));
  }
};

/** Ends a run: logs what its works came to, tells it in one letter, and fails the invocation if anything failed. */
export const createFinishRun =
  ({ stage, log, notifier }: Reporting) =>
  async (
    runs: readonly ControllerRun[],
    { why, alwaysNotify = false }: RunSummary,
    run: RunContext,
  ): Promise<RunAnswer> => {
    const results = runs.flatMap((work) => work.results);
    for (const result of results) {
      if (result.status !== 'converged' || result.actions.length > 0) log(summarize(result));
    }
    if (!run.dryRun) {
      const now = run.now();
      const renderAll = () =>
        renderMessage(
          runs.map(({ render }) => render(now)),
          { stage, why },
        );
      if (alwaysNotify && results.length === 0) await notifier.send(renderAll());
      await notify(
        runs.flatMap(({ notable }) => notable),
        renderAll,
        now,
        notifier,
      );
    }
    throwIfAnyFailed(results);
    return { results: results.map(summarize) };
  };
