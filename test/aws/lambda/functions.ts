import { readdirSync } from 'node:fs';

import { loadSharedConfigFiles } from '@smithy/core/config';

import { TIMEOUTS } from '../../../libs/aws/clients.ts';
import { createHandler, type Init } from '../../../libs/runtime/handler.ts';
import type { Platform } from '../../../libs/runtime/platform.ts';
import type { Clock } from '../clock.ts';
import { inProcessHandler } from '../http/endpoint.ts';
import { NoReply } from '../operation.ts';
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
    const { schedule, cancel, trackCall, stop } = createTimers(
      () => now().getTime(),
      (time, signal) => clock.sleep(time - now().getTime(), signal),
    );
    const sleep: Platform['sleep'] = (milliseconds, signal) =>
      new Promise((resolve) => {
        const handle = {};
        schedule(handle, resolve, milliseconds);
        signal?.addEventListener('abort', () => {
          cancel(handle);
          resolve();
        });
      });
    const end = Promise.withResolvers<never>();
    end.promise.catch(() => {});
    let isEnded = false;
    const send = async (request: HttpRequest): Promise<HttpResponse> => {
      if (isEnded) return end.promise;
      try {
        return await trackCall(() => respond(request));
      } catch (error) {
        if (!(error instanceof NoReply)) throw error;
        // As the SDK's own request handler.
        await sleep(TIMEOUTS.requestTimeout);
        const message = `a request has exceeded the configured ${TIMEOUTS.requestTimeout} ms requestTimeout.`;
        throw Object.assign(new Error(message), { name: 'TimeoutError' });
      }
    };
    const invoke = await createHandler(await loadInit(capabilityOf(handler)), {
      env: environment,
      now,
      sleep,
      log,
      requestHandler: inProcessHandler(send),
    });
    return {
      invoke: (event, context) => Promise.race([invoke(event, context), end.promise]),
      stop: () => {
        isEnded = true;
        stop();
        end.reject(new Error('Runtime exited with error: signal: killed'));
      },
    };
  };

const importInit = async (capability: string): Promise<Init> => {
  const { init }: { readonly init: Init } = await import(`../../../functions/${capability}.ts`);
  return init;
};

/** Runs functions in this process from their source: fast, and without the bundles. */
export const fromSource: FunctionLoader = inProcessFunctions(importInit);

let preloaded: Promise<unknown> | undefined;

const SOURCES = new URL('../../../functions/', import.meta.url);

/**
 * Imports the source of every function, and reads the SDK's configuration as a first client does. Both take real time, in
 * which the simulated clock goes on, or another function makes its first call first: a seed would have two histories. Once a process.
 */
export const preloadFunctions = (): Promise<unknown> =>
  (preloaded ??= Promise.all([
    loadSharedConfigFiles(),
    ...readdirSync(SOURCES).map((file) => importInit(file.replace(/\.ts$/, ''))),
  ]));
