import type { ApiRequest } from './http/endpoint.ts';

/** An error that AWS answers with. */
interface Failure {
  readonly code: string;
  readonly message: string;
  readonly status?: number;
  readonly silent?: never;
}

/** AWS never answers: the connection stays open until the caller closes it. */
interface Silence {
  readonly silent: true;
}

/** A failure of the nth matching call from now on. */
export type Fault = (Failure | Silence) & {
  /** Counts from 1. */
  readonly nth: number;
  /** Only calls to this region match. */
  readonly region?: string;
  /** Only calls by this role match. */
  readonly caller?: string;
  /** `before` the call takes effect, which is the default, or `after`: the effect stays and the response is lost. */
  readonly when?: 'before' | 'after';
  /** The process that made the call ends with it: AWS receives none of its later calls. */
  readonly fatal?: boolean;
};

/** The faults that are injected and have not happened yet. */
export const createFaults = () => {
  const pending: { readonly operation: string; readonly fault: Fault; callsLeft: number }[] = [];

  return {
    /** Injects a fault into the calls of an operation, or of every operation (`*`). */
    inject: (operation: string, fault: Fault): void => void pending.push({ operation, fault, callsLeft: fault.nth }),
    /** Counts a call, and returns the fault that is due on it. */
    take: ({ operation, region, caller }: ApiRequest): Fault | undefined => {
      const matching = pending.filter(
        (candidate) =>
          (candidate.operation === operation || candidate.operation === '*') &&
          (candidate.fault.region ?? region) === region &&
          (candidate.fault.caller ?? caller) === caller,
      );
      for (const candidate of matching) candidate.callsLeft -= 1;
      const due = matching.find(({ callsLeft }) => callsLeft === 0);
      if (due) pending.splice(pending.indexOf(due), 1);
      return due?.fault;
    },
    clear: (): void => void pending.splice(0),
  };
};
