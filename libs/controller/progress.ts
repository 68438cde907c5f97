import { type Controller, type Executors, giveUpAt, type RunContext } from './controller.ts';
import type { Limiter } from './limiter.ts';
import type { Action, ActionName, Plan } from './plan.ts';
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
  rounds: number;
  lastActionAt?: Date;
  /** Set while its actions execute, or wait for their turn. Never rejects. */
  executing?: Promise<void> | undefined;
  /** Absent until the target is finished. */
  result?: Result<T, O>;
}

/** A planner that still wants to act after this many rounds with actions does not converge. */
const MAX_ROUNDS = 20;

/** Finishes a target; what was executed on it is part of the result. */
const finish = <T extends Target, O, V>(
  { controller }: Run<T, O, V>,
  progress: Progress<T, O, V>,
  status: Result['status'],
  reason: string,
  details?: Partial<Result<T, O>>,
): void => {
  const { target, observed, executed } = progress;
  progress.result = {
    controller: controller.name,
    target,
    ...(observed !== undefined && { observed }),
    status,
    reason,
    actions: executed,
    ...details,
  };
};

/** Finishes a target as failed, with the error that it failed with. */
export const fail = <T extends Target, O, V>(
  run: Run<T, O, V>,
  progress: Progress<T, O, V>,
  step: string,
  cause: unknown,
): void => finish(run, progress, 'failed', `${step}: ${messageOf(cause)}`, { cause });

/** The plan of one target; a planner that throws fails that target alone, and leaves no plan. */
const planTarget = <T extends Target, O, V>(
  run: Run<T, O, V>,
  progress: Progress<T, O, V>,
  observed: O,
): Plan<V> | undefined => {
  try {
    return run.controller.plan(progress.target, observed, run.context.now());
  } catch (cause) {
    fail(run, progress, 'cannot plan', cause);
    return undefined;
  }
};

const execute = <V, N extends ActionName<V>>(executors: Executors<V>, action: Action<V, N>): Promise<void> =>
  executors[action.action](action);

/**
 * AWS's errors that say "not now": another activity on the resource is in progress, such as the launch of the instance to
 * terminate. https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_TerminateInstanceInAutoScalingGroup.html
 */
const BUSY: ReadonlySet<string> = new Set(['ScalingActivityInProgressFault', 'ResourceContentionFault']);

/**
 * Whether an action has to wait: it is tried again at the next poll, or by the next run. A write of tags is not: those are
 * what the next run reads, so that a run that cannot write them fails, and is invoked again with its event.
 */
const isBusy = ({ action }: { readonly action: string }, cause: unknown): boolean =>
  cause instanceof Error && BUSY.has(cause.name) && !action.endsWith('Tags');

/** Executes the actions that are due now: the turn may have come late, so the target is planned again. */
const executePlan = async <T extends Target, O, V>(
  run: Run<T, O, V>,
  progress: Progress<T, O, V>,
  observed: O,
): Promise<void> => {
  const { controller, context } = run;
  const plan = planTarget(run, progress, observed);
  if (plan?.status !== 'act') return;
  if (context.now() >= context.deadline) return finish(run, progress, 'waiting', plan.actions[0].reason);
  for (const action of plan.actions) {
    try {
      await execute(controller.executors, action);
    } catch (cause) {
      if (action.onFailure === 'replan') return;
      if (action.onFailure === 'continue') continue;
      if (!isBusy(action, cause)) return fail(run, progress, action.action, cause);
      progress.rounds -= 1;
      const isGivenUp = context.now() >= giveUpAt(controller.polling, context, progress.lastActionAt);
      return isGivenUp ? finish(run, progress, 'waiting', `${action.reason}: ${messageOf(cause)}`) : undefined;
    }
    progress.executed.push(action);
    progress.lastActionAt = context.now();
  }
};

/** Plans an observed target: finishes it, begins to execute its actions, or leaves it to the next poll. */
export const advance = <T extends Target, O, V>(run: Run<T, O, V>, progress: Progress<T, O, V>): void => {
  const { controller, context, limit } = run;
  const { observed, lastActionAt } = progress;
  if (observed === undefined) return finish(run, progress, 'gone', 'it no longer exists');
  const plan = planTarget(run, progress, observed);
  if (!plan) return;
  if (plan.status === 'converged') {
    const { reason, isAdvice = false } = plan;
    return finish(run, progress, 'converged', reason, isAdvice ? { isAdvice } : {});
  }
  if (plan.status === 'refuse') {
    const { reason, command } = plan;
    return finish(run, progress, 'refused', reason, command === undefined ? {} : { command });
  }
  if (plan.status === 'wait') {
    const isGivenUp = context.dryRun || context.now() >= giveUpAt(controller.polling, context, lastActionAt);
    return isGivenUp ? finish(run, progress, 'waiting', plan.reason) : undefined;
  }
  const { actions } = plan;
  const [{ action, reason }] = actions;
  if (context.dryRun) return finish(run, progress, 'planned', reason, { actions });
  if (progress.rounds >= MAX_ROUNDS)
    return finish(run, progress, 'failed', `not converged after ${MAX_ROUNDS} rounds: ${reason}`);
  progress.rounds += 1;
  progress.executing = limit(action, () => executePlan(run, progress, observed)).finally(() => {
    progress.executing = undefined;
  });
};
