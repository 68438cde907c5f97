import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

import { listen } from '../world/listener.ts';
import type { Spoken } from '../world/wire.ts';
import type { World } from '../world/world.ts';

/** CPU seconds of a cold process: at INIT, and from the event until the request that stops a host arrives. */
export interface Cold {
  readonly init: number;
  readonly first: number;
}

/** What is started cold. */
export interface Contender {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** CPU seconds of a process so far, of all its threads: the kernel counts them in nanoseconds. */
const cpuOf = (pid: number): number => {
  const tasks = readdirSync(`/proc/${pid}/task`);
  const spent = tasks.map((task) => Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]));
  return spent.reduce((sum, one) => sum + one, 0) / 1e9;
};

const EMPTY: Spoken = { status: 202, headers: {}, body: '' };

/** Starts a process behind a Runtime API, gives it the event, and stops it once it has stopped a host. */
export const coldRun = async (world: World, { command, args, env }: Contender, event: unknown): Promise<Cold> => {
  let init = 0;
  let settle: { readonly resolve: (cold: Cold) => void; readonly reject: (error: Error) => void } | undefined;
  const measured = new Promise<Cold>((resolve, reject) => {
    settle = { resolve, reject };
  });
  const runtime = await listen(async ({ path, body }) => {
    if (path.endsWith('/invocation/next')) {
      if (init > 0) return undefined;
      init = cpuOf(child.pid ?? 0);
      const headers = {
        'content-type': 'application/json',
        'lambda-runtime-aws-request-id': 'cold',
        'lambda-runtime-deadline-ms': String(Date.now() + 60_000),
      };
      return { status: 200, headers, body: JSON.stringify(event) };
    }
    if (path.endsWith('/error')) settle?.reject(new Error(Buffer.from(body).toString()));
    return EMPTY;
  });
  const endpoint = await listen(async (wired) => {
    if (Buffer.from(wired.body).toString().includes('Action=UpdateAutoScalingGroup')) {
      settle?.resolve({ init, first: cpuOf(child.pid ?? 0) - init });
    }
    return world.respond(wired);
  });
  const child = spawn(command, args, {
    env: {
      PATH: process.env['PATH'],
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_REGION: 'us-east-1',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SESSION_TOKEN: 'token',
      AWS_EC2_METADATA_DISABLED: 'true',
      ...env,
      AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${runtime.port}`,
      AWS_ENDPOINT_URL: `http://127.0.0.1:${endpoint.port}`,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  child.once('exit', (code) => settle?.reject(new Error(`${command} ended with ${code}: ${complaint}`)));
  try {
    return await measured;
  } finally {
    child.kill('SIGKILL');
    runtime.close();
    endpoint.close();
  }
};
