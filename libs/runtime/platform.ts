import type { ClientConfig, RequestHandler } from '../aws/clients.ts';

/** Runtime dependencies of a function; tests inject their own. */
export interface Platform {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
  /** Ends early when `signal` is aborted. */
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  readonly log: (entry: object) => void;
  /** Throws when a call to AWS that begins at a time, in milliseconds since 1970, might not end before the invocation does. */
  readonly requireTime?: (time: number) => void;
  /** How requests to AWS are sent; the SDK's own way when absent. */
  readonly requestHandler?: RequestHandler;
}

/** Lambda. Its log format is JSON, so an object becomes one record. */
export const lambdaPlatform: Platform = {
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

/**
 * The configuration of AWS clients. Lambda sets the credentials of the function's role in the environment, so nothing else
 * is searched: the SDK's default chain would cost 130 kB and start-up time.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export const clientConfigOf = ({ env, requestHandler, now, sleep, requireTime }: Platform): ClientConfig => ({
  credentials: {
    accessKeyId: env['AWS_ACCESS_KEY_ID'] ?? '',
    secretAccessKey: env['AWS_SECRET_ACCESS_KEY'] ?? '',
    ...(env['AWS_SESSION_TOKEN'] !== undefined && { sessionToken: env['AWS_SESSION_TOKEN'] }),
  },
  ...(requestHandler && { requestHandler }),
  clock: { now, sleep, ...(requireTime && { requireTime }) },
});
