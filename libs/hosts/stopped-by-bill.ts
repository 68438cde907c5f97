import type { Host } from './host.ts';
import { monthOf } from './thresholds.ts';

/** The names of the hosts that a threshold of this month has stopped: while there is one, nothing optional is paid for. */
export const stoppedByBill = (hosts: readonly Host[], now: Date): readonly string[] =>
  hosts.flatMap(({ host, state }) =>
    state.intent === 'suspended' && state.cause === 'budget' && state.threshold?.month === monthOf(now) ? [host] : [],
  );
