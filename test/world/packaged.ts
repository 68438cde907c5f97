import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { unzipSync } from 'fflate';

import type { Clock } from './clock.ts';
import { capabilityOf, type Definition, type Load, type Loaded, type Surroundings } from './functions.ts';
import { listen } from './listener.ts';
import type { Spoken } from './wire.ts';

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
const stamped = (clock: Clock, spoken: Spoken): Spoken => ({
  ...spoken,
  headers: { ...spoken.headers, date: clock.now().toUTCString(), 'x-world-time': String(clock.now().getTime()) },
});

const EMPTY: Spoken = { status: 202, headers: {}, body: '' };

/** One process that runs a bundle, and the Runtime API and the AWS that it talks to. */
const start = async (
  clock: Clock,
  respond: Surroundings['respond'],
  definition: Definition,
): Promise<Loaded & { readonly pid: number }> => {
  const { handler, environment, log } = definition;
  /** The event that waits to be fetched, or who waits to fetch one. */
  let waiting: ((spoken: Spoken | undefined) => void) | undefined;
  let next: Spoken | undefined;
  let settle: { resolve: (value: unknown) => void; reject: (error: Error) => void } | undefined;
  let died: Error | undefined;
  /** Calls that have come, and those that are answered; an answer wakes who waits for it. */
  let heard = 0;
  let told = 0;
  let asleep: AbortController | undefined;

  const runtime = await listen(async ({ path, body }) => {
    const text = Buffer.from(body).toString();
    const [until, sent, answered] =
      path
        .match(/^\/world\/sleep\/(.*)\/(.*)\/(.*)$/)
        ?.slice(1)
        .map(Number) ?? [];
    if (until !== undefined) {
      // What has left and is not heard, or is told and not heard of, is about to give it something to do.
      if (sent === heard && answered === told) {
        asleep = new AbortController();
        await clock.sleep(Math.max(0, until - clock.now().getTime()), asleep.signal);
      }
      return stamped(clock, EMPTY);
    }
    if (path.endsWith('/invocation/next')) {
      const spoken = next ?? (await new Promise<Spoken | undefined>((fetch) => (waiting = fetch)));
      next = undefined;
      waiting = undefined;
      return spoken;
    }
    const { resolve: done, reject: fail } = settle ?? {};
    if (path.endsWith('/response')) done?.(JSON.parse(text));
    else {
      const { errorMessage }: { errorMessage: string } = JSON.parse(text);
      fail?.(new Error(errorMessage));
    }
    return stamped(clock, EMPTY);
  });

  const endpoint = await listen(async (wired) => {
    heard += 1;
    const spoken = await respond(wired);
    told += 1;
    asleep?.abort();
    return stamped(clock, spoken);
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
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  if (child.stdout) {
    createInterface(child.stdout).on('line', (line) => {
      const { message }: { message: object } = JSON.parse(line);
      log(message);
    });
  }
  child.once('exit', (code, signal) => {
    died = new Error(`Runtime exited with error: ${signal ? `signal: ${signal}` : `exit status ${code}`} ${complaint}`);
    settle?.reject(died);
    asleep?.abort();
    runtime.close();
    endpoint.close();
    rmSync(root, { recursive: true, force: true });
  });

  return {
    pid: child.pid ?? 0,
    invoke: (event, context) =>
      new Promise((done, fail) => {
        settle = { resolve: done, reject: fail };
        if (died) fail(died);
        const spoken = stamped(clock, {
          status: 200,
          headers: {
            'content-type': 'application/json',
            'lambda-runtime-aws-request-id': context.awsRequestId,
            'lambda-runtime-deadline-ms': String(clock.now().getTime() + context.getRemainingTimeInMillis()),
            'lambda-runtime-invoked-function-arn': context.invokedFunctionArn,
          },
          body: JSON.stringify(event ?? null),
        });
        if (waiting) waiting(spoken);
        else next = spoken;
      }),
    stop: () => {
      child.kill('SIGKILL');
      waiting?.(undefined);
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
  readonly load: Load;
  /** The processes that were started, by their ids. */
  readonly processes: () => readonly number[];
  readonly close: () => void;
} => {
  const started: (Loaded & { readonly pid: number })[] = [];
  return {
    load:
      ({ clock, respond }) =>
      async (definition) => {
        const loaded = await start(clock, respond, definition);
        started.push(loaded);
        return loaded;
      },
    processes: () => started.map(({ pid }) => pid),
    close: () => {
      for (const one of started) one.stop();
    },
  };
};
