import type { Clock } from './clock.ts';
import type { Failure } from './faults.ts';
import type { ApiRequest } from './http/endpoint.ts';
import type { createIam } from './iam/index.ts';
import { AwsError, NoReply, type Operation, ProcessEnded } from './operation.ts';
import { serviceNamed } from './services.ts';

/** A call that was made, with the error that it failed with. */
interface RecordedCall extends ApiRequest {
  error?: string;
}

/**
 * The way of a call through the simulated AWS: network, rate limit, authorization, faults, operation. Each step may refuse
 * it, in this order.
 */
export const createCalls = (deps: {
  readonly clock: Clock;
  /** How long a call is under way, in seconds. */
  readonly callSeconds: readonly [min: number, max: number];
  readonly throttle: (request: ApiRequest) => void;
  readonly authorize: ReturnType<typeof createIam>;
  readonly takeFault: (request: ApiRequest) => Failure | undefined;
  /** Throws `NotSimulated` for an operation that the simulator does not have. */
  readonly findOperation: (request: ApiRequest) => Operation;
  /** Ends the processes of a role. */
  readonly kill: (roleId: string) => void;
  readonly isKilled: (roleId: string) => boolean;
}) => {
  const { clock } = deps;
  const calls: RecordedCall[] = [];
  const watchers: ((request: ApiRequest) => void)[] = [];
  const interceptors: { readonly operation: string; readonly run: () => Promise<void> }[] = [];

  const execute = async (request: ApiRequest): Promise<unknown> => {
    const { service, operation, caller } = request;
    deps.throttle(request);
    const definition = deps.findOperation(request);
    // The protocol has read the input by the operation's own schema.
    const input = request.input as never;
    await deps.authorize(caller, service, operation, definition.authorization?.(input, request) ?? [{ resource: '*' }]);
    if (serviceNamed(service)?.hasDryRun === true && request.input['DryRun'] === true)
      throw new AwsError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
    const fault = deps.takeFault(request);
    if (fault?.fatal === true) deps.kill(caller);
    const failure =
      fault && (fault.silent ? new NoReply(operation) : new AwsError(fault.code, fault.message, fault.status));
    if (failure && fault.when !== 'after') throw failure;
    const output = await definition.handle(input, request);
    for (const watch of watchers) watch(request);
    if (failure) throw failure;
    return output;
  };

  return {
    /** Every call in the order in which it was sent. */
    calls,
    /**
     * Handles a call. Throws `AwsError` where AWS refuses it, `NoReply` where AWS never answers, and `ProcessEnded` where
     * the calling process has ended.
     */
    handle: async (request: ApiRequest): Promise<unknown> => {
      const { operation, caller } = request;
      if (deps.isKilled(caller)) throw new ProcessEnded(caller);
      const recorded: RecordedCall = { ...request };
      calls.push(recorded);
      try {
        const index = interceptors.findIndex((candidate) => candidate.operation === operation);
        const [interceptor] = index === -1 ? [] : interceptors.splice(index, 1);
        if (interceptor) await interceptor.run();
        await clock.delay(clock.drawMilliseconds(deps.callSeconds));
        return await clock.track(() => execute(request));
      } catch (error) {
        recorded.error = String(error);
        throw error;
      }
    },
    /** Runs code once: after the next call of an operation is sent, and before it arrives. */
    intercept: (operation: string, run: () => Promise<void>): void => void interceptors.push({ operation, run }),
    /** Observes each call after it took effect, whether or not its response arrives. */
    watch: (watcher: (request: ApiRequest) => void): void => void watchers.push(watcher),
  };
};
