import middy, { type MiddlewareObj } from '@middy/core';
import type { AutoScalingClientConfig } from '@aws-sdk/client-auto-scaling';
import type { Context } from 'aws-lambda';

import type { Run } from './controller.ts';
import { messageOf } from './report.ts';

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
export interface Started {
  /** A real read, whose answer nobody needs: what the first call to AWS has to load and to compile is then done at INIT. */
  readonly warmUp: () => Promise<unknown>;
  /** Between two looks; 15 s, unless said otherwise. */
  readonly pauseSeconds?: number;
  /** What one invocation does. */
  readonly invoke: (event: unknown, run: Run) => Promise<unknown>;
}

/** A cold start: reads the configuration and makes the clients. */
export type Start = (platform: Platform) => Started;

/** So much of an invocation is kept for telling what was done. */
const TELLING_MILLISECONDS = 10_000;

/** So long a run goes on looking at what waits, and so long at what it has done something to itself; after it `reconcile` does. */
const PATIENCE_MILLISECONDS = 45_000;
const FOLLOWING_MILLISECONDS = 20_000;

/** Between two looks at what AWS needs minutes for. */
const PAUSE_SECONDS = 15;

/** Lambda, as it is. Its log format is JSON, so an object is a record. */
const aws: Platform = {
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
export const lambda = async (start: Start, platform: Platform = aws) => {
  let started: Started | undefined;
  const begin = () => (started ??= start(platform));
  if (platform.env['AWS_LAMBDA_RUNTIME_API'] !== undefined) {
    try {
      await begin().warmUp();
    } catch (error) {
      // The invocation reads the same, and fails by itself if it cannot.
      platform.log({ level: 'warn', message: `could not warm up: ${messageOf(error)}` });
    }
  }
  return middy()
    .use(errorLog(platform))
    .handler(async (event: unknown, context: Context) => {
      const { invoke, pauseSeconds = PAUSE_SECONDS } = begin();
      const now = platform.now().getTime();
      const left = context.getRemainingTimeInMillis() - TELLING_MILLISECONDS;
      const deadline = new Date(now + left);
      const pauseMilliseconds = 1000 * pauseSeconds;
      const pause = async (done?: Promise<unknown>) => {
        const ended = new AbortController();
        void done?.then(() => ended.abort());
        await platform.sleep(pauseMilliseconds, ended.signal);
      };
      const patience = (lastDeed?: Date): Date => {
        const follows = lastDeed ? lastDeed.getTime() + FOLLOWING_MILLISECONDS : now;
        // The last look must come before the deadline, so patience ends a pause earlier.
        return new Date(Math.min(now + left - pauseMilliseconds, Math.max(now + PATIENCE_MILLISECONDS, follows)));
      };
      return invoke(event, { dryRun: false, now: platform.now, deadline, patience, pause });
    });
};
