import middy, { type MiddlewareObj } from '@middy/core';
import type { Context } from 'aws-lambda';

import type { RunContext } from '../controller/controller.ts';
import { OutOfTime } from '../controller/out-of-time.ts';
import { messageOf } from '../controller/result.ts';
import { lambdaPlatform, type Platform } from './platform.ts';

/** An initialized function. */
interface Invocable {
  /**
   * A real read, whose result nobody needs: it moves the loading and compiling that a first call to AWS costs into the
   * init phase.
   */
  readonly prefetch: () => Promise<unknown>;
  /** Handles one event; returns the answer to the invoker. Throws when the invocation is to fail. */
  readonly invoke: (event: unknown, run: RunContext) => Promise<unknown>;
}

/** A cold start: reads the environment and creates the services. */
export type Init = (platform: Platform) => Invocable;

/** Time at the end of an invocation in which no action or read begins: it is kept for notifying what was done. */
const FINISH_MILLISECONDS = 40_000;

/** Time at the end of an invocation in which no call to AWS begins at all: one that is never answered takes 15 seconds. */
const LAST_CALL_MILLISECONDS = 18_000;

/** Logs what an invocation threw, before Lambda retries it or counts it as failed; the event is not logged. */
const errorLog = ({ log }: Platform): MiddlewareObj => ({
  onError: ({ error }) => log({ level: 'error', message: messageOf(error), name: error?.name }),
});

/**
 * Creates the handler of a function. In Lambda the function initializes and prefetches in the init phase, which has a
 * whole CPU, while an invocation at 256 MB has a seventh of one; elsewhere it initializes with its first event.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
export const createHandler = async (init: Init, platform: Platform = lambdaPlatform) => {
  const { env, now, sleep, log } = platform;
  let invocable: Invocable | undefined;
  let lastCallAt = Infinity;
  const requireTime = (time: number): void => {
    if (time > lastCallAt) throw new OutOfTime();
  };
  const initOnce = () => (invocable ??= init({ ...platform, requireTime }));
  if (env['AWS_LAMBDA_RUNTIME_API'] !== undefined) {
    try {
      await initOnce().prefetch();
    } catch (error) {
      // The invocation makes the same call, and fails with its error.
      log({ level: 'warn', message: `could not prefetch: ${messageOf(error)}` });
    }
  }
  // A run ends itself in time. Middy's own timer would outlive an invocation that Lambda ends.
  return middy({ timeoutEarlyInMillis: 0 })
    .use(errorLog(platform))
    .handler(async (event: unknown, context: Context) => {
      const { invoke } = initOnce();
      const startedAt = now();
      const endsAt = startedAt.getTime() + context.getRemainingTimeInMillis();
      const deadline = new Date(endsAt - FINISH_MILLISECONDS);
      lastCallAt = deadline.getTime();
      const beginFinish = (): void => {
        lastCallAt = endsAt - LAST_CALL_MILLISECONDS;
      };
      return invoke(event, { dryRun: false, now, startedAt, deadline, beginFinish, sleep });
    });
};
