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

/** Which calls fail, and when. */
interface Scope {
  /** Every matching call from the nth on fails for this long; without it, the nth alone. */
  readonly lastsMinutes?: number;
  /** Only calls to this region match. */
  readonly region?: string;
  /** Only calls by this role match. */
  readonly caller?: string;
  /** `before` the call takes effect, which is the default, or `after`: the effect stays and the response is lost. */
  readonly when?: 'before' | 'after';
}

/** How a call fails. */
type CallFault = (Failure | Silence) &
  Scope & {
    /** The process that made the call ends with it: AWS receives none of its later calls. */
    readonly fatal?: boolean;
  };

/** A failure of the nth matching call from now on. */
export type Fault = CallFault & {
  /** Counts from 1. */
  readonly nth: number;
};

/** How an operation fails that is down: with a server error, by default. */
export type Outage = Partial<Failure> & Scope;

const DOWN = { code: 'InternalFailure', message: 'The service is down.', status: 500 } as const;

const isOf = (operation: string, { region, caller }: Scope, request: ApiRequest): boolean =>
  (operation === request.operation || operation === '*') &&
  (region ?? request.region) === request.region &&
  (caller ?? request.caller) === request.caller;

/** The faults that are injected and have not happened yet, and the outages that have not ended yet. */
export const createFaults = (now: () => Date) => {
  const pending: { readonly operation: string; readonly fault: Fault; callsLeft: number; until?: Date }[] = [];
  const outages: { readonly operation: string; readonly failure: Failure & Scope; readonly endsAt: number }[] = [];

  return {
    /** Injects a fault into the calls of an operation, or of every operation (`*`). */
    inject: (operation: string, fault: Fault): void => void pending.push({ operation, fault, callsLeft: fault.nth }),
    /** Has every call of an operation (`*`: of every one) fail from now on, for some milliseconds. */
    breakDown: (operation: string, milliseconds: number, outage: Outage = {}): void =>
      void outages.push({ operation, failure: { ...DOWN, ...outage }, endsAt: now().getTime() + milliseconds }),
    /** Counts a call, and returns the failure that is due on it. A call that an outage fails counts for no fault. */
    take: (request: ApiRequest): CallFault | undefined => {
      const outage = outages.find(
        ({ operation, failure, endsAt }) => now().getTime() < endsAt && isOf(operation, failure, request),
      );
      if (outage) return outage.failure;
      const { at } = request;
      const matching = pending.filter(({ operation, fault }) => isOf(operation, fault, request));
      for (const candidate of matching) candidate.callsLeft -= 1;
      const due = matching.find(({ callsLeft, until = at }) => callsLeft === 0 || (callsLeft < 0 && at < until));
      if (due?.fault.lastsMinutes === undefined) {
        if (due) pending.splice(pending.indexOf(due), 1);
      } else due.until ??= new Date(at.getTime() + 60_000 * due.fault.lastsMinutes);
      return due?.fault;
    },
    /** Removes the faults, and ends the outages. */
    clear: (): void => {
      pending.splice(0);
      outages.splice(0);
    },
  };
};
