import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import type { Clock } from '../clock.ts';
import { listen } from '../http/listener.ts';
import { NoReply } from '../operation.ts';
import type { HttpResponse } from '../protocols/index.ts';
import type { FunctionEnvironment, FunctionLoader } from './functions.ts';
import type { FunctionDefinition, RunningFunction } from './running-function.ts';
import { unpackFunctions } from './unpack.ts';

/** A process of a function, with the memory that the template gives it, in MB. */
export interface Process extends Pick<FunctionDefinition, 'handler' | 'megabytes'> {
  readonly pid: number;
}

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Adds the virtual time to a response. An SDK corrects its own clock by the `date` header. */
const withVirtualTime = (clock: Clock, response: HttpResponse): HttpResponse => ({
  ...response,
  headers: { ...response.headers, date: clock.now().toUTCString(), 'x-world-time': String(clock.now().getTime()) },
});

/**
 * The limits of V8's heap that Lambda's runtime sets by the memory size of a function, in its `bootstrap`: a tenth for the
 * new space, which has two halves, and the rest for the old one. A function that needs more ends with an error.
 */
const heapLimits = (megabytes: number): readonly string[] => {
  const newSpace = Math.floor(megabytes / 10);
  return [`--max-semi-space-size=${Math.floor(newSpace / 2)}`, `--max-old-space-size=${megabytes - newSpace}`];
};

const EMPTY: HttpResponse = { status: 202, headers: {}, body: '' };

/**
 * Starts a process that runs a bundle, with a Runtime API and an AWS endpoint of its own.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
const startProcess = async (
  { clock, respond }: FunctionEnvironment,
  definition: FunctionDefinition,
  root: string,
): Promise<RunningFunction & Process> => {
  const { handler, megabytes, environment, log } = definition;
  /** The process's open request for the next event; or the event that it has not requested yet. */
  let pendingFetch: ((response: HttpResponse | undefined) => void) | undefined;
  let nextEvent: HttpResponse | undefined;
  let pendingInvocation: { resolve: (value: unknown) => void; reject: (error: Error) => void } | undefined;
  let exitError: Error | undefined;
  /** Calls that arrived, and calls that were answered. An answer ends the sleep of the process. */
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
      // If the counts differ, a call or a response is on its way, and gives the process work before the time it waits for.
      if (sent === callsReceived && answered === callsAnswered) {
        sleepAbort = new AbortController();
        await clock.sleep(Math.max(0, until - clock.now().getTime()), sleepAbort.signal);
      }
      return withVirtualTime(clock, EMPTY);
    }
    if (path.endsWith('/invocation/next')) {
      const response = nextEvent ?? (await new Promise<HttpResponse | undefined>((fetch) => (pendingFetch = fetch)));
      nextEvent = undefined;
      pendingFetch = undefined;
      return response;
    }
    if (path.endsWith('/response')) pendingInvocation?.resolve(JSON.parse(text));
    else {
      const { errorMessage }: { errorMessage: string } = JSON.parse(text);
      pendingInvocation?.reject(new Error(errorMessage));
    }
    return withVirtualTime(clock, EMPTY);
  });

  const endpoint = await listen(async (request, closed) => {
    callsReceived += 1;
    try {
      return withVirtualTime(clock, await respond(request));
    } catch (error) {
      if (error instanceof NoReply) await closed;
      throw error;
    } finally {
      callsAnswered += 1;
      sleepAbort?.abort();
    }
  });

  const child: ChildProcess = spawn(
    process.execPath,
    [
      ...heapLimits(megabytes),
      '--disable-warning=ExperimentalWarning',
      '--import',
      here('process/clock.ts'),
      here('process/loop.ts'),
    ],
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
  let isStopped = false;
  let stderrText = '';
  child.stderr?.on('data', (chunk: Buffer) => (stderrText += chunk.toString()));
  if (child.stdout) {
    createInterface(child.stdout).on('line', (line) => {
      // The last line of a process that is killed may be cut.
      if (isStopped && !line.endsWith('}')) return;
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
  });

  return {
    pid: child.pid ?? 0,
    handler,
    megabytes,
    invoke: (event, context) =>
      new Promise((resolve, reject) => {
        pendingInvocation = { resolve, reject };
        if (exitError) reject(exitError);
        const response = withVirtualTime(clock, {
          status: 200,
          headers: {
            'content-type': 'application/json',
            'lambda-runtime-aws-request-id': context.awsRequestId,
            'lambda-runtime-deadline-ms': String(clock.now().getTime() + context.getRemainingTimeInMillis()),
            'lambda-runtime-invoked-function-arn': context.invokedFunctionArn,
          },
          body: JSON.stringify(event ?? null),
        });
        if (pendingFetch) pendingFetch(response);
        else nextEvent = response;
      }),
    stop: () => {
      isStopped = true;
      child.kill('SIGKILL');
      sleepAbort?.abort();
      pendingFetch?.(undefined);
      runtime.close();
      endpoint.close();
    },
  };
};

/**
 * Runs functions as they are deployed: the packaged bundle, in a process of its own, behind Lambda's Runtime API, on the
 * virtual clock. It keeps a copy of the bundles: what is packaged later does not change them.
 */
export const packagedFunctions = (): {
  readonly load: FunctionLoader;
  /** The processes that were started. */
  readonly processes: () => readonly Process[];
  /** Ends every process, and removes the copy. */
  readonly close: () => void;
} => {
  const { rootOf, remove } = unpackFunctions();
  const started: (RunningFunction & Process)[] = [];
  const close = (): void => {
    process.off('exit', close);
    for (const one of started) one.stop();
    remove();
  };
  process.on('exit', close);
  return {
    load: (environment) => async (definition) => {
      const loaded = await startProcess(environment, definition, rootOf(definition.handler));
      started.push(loaded);
      return loaded;
    },
    processes: () => started,
    close,
  };
};
