import type { Controller, Polling, RunContext } from './controller.ts';
import { createLimiter } from './limiter.ts';
import { advance, fail, type Progress, type Run, startProgress } from './progress.ts';
import type { Result, Target } from './result.ts';

/** Waits for the next poll, which comes early when all executions have ended. */
const waitForNextPoll = async (
  { everySeconds, whileActing }: Polling,
  { sleep }: RunContext,
  executions: readonly Promise<void>[],
): Promise<void> => {
  const ended = new AbortController();
  const end = executions.length > 0 ? Promise.all(executions).then(() => ended.abort()) : undefined;
  if (end && !whileActing) await end;
  else await sleep(1000 * everySeconds, ended.signal);
};

/**
 * Observes, plans and executes until every target is finished or given up. A target that acts, or waits for its turn to,
 * delays no other. One target's failure is its own, whether its planner or an executor throws: it is in its result, and
 * the others continue. When a later observation fails, all unfinished targets have failed; throws when the first one does.
 */
export const reconcile = async <T extends Target, O, V>(
  controller: Controller<T, O, V>,
  targets: readonly T[],
  context: RunContext,
): Promise<readonly Result<T, O>[]> => {
  const run: Run<T, O, V> = { controller, context, limit: createLimiter(controller.maxConcurrency) };
  const progresses = targets.map((target) => startProgress<T, O, V>(target));

  const observe = async (idle: readonly Progress<T, O, V>[]): Promise<void> => {
    if (idle.length === 0) return;
    const observations = await controller.observe(idle.map(({ target }) => target));
    for (const progress of idle) progress.observed = observations.get(progress.target);
  };

  const unfinished = () => progresses.filter(({ result }) => !result);
  const executions = () => unfinished().flatMap(({ executing }) => executing ?? []);
  let hasObserved = false;
  while (unfinished().length > 0) {
    const idle = unfinished().filter(({ executing }) => !executing);
    try {
      await observe(idle);
      hasObserved = true;
    } catch (cause) {
      if (!hasObserved) throw cause;
      await Promise.all(executions());
      for (const progress of unfinished()) fail(run, progress, 'cannot observe it again', cause);
    }
    for (const progress of idle) if (!progress.result) advance(run, progress);
    if (unfinished().length > 0) await waitForNextPoll(controller.polling, context, executions());
  }
  return progresses.flatMap(({ result }) => result ?? []);
};
