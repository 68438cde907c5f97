import type { Context } from 'aws-lambda';

import { createHandler, type Init } from '../../libs/runtime/handler.ts';
import type { Clock } from './clock.ts';
import { inProcess } from './endpoint.ts';
import { createTimers } from './process/timers.ts';
import type { Spoken, Wired } from './wire.ts';

/** A function that has started: it lives until it is stopped. */
export interface Loaded {
  readonly invoke: (event: unknown, context: Context) => Promise<unknown>;
  readonly stop: () => void;
}

/** A function as the template has it. */
export interface Definition {
  /** Such as `functions/reconcile.handler`. */
  readonly handler: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly log: (entry: object) => void;
}

/** What a function may know of the world it runs in. */
export interface Surroundings {
  readonly clock: Clock;
  readonly respond: (wired: Wired) => Promise<Spoken>;
}

/** Starts a function. */
export type Load = (surroundings: Surroundings) => (definition: Definition) => Promise<Loaded>;

/** The capability of a handler: `reconcile` of `functions/reconcile.handler`. */
export const capabilityOf = (handler: string): string => handler.replace(/^functions\/(.*)\.handler$/, '$1');

/** Functions in this process; `startOf` finds what a capability starts with. */
export const inThisProcess =
  (startOf: (capability: string) => Promise<Init>): Load =>
  ({ clock, respond }) =>
  async ({ handler, environment, log }) => {
    const { now } = clock;
    const { schedule, cancel, during } = createTimers(
      () => now().getTime(),
      (time, signal) => clock.sleep(time - now().getTime(), signal),
    );
    const invoke = await createHandler(await startOf(capabilityOf(handler)), {
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
      requestHandler: inProcess((wired) => during(() => respond(wired))),
    });
    return { invoke: (event, context) => invoke(event, context), stop: () => {} };
  };

/** Functions from their source. */
export const fromSource: Load = inThisProcess(async (capability) => {
  const { init }: { readonly init: Init } = await import(`../../functions/${capability}.ts`);
  return init;
});
