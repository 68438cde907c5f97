import type { Context } from 'aws-lambda';

import { createHandler, type Init } from '../../../libs/runtime/handler.ts';
import type { Clock } from '../clock.ts';
import { inProcessHandler } from '../http/endpoint.ts';
import { createTimers } from './process/timers.ts';
import type { HttpResponse, HttpRequest } from '../protocols/index.ts';

/** A function that has started: it lives until it is stopped. */
export interface RunningFunction {
  readonly invoke: (event: unknown, context: Context) => Promise<unknown>;
  readonly stop: () => void;
}

/** A function as the template has it. */
export interface FunctionDefinition {
  /** Such as `functions/reconcile.handler`. */
  readonly handler: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly log: (entry: object) => void;
}

/** What a function may know of the world it runs in. */
export interface FunctionEnvironment {
  readonly clock: Clock;
  readonly respond: (wired: HttpRequest) => Promise<HttpResponse>;
}

/** Starts a function. */
export type FunctionLoader = (
  surroundings: FunctionEnvironment,
) => (definition: FunctionDefinition) => Promise<RunningFunction>;

/** The capability of a handler: `reconcile` of `functions/reconcile.handler`. */
export const capabilityOf = (handler: string): string => handler.replace(/^functions\/(.*)\.handler$/, '$1');

/** Functions in this process; `startOf` finds what a capability starts with. */
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
      requestHandler: inProcessHandler((wired) => trackCall(() => respond(wired))),
    });
    return { invoke: (event, context) => invoke(event, context), stop: () => {} };
  };

/** Functions from their source. */
export const fromSource: FunctionLoader = inProcessFunctions(async (capability) => {
  const { init }: { readonly init: Init } = await import(`../../../functions/${capability}.ts`);
  return init;
});
