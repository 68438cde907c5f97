import type { Judged } from './condition.ts';
import type { ConditionResult, Result } from './result.ts';

/** The statuses of a result, the worst first. */
const WORST: readonly ConditionResult['status'][] = ['failed', 'refused', 'waiting', 'planned', 'converged'];

const STATUSES = { converged: 'converged', wait: 'waiting', refuse: 'refused', failed: 'failed' } as const;

/** What a judged condition came to when its target is finished. */
const toResult = <V>({ outcome, ...ref }: Judged<V>): ConditionResult => {
  if (outcome.status === 'blocked') return { ...toResult(outcome.by), ...ref, blockedBy: outcome.by.kind };
  if (outcome.status === 'act') return { ...ref, status: 'planned', reason: outcome.actions[0].reason };
  return { ...ref, ...outcome, status: STATUSES[outcome.status] };
};

/** What judged conditions come to for their target, if nothing more is executed. */
export const conclude = <V>(
  judged: readonly Judged<V>[],
): Pick<Result, 'status' | 'reason' | 'command' | 'cause' | 'isAdvice' | 'conditions'> => {
  const conditions = judged.map(toResult);
  const [worst] = WORST.flatMap((status) => conditions.filter((condition) => condition.status === status));
  const { status, reason, command, cause, isAdvice }: Omit<ConditionResult, 'kind'> = worst ?? {
    status: 'converged',
    reason: 'nothing is to hold',
  };
  return {
    status,
    reason,
    ...(command !== undefined && { command }),
    ...(cause !== undefined && { cause }),
    ...(isAdvice === true && { isAdvice }),
    conditions,
  };
};
