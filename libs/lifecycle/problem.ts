import type { ConditionResult, Result } from '../controller/result.ts';
import { fingerprintOf, type Notifiable } from '../notifications/history.ts';

/** A condition, or a whole host, that is not as it should be. */
export type Problem = Pick<ConditionResult, 'kind' | 'name' | 'instanceId' | 'reason' | 'command'> &
  Pick<Result, 'status'>;

/**
 * What the history of a host keeps of a problem that was notified. Whether it holds a launch belongs to it: that the
 * instance has gone into service without its volume is news, although it was notified that the launch was waiting for that.
 */
export const fingerprintOfProblem = (
  observed: Notifiable | undefined,
  { kind, name = '', status, reason }: Problem,
  holdsLaunch: boolean,
): string => fingerprintOf(observed, `${kind} ${name} ${status} ${reason}${holdsLaunch ? ' and holds a launch' : ''}`);
