import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { unzipSync } from 'fflate';

import type { Clock } from '../clock.ts';
import {
  capabilityOf,
  type FunctionDefinition,
  type FunctionLoader,
  type RunningFunction,
  type FunctionEnvironment,
} from './functions.ts';
import { listen } from '../http/listener.ts';
import type { HttpResponse } from '../protocols/index.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Unpacks the zip that would be deployed for a function, which is named by its key, into a directory of its own. */
export const unpack = (handler: string): string => {
  const key = capabilityOf(handler).replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  const directory = mkdtempSync(join(tmpdir(), `hostkeeper-${key}-`));
  const zip = readFileSync(`.serverless/${key}.zip`);
  for (const [path, content] of Object.entries(unzipSync(zip))) {
    const file = join(directory, path);
    mkdirSync(dirname(file), { recursive: true });
    if (!path.endsWith('/')) writeFileSync(file, content);
  }
  return directory;
};

/** Tells the process, with each answer, what time it is in the world; an SDK takes another date for a wrong clock of its own. */
const withWorldTime = (clock: Clock, response: HttpResponse): HttpResponse => ({
  ...response,
  headers: { ...response.headers, date: clock.now().toUTCString(), 'x-world-time': String(clock.now().getTime()) },
});

const EMPTY: HttpResponse = { status: 202, headers: {}, body: '' };

/** One process that runs a bundle, and the Runtime API and the AWS that it talks to. */
const startProcess = async (
  clock: Clock,
  respond: FunctionEnvironment['respond'],
  definition: FunctionDefinition,
): Promise<RunningFunction & { readonly pid: number }> => {
  const { handler, environment, log } = definition;
  /** The event that waits to be fetched, or who waits to fetch one. */
  let pendingFetch: ((spoken: HttpResponse | undefined) => void) | undefined;
  let next: HttpResponse | undefined;
  let pendingInvocation: { resolve: (value: unknown) => void; reject: (error: Error) => void } | undefined;
  let exitError: Error | undefined;
  /** Calls that have come, and those that are answered; an answer wakes who waits for it. */
  let callsReceived = 0;
  let callsAnswered = 0;
  let sleepAbort: AbortController | undefined;

  const runtime = await listen(async ({ path, body }) => {
    const text = Buffer.from(body).toString();
    const [until, sent, answered] =
      path
        .match(/^\/world\/sleep\/(.*)\/(.*)\/(.*)$/)
        ?.slice(1)
        .map(Number) ?? [];
    if (until !== undefined) {
      // What has left and is not heard, or is told and not heard of, is about to give it something to do.
      if (sent === callsReceived && answered === callsAnswered) {
        sleepAbort = new AbortController();
        await clock.sleep(Math.max(0, until - clock.now().getTime()), sleepAbort.signal);
      }
      return withWorldTime(clock, EMPTY);
    }
    if (path.endsWith('/invocation/next')) {
      const spoken = next ?? (await new Promise<HttpResponse | undefined>((fetch) => (pendingFetch = fetch)));
      next = undefined;
      pendingFetch = undefined;
      return spoken;
    }
    const { resolve: done, reject: fail } = pendingInvocation ?? {};
    if (path.endsWith('/response')) done?.(JSON.parse(text));
    else {
      const { errorMessage }: { errorMessage: string } = JSON.parse(text);
      fail?.(new Error(errorMessage));
    }
    return withWorldTime(clock, EMPTY);
  });

  const endpoint = await listen(async (wired) => {
    callsReceived += 1;
    const spoken = await respond(wired);
    callsAnswered += 1;
    sleepAbort?.abort();
    return withWorldTime(clock, spoken);
  });

  const root = unpack(handler);
  const child: ChildProcess = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--import', here('process/clock.ts'), here('process/loop.ts')],
    {
      env: {
        ...environment,
        TZ: ':UTC',
        AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${runtime.port}`,
        AWS_ENDPOINT_URL: `http://127.0.0.1:${endpoint.port}`,
        LAMBDA_TASK_ROOT: root,
        WORLD_TIME: String(clock.now().getTime()),
        _HANDLER: handler,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let stderrText = '';
  child.stderr?.on('data', (chunk: Buffer) => (stderrText += chunk.toString()));
  if (child.stdout) {
    createInterface(child.stdout).on('line', (line) => {
      const { message }: { message: object } = JSON.parse(line);
      log(message);
    });
  }
  child.once('exit', (code, signal) => {
    exitError = new Error(
      `Runtime exited with error: ${signal ? `signal: ${signal}` : `exit status ${code}`} ${stderrText}`,
    );
    pendingInvocation?.reject(exitError);
    sleepAbort?.abort();
    runtime.close();
    endpoint.close();
    rmSync(root, { recursive: true, force: true });
  });

  return {
    pid: child.pid ?? 0,
    invoke: (event, context) =>
      new Promise((done, fail) => {
        pendingInvocation = { resolve: done, reject: fail };
        if (exitError) fail(exitError);
        const spoken = withWorldTime(clock, {
          status: 200,
          headers: {
            'content-type': 'application/json',
            'lambda-runtime-aws-request-id': context.awsRequestId,
            'lambda-runtime-deadline-ms': String(clock.now().getTime() + context.getRemainingTimeInMillis()),
            'lambda-runtime-invoked-function-arn': context.invokedFunctionArn,
          },
          body: JSON.stringify(event ?? null),
        });
        if (pendingFetch) pendingFetch(spoken);
        else next = spoken;
      }),
    stop: () => {
      child.kill('SIGKILL');
      pendingFetch?.(undefined);
      runtime.close();
      endpoint.close();
    },
  };
};

/**
 * Functions as they are deployed: each is the packaged bundle, in a process of its own, behind Lambda's Runtime API, on
 * the world's clock. `close` ends them all.
 */
export const packagedFunctions = (): {
  readonly load: FunctionLoader;
  /** The processes that were started, by their ids. */
  readonly processes: () => readonly number[];
  readonly close: () => void;
} => {
  const started: (RunningFunction & { readonly pid: number })[] = [];
  return {
    load:
      ({ clock, respond }) =>
      async (definition) => {
        const loaded = await startProcess(clock, respond, definition);
        started.push(loaded);
        return loaded;
      },
    processes: () => started.map(({ pid }) => pid),
    close: () => {
      for (const one of started) one.stop();
    },
  };
};
