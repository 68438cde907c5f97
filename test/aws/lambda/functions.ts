import { createHandler, type Init } from '../../../libs/runtime/handler.ts';
import type { Clock } from '../clock.ts';
import { inProcessHandler } from '../http/endpoint.ts';
import type { HttpResponse, HttpRequest } from '../protocols/index.ts';
import { createTimers } from './process/timers.ts';
import type { FunctionDefinition, RunningFunction } from './running-function.ts';

/** The simulator as a function reaches it. */
export interface FunctionEnvironment {
  readonly clock: Clock;
  /** AWS's endpoint. */
  readonly respond: (request: HttpRequest) => Promise<HttpResponse>;
}

/** Starts processes of functions. */
export type FunctionLoader = (
  environment: FunctionEnvironment,
) => (definition: FunctionDefinition) => Promise<RunningFunction>;

/** The capability of a handler: `reconcile` of `functions/reconcile.handler`. */
export const capabilityOf = (handler: string): string => handler.replace(/^functions\/(.*)\.handler$/, '$1');

/** Runs functions in this process. `loadInit` imports the `init` of a capability. */
export const inProcessFunctions =
  (loadInit: (capability: string) => Promise<Init>): FunctionLoader =>
  ({ clock, respond }) =>
  async ({ handler, environment, log }) => {
    const { now } = clock;
    const { schedule, cancel, trackCall } = createTimers(
      () => now().getTime(),
      (time, signal) => clock.sleep(time - now().getTime(), signal),
    );
    const invoke = await createHandler(await loadInit(capabilityOf(handler)), {
      env: environment,
      now,
      sleep: (milliseconds, signal) =>
        new Promise((resolve) => {
          const handle = {};
          schedule(handle, resolve, milliseconds);
          signal?.addEventListener('abort', () => {
            cancel(handle);
            resolve();
          });
        }),
      log,
      requestHandler: inProcessHandler((request) => trackCall(() => respond(request))),
    });
    return { invoke: (event, context) => invoke(event, context), stop: () => {} };
  };

/** Runs functions in this process from their source: fast, and without the bundles. */
export const fromSource: FunctionLoader = inProcessFunctions(async (capability) => {
  const { init }: { readonly init: Init } = await import(`../../../functions/${capability}.ts`);
  return init;
});
