import { type Condition, type Due, type Failure, failure, isDue, type Judged, judge, keyOf } from './condition.ts';
import { type Controller, type Executors, giveUpAt, type RunContext } from './controller.ts';
import type { Limiter } from './limiter.ts';
import { type Action, type ActionName, wait } from './plan.ts';
import { conclude } from './conclude.ts';
import { OutOfTime } from './out-of-time.ts';
import { messageOf, type Result, type Target } from './result.ts';

/** What all targets of a run share. */
export interface Run<T extends Target, O, V> {
  readonly controller: Controller<T, O, V>;
  readonly context: RunContext;
  readonly limit: Limiter;
}

/** How far a run has come with one target. */
export interface Progress<T extends Target, O, V> {
  readonly target: T;
  /** The last observation; absent when the target does not exist. */
  observed?: O | undefined;
  readonly executed: Action<V>[];
  /** The conditions whose action failed in this run, by their keys: they are not tried again. */
  readonly failures: Map<string, Failure>;
  /** The conditions whose action is not executed before a time, by their keys. */
  readonly postponed: Map<string, { readonly reason: string; readonly until: number }>;
  rounds: number;
  lastActionAt?: Date;
  /** Set while its actions execute, or wait for their turn. Never rejects. */
  executing?: Promise<void> | undefined;
  /** Absent until the target is finished. */
  result?: Result<T, O>;
}

/** The progress of a target at the start of a run. */
export const startProgress = <T extends Target, O, V>(target: T): Progress<T, O, V> => ({
  target,
  executed: [],
  failures: new Map(),
  postponed: new Map(),
  rounds: 0,
});

/** A planner that still wants to act after this many rounds with actions does not converge. */
const MAX_ROUNDS = 20;

/** Finishes a target; what was executed on it is part of the result. */
const finish = <T extends Target, O, V>(
  { controller }: Run<T, O, V>,
  progress: Progress<T, O, V>,
  verdict: Pick<Result<T, O>, 'status' | 'reason'> & Partial<Result<T, O>>,
): void => {
  const { target, observed, executed } = progress;
  progress.result = {
    controller: controller.name,
    target,
    ...(observed !== undefined && { observed }),
    actions: executed,
    conditions: [],
    ...verdict,
  };
};

/** Finishes a target as failed as a whole, with its error; as waiting, when the run only had no time left. */
export const fail = <T extends Target, O, V>(
  run: Run<T, O, V>,
  progress: Progress<T, O, V>,
  step: string,
  cause: unknown,
): void => {
  const reason = `${step}: ${messageOf(cause)}`;
  if (cause instanceof OutOfTime) finish(run, progress, { status: 'waiting', reason });
  else finish(run, progress, { status: 'failed', reason, cause });
};

/** The conditions of one target; a failed one where they cannot even be listed. */
const conditionsOf = <T extends Target, O, V>(
  { controller, context }: Run<T, O, V>,
  { target }: Progress<T, O, V>,
  observed: O,
): readonly Condition<V>[] => {
  try {
    return controller.conditions(target, observed, context.now());
  } catch (cause) {
    return [
      {
        kind: 'Planned',
        plan: () => {
          throw cause;
        },
      },
    ];
  }
};

/** The judged conditions of one target. */
const judgeTarget = <T extends Target, O, V>(
  run: Run<T, O, V>,
  progress: Progress<T, O, V>,
  observed: O,
): readonly Judged<V>[] => {
  const now = run.context.now().getTime();
  return judge(conditionsOf(run, progress, observed), (condition) => {
    const later = progress.postponed.get(keyOf(condition));
    const isLater = later !== undefined && later.until > now;
    return progress.failures.get(keyOf(condition)) ?? (isLater ? wait(later.reason) : undefined);
  });
};

/** Finishes a target with what its conditions came to. In a dry run the actions are those that are due. */
const settle = <T extends Target, O, V>(
  run: Run<T, O, V>,
  progress: Progress<T, O, V>,
  judged: readonly Judged<V>[],
): void => {
  const due = judged.filter(isDue).flatMap(({ outcome }) => outcome.actions);
  finish(run, progress, { ...conclude(judged), ...(run.context.dryRun && { actions: due }) });
};

const execute = <V, N extends ActionName<V>>(executors: Executors<V>, action: Action<V, N>): Promise<void> =>
  executors[action.action](action);

