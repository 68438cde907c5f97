import middy, { type MiddlewareObj } from '@middy/core';
import type { AutoScalingClientConfig } from '@aws-sdk/client-auto-scaling';
import type { Context } from 'aws-lambda';

import type { RunContext } from '../controller/reconcile.ts';
import { messageOf } from '../controller/result.ts';

/** All that a trigger may know of the machine it runs on; a test passes its own. */
export interface Platform {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
  /** Ends sooner when it is told to. */
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  readonly log: (entry: object) => void;
  /** How requests leave; the SDK's own way when absent. */
  readonly requestHandler?: NonNullable<AutoScalingClientConfig['requestHandler']>;
}

/** A function that has started. */
export interface Invocable {
  /** A real read, whose answer nobody needs: what the first call to AWS has to load and to compile is then done at INIT. */
  readonly prefetch: () => Promise<unknown>;
  /** Between two looks; 15 s, unless said otherwise. */
  readonly pollIntervalSeconds?: number;
  /** What one invocation does. */
  readonly invoke: (event: unknown, run: RunContext) => Promise<unknown>;
}

/** A cold start: reads the configuration and makes the clients. */
export type Init = (platform: Platform) => Invocable;

/** So much of an invocation is kept for telling what was done. */
const FINISH_MILLISECONDS = 10_000;

/** So long a run goes on looking at what waits, and so long at what it has done something to itself; after it `reconcile` does. */
const POLL_MILLISECONDS = 45_000;
const FOLLOW_UP_MILLISECONDS = 20_000;

/** Between two looks at what AWS needs minutes for. */
const DEFAULT_POLL_INTERVAL_SECONDS = 15;

/** Lambda, as it is. Its log format is JSON, so an object is a record. */
const lambdaPlatform: Platform = {
  env: process.env,
  now: () => new Date(),
  sleep: (milliseconds, signal) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      signal?.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve();
      });
    }),
  log: (entry) => console.info(entry),
};

/** Writes down what an invocation threw before Lambda does what it does about it; the event stays out of the log. */
const errorLog = ({ log }: Platform): MiddlewareObj => ({
  onError: ({ error }) => log({ level: 'error', message: messageOf(error), name: error?.name }),
});

/**
 * The handler of a trigger. In Lambda it starts, and warms up, at INIT, which runs at a whole CPU while a first call at
 * 128 MB has a fourteenth of one; elsewhere it starts with the first event.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
export const createHandler = async (start: Init, platform: Platform = lambdaPlatform) => {
  let invocable: Invocable | undefined;
  const initOnce = () => (invocable ??= start(platform));
  if (platform.env['AWS_LAMBDA_RUNTIME_API'] !== undefined) {
    try {
      await initOnce().prefetch();
    } catch (error) {
      // The invocation reads the same, and fails by itself if it cannot.
      platform.log({ level: 'warn', message: `could not warm up: ${messageOf(error)}` });
    }
  }
  return middy()
    .use(errorLog(platform))
    .handler(async (event: unknown, context: Context) => {
      const { invoke, pollIntervalSeconds = DEFAULT_POLL_INTERVAL_SECONDS } = initOnce();
      const now = platform.now().getTime();
      const left = context.getRemainingTimeInMillis() - FINISH_MILLISECONDS;
      const deadline = new Date(now + left);
      const pauseMilliseconds = 1000 * pollIntervalSeconds;
      const waitForNextPoll = async (done?: Promise<unknown>) => {
        const ended = new AbortController();
        void done?.then(() => ended.abort());
        await platform.sleep(pauseMilliseconds, ended.signal);
      };
      const pollUntil = (lastActionAt?: Date): Date => {
        const follows = lastActionAt ? lastActionAt.getTime() + FOLLOW_UP_MILLISECONDS : now;
        // The last look must come before the deadline, so polling ends one interval earlier.
        return new Date(Math.min(now + left - pauseMilliseconds, Math.max(now + POLL_MILLISECONDS, follows)));
      };
      return invoke(event, { dryRun: false, now: platform.now, deadline, pollUntil, waitForNextPoll });
    });
};
