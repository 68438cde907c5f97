import type { ConditionResult, Result } from '../controller/result.ts';
import { fingerprintOf, type Notifiable } from '../notifications/history.ts';

/** A condition, or a whole host, that is not as it should be. */
export type Problem = Pick<ConditionResult, 'kind' | 'name' | 'reason' | 'command'> & Pick<Result, 'status'>;

/** What the history of a host keeps of a problem that was notified. */
export const fingerprintOfProblem = (
  observed: Notifiable | undefined,
  { kind, name = '', status, reason }: Problem,
): string => fingerprintOf(observed, `${kind} ${name} ${status} ${reason}`);