/**
 * Errors that say "not now": AWS's, where another activity on the resource is in progress, such as the launch of the instance
 * to terminate; `NotNow` of an adapter, after which the next observation shows what was done; and `Postponed` of an executor.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_TerminateInstanceInAutoScalingGroup.html
 */
const BUSY: ReadonlySet<string> = new Set([
  'ScalingActivityInProgressFault',
  'ResourceContentionFault',
  'NotNow',
  'Postponed',
]);

/**
 * Whether an action has to wait: it is tried again at the next poll, or by the next run. A write of tags is not: those are
 * what the next run reads, so that a run that cannot write them fails, and is invoked again with its event.
 */
const isBusy = ({ action }: { readonly action: string }, cause: unknown): boolean =>
  cause instanceof Error && BUSY.has(cause.name) && !action.endsWith('Tags');

/** Executes the actions of one condition. The turn may have come late, so it is judged again. */
const executeCondition = async <T extends Target, O, V>(
  run: Run<T, O, V>,
  progress: Progress<T, O, V>,
  observed: O,
  key: string,
): Promise<void> => {
  const { controller, context } = run;
  const outcome = judgeTarget(run, progress, observed).find((judged) => keyOf(judged) === key)?.outcome;
  if (outcome?.status === 'failed') progress.failures.set(key, outcome);
  if (outcome?.status !== 'act') return;
  const { actions } = outcome;
  if (context.now() >= context.deadline)
    return void progress.postponed.set(key, { reason: actions[0].reason, until: Infinity });
  for (const action of actions) {
    try {
      await execute(controller.executors, action);
    } catch (cause) {
      if (action.onFailure === 'replan') return;
      if (action.onFailure === 'continue') continue;
      const isLate = cause instanceof OutOfTime;
      if (!isLate && !isBusy(action, cause)) return void progress.failures.set(key, failure(action.action, cause));
      const until = isLate ? Infinity : context.now().getTime() + 1000 * controller.polling.everySeconds;
      return void progress.postponed.set(key, { reason: `${action.reason}: ${messageOf(cause)}`, until });
    }
    progress.executed.push(action);
    progress.lastActionAt = context.now();
  }
};

/** Executes what is due, in its order; conditions of the same kind at once, so that they can share a call. */
const executeDue = async <T extends Target, O, V>(
  run: Run<T, O, V>,
  progress: Progress<T, O, V>,
  observed: O,
  due: readonly Due<V>[],
): Promise<void> => {
  const before = progress.executed.length;
  for (const sameKind of Map.groupBy(due, ({ kind }) => kind).values())
    await Promise.all(
      sameKind.map((condition) =>
        run.limit(condition.outcome.actions[0].action, () =>
          executeCondition(run, progress, observed, keyOf(condition)),
        ),
      ),
    );
  // AWS may be busy for longer than the rounds last; a planner that wants the same in vain must not go on for ever.
  const now = run.context.now().getTime();
  const isBusyRound = due.some((condition) => (progress.postponed.get(keyOf(condition))?.until ?? 0) > now);
  if (progress.executed.length > before || !isBusyRound) progress.rounds += 1;
};

/** Judges an observed target: finishes it, begins to execute what is due, or leaves it to the next poll. */
export const advance = <T extends Target, O, V>(run: Run<T, O, V>, progress: Progress<T, O, V>): void => {
  const { controller, context } = run;
  const { observed, lastActionAt, rounds } = progress;
  if (observed === undefined) return finish(run, progress, { status: 'gone', reason: 'it no longer exists' });
  const judged = judgeTarget(run, progress, observed);
  const due = judged.filter(isDue);
  if (due.length > 0 && !context.dryRun && rounds < MAX_ROUNDS) {
    progress.executing = executeDue(run, progress, observed, due).finally(() => {
      progress.executing = undefined;
    });
    return;
  }
  const isEndless = due.length > 0 && !context.dryRun;
  for (const condition of isEndless ? due : []) {
    const reason = `not converged after ${MAX_ROUNDS} rounds: ${condition.outcome.actions[0].reason}`;
    progress.failures.set(keyOf(condition), { status: 'failed', reason, cause: new Error(reason) });
  }
  const waits = judged.some(({ outcome }) => outcome.status === 'wait' && !outcome.isLong);
  const isGivenUp = context.dryRun || context.now() >= giveUpAt(controller.polling, context, lastActionAt);
  if (isGivenUp || !waits) settle(run, progress, isEndless ? judgeTarget(run, progress, observed) : judged);
};
