import type { ApiRequest } from './http/endpoint.ts';

/** An error that AWS answers with. */
interface ErrorAnswer {
  readonly code: string;
  readonly message: string;
  readonly status?: number;
  readonly silent?: never;
}

/** AWS never answers: the connection stays open until the caller closes it. */
interface Silence {
  readonly silent: true;
}

/** Which calls match, and when they fail. */
interface Match {
  /** Only calls to this region match. */
  readonly region?: string;
  /** Only calls by this role match. */
  readonly caller?: string;
  /** `before` the call takes effect, which is the default, or `after`: the effect stays and the response is lost. */
  readonly when?: 'before' | 'after';
  /** The process that made the call ends with it: AWS receives none of its later calls. */
  readonly fatal?: boolean;
}

/** How a call fails, and which calls match. */
export type Failure = (ErrorAnswer | Silence) & Match;

/** A failure of the nth matching call from now on. */
export type Fault = Failure & {
  /** Counts from 1. */
  readonly nth: number;
};

/** How an operation fails that is down: with a server error, by default. */
export type Outage = (Partial<ErrorAnswer> | Silence) & Match;

const DOWN = { code: 'InternalFailure', message: 'The service is down.', status: 500 } as const;

const isOf = (operation: string, { region, caller }: Match, request: ApiRequest): boolean =>
  (operation === request.operation || operation === '*') &&
  (region ?? request.region) === request.region &&
  (caller ?? request.caller) === request.caller;

/** The faults that are injected and have not happened yet, and the outages that have not ended yet. */
export const createFaults = (now: () => Date) => {
  const pending: { readonly operation: string; readonly fault: Fault; callsLeft: number }[] = [];
  const outages: { readonly operation: string; readonly failure: Failure; readonly endsAt: number }[] = [];

  return {
    /** Injects a fault into the calls of an operation, or of every operation (`*`). */
    inject: (operation: string, fault: Fault): void => void pending.push({ operation, fault, callsLeft: fault.nth }),
    /** Has every call of an operation (`*`: of every one) fail from now on, for some milliseconds. */
    breakDown: (operation: string, milliseconds: number, outage: Outage = {}): void =>
      void outages.push({
        operation,
        failure: outage.silent === true ? outage : { ...DOWN, ...outage },
        endsAt: now().getTime() + milliseconds,
      }),
    /** Counts a call, and returns the failure that is due on it. A call that an outage fails counts for no fault. */
    take: (request: ApiRequest): Failure | undefined => {
      const outage = outages.find(
        ({ operation, failure, endsAt }) => now().getTime() < endsAt && isOf(operation, failure, request),
      );
      if (outage) return outage.failure;
      const matching = pending.filter(({ operation, fault }) => isOf(operation, fault, request));
      for (const candidate of matching) candidate.callsLeft -= 1;
      const due = matching.find(({ callsLeft }) => callsLeft === 0);
      if (due) pending.splice(pending.indexOf(due), 1);
      return due?.fault;
    },
    /** Whether an outage has not ended yet. */
    isBrokenDown: (): boolean => outages.some(({ endsAt }) => now().getTime() < endsAt),
    /** Removes the faults, and ends the outages. */
    clear: (): void => {
      pending.splice(0);
      outages.splice(0);
    },
  };
};
