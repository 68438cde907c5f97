import type { Context } from 'aws-lambda';

import { lambda, type Platform, type Start } from '../../libs/lambda.ts';
import type { Clock } from './clock.ts';
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
  readonly requestHandler: NonNullable<Platform['requestHandler']>;
  readonly respond: (wired: Wired) => Promise<Spoken>;
}

/** Starts a function. */
export type Load = (surroundings: Surroundings) => (definition: Definition) => Promise<Loaded>;

/** The capability of a handler: `reconcile` of `functions/reconcile.handler`. */
export const capabilityOf = (handler: string): string => handler.replace(/^functions\/(.*)\.handler$/, '$1');

/** Functions from their source, in this process. */
export const fromSource: Load =
  ({ clock, requestHandler }) =>
  async ({ handler, environment, log }) => {
    const module: { readonly start: Start } = await import(`../../functions/${capabilityOf(handler)}.ts`);
    const { now, sleep } = clock;
    const invoke = await lambda(module.start, { env: environment, now, sleep, log, requestHandler });
    return { invoke: (event, context) => invoke(event, context), stop: () => {} };
  };
