import type { ApiRequest } from './http/endpoint.ts';

/** A failure of the nth matching call from now on. */
export interface Fault {
  /** Counts from 1. */
  readonly nth: number;
  readonly code: string;
  readonly message: string;
  readonly status?: number;
  /** Every matching call from the nth on fails for this long; without it, the nth alone. */
  readonly lastsMinutes?: number;
  /** Only calls to this region match. */
  readonly region?: string;
  /** Only calls by this role match. */
  readonly caller?: string;
  /** `before` the call takes effect, which is the default, or `after`: the effect stays and the response is lost. */
  readonly when?: 'before' | 'after';
  /** The process that made the call ends with it: AWS receives none of its later calls. */
  readonly fatal?: boolean;
}

/** The faults that are injected and have not happened yet. */
export const createFaults = () => {
  const pending: { readonly operation: string; readonly fault: Fault; callsLeft: number; until?: Date }[] = [];

  return {
    /** Injects a fault into the calls of an operation, or of every operation (`*`). */
    inject: (operation: string, fault: Fault): void => void pending.push({ operation, fault, callsLeft: fault.nth }),
    /** Counts a call, and returns the fault that is due on it. */
    take: ({ operation, region, caller, at }: ApiRequest): Fault | undefined => {
      const matching = pending.filter(
        (candidate) =>
          (candidate.operation === operation || candidate.operation === '*') &&
          (candidate.fault.region ?? region) === region &&
          (candidate.fault.caller ?? caller) === caller,
      );
      for (const candidate of matching) candidate.callsLeft -= 1;
      const due = matching.find(({ callsLeft, until = at }) => callsLeft === 0 || (callsLeft < 0 && at < until));
      if (due?.fault.lastsMinutes === undefined) {
        if (due) pending.splice(pending.indexOf(due), 1);
      } else due.until ??= new Date(at.getTime() + 60_000 * due.fault.lastsMinutes);
      return due?.fault;
    },
    clear: (): void => void pending.splice(0),
  };
};
