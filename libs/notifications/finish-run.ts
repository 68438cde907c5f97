import type { Controller, RunContext } from '../controller/controller.ts';
import { reconcile } from '../controller/reconcile.ts';
import { OutOfTime } from '../controller/out-of-time.ts';
import { type HostRef, messageOf, summarize, type Result, throwIfAnyFailed } from '../controller/result.ts';
import { isNew, isRepeat } from './history.ts';
import { renderMessage } from './message.ts';
import type { Header, NewsItem } from './news.ts';
import { notify, type Notifier } from './notify.ts';
import type { withoutUnrecordable } from './unrecordable.ts';

/** The results of one controller's run. */
export interface ControllerRun {
  readonly results: readonly Result<HostRef>[];
  /** What a message may say about them; of these, `finishRun` notifies what is new. */
  readonly notable: readonly NewsItem[];
}

/** What the controllers of a run have in common. */
export interface RunSummary extends Omit<Header, 'stage'> {
  /** Whether the message lists every host, as the answer to a request, once there is anything new to say. */
  readonly listsAll?: boolean;
  /** Whether a message is sent although there is no host at all. */
  readonly alwaysNotify?: boolean;
  /** Which news is notified, of all; without it all of them. */
  readonly selectNews?: typeof withoutUnrecordable;
}

/** The answer of a run to its invoker. */
export interface RunAnswer {
  readonly results: readonly ReturnType<typeof summarize>[];
}

/** Where a run writes to. */
export interface Reporting {
  readonly stage: string;
  readonly log: (entry: object) => void;
  readonly notifier: Notifier;
}

/** The result of a target that could not be observed: failed, or waiting where the run only had no time left. */
export const unreachable = <T extends HostRef>(target: T, cause: unknown): Result<T, never> => {
  const reason = `cannot observe it: ${messageOf(cause)}`;
  const status = cause instanceof OutOfTime ? 'waiting' : 'failed';
  return {
    controller: 'fleet',
    target,
    status,
    reason,
    actions: [],
    ...(status === 'failed' && { cause }),
    conditions: [],
  };
};

/**
 * Throws when a run had no time to observe some of its targets: the dead-letter queue and its alarm then say so. It is no
 * news of the hosts, and noting it on each of them would cost the next run its time, too.
 */
const throwIfUnobserved = (results: readonly Result[]): void => {
  const unobserved = results.filter(({ status, observed }) => status === 'waiting' && observed === undefined);
  if (unobserved.length === 0) return;
  throw new OutOfTime(`${unobserved.length} of ${results.length} were not observed`);
};

/** Reconciles the targets; when they cannot be observed at all, each of them has failed. */
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

/**
 * Ends a run: logs its results, notifies what is new in one message, and fails the invocation if anything failed or was
 * not observed.
 */
export const createFinishRun =
  ({ stage, log, notifier }: Reporting) =>
  async (
    runs: readonly ControllerRun[],
    { why, cause, listsAll = false, alwaysNotify = false, selectNews = async (all) => all }: RunSummary,
    run: RunContext,
  ): Promise<RunAnswer> => {
    run.beginFinish?.();
    const results = runs.flatMap((part) => part.results);
    for (const result of results) {
      if (result.status !== 'converged' || result.actions.length > 0) log(summarize(result));
    }
    if (!run.dryRun) {
      const now = run.now();
      const notable = runs.flatMap((part) => part.notable);
      const current = notable.filter((item) => isNew(item, now));
      const news = await selectNews(current, now, notifier);
      const hasMessage = news.length > 0 || (alwaysNotify && results.length === 0);
      const message = hasMessage ? renderMessage(listsAll ? notable : news, { stage, why, cause }) : undefined;
      const repeated = notable.filter((item) => isRepeat(item, now));
      await notify(message, news, repeated, now, notifier);
    }
    throwIfAnyFailed(results);
    throwIfUnobserved(results);
    return { results: results.map(summarize) };
  };
