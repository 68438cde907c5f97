import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import * as z from 'zod/mini';

import { listen } from '../aws/http/listener.ts';
import { packagedTemplate } from '../aws/lambda/package-stack.ts';
import { unpackFunctions } from '../aws/lambda/unpack.ts';
import { deploy } from '../aws/template.ts';
import type { HttpResponse } from '../aws/protocols/index.ts';
import { type ColdStartCpu, cpuOf } from './figures.ts';

/** A process to start cold. */
export interface Contender {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** A process that was started cold and has one event to answer. */
export interface StartedProcess {
  /** The CPU that it has used so far. */
  readonly spent: () => ColdStartCpu;
  /** The CPU that it had used when it answered; rejected when it failed or exited. */
  readonly answered: Promise<ColdStartCpu>;
  readonly stop: () => void;
}

const properties = z.object({
  Handler: z.string(),
  MemorySize: z.number(),
  Role: z.string(),
  Environment: z.object({ Variables: z.record(z.string(), z.string()) }),
});

/** A function as it is deployed, with its own role. The stack must be packaged. */
export const packagedFunction = (handler: string): Contender & { readonly megabytes: number } => {
  const resource = deploy(
    packagedTemplate(),
    'us-east-1',
  )('AWS::Lambda::Function').find((one) => one.properties['Handler'] === handler);
  const { MemorySize, Role, Environment } = z.parse(properties, resource?.properties);
  return {
    command: process.execPath,
    args: [
      '--disable-warning=ExperimentalWarning',
      fileURLToPath(new URL('../aws/lambda/process/loop.ts', import.meta.url)),
    ],
    env: {
      ...Environment.Variables,
      AWS_ACCESS_KEY_ID: Role.split('/').at(-1) ?? '',
      LAMBDA_TASK_ROOT: unpackFunctions().rootOf(handler),
      _HANDLER: handler,
    },
    megabytes: MemorySize,
  };
};

/** The environment of a process that calls the simulated AWS over HTTP. */
export const environment = (port: number): Readonly<Record<string, string | undefined>> => ({
  PATH: process.env['PATH'],
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_REGION: 'us-east-1',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_SESSION_TOKEN: 'token',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
});

/** The time-out of an invocation. */
const DEADLINE_MILLISECONDS = 120_000;

const EMPTY: HttpResponse = { status: 202, headers: {}, body: '' };

/**
 * Starts a process with a Runtime API of its own, which hands it one event. The simulated AWS is at a local port.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export const startCold = async (
  { command, args, env }: Contender,
  event: unknown,
  awsPort: number,
): Promise<StartedProcess> => {
  const { promise: answered, resolve, reject } = Promise.withResolvers<ColdStartCpu>();
  let init = 0;
  const runtime = await listen(async ({ path, body }) => {
    if (path.endsWith('/invocation/next')) {
      if (init > 0) return undefined;
      init = cpuOf(child.pid ?? 0);
      const headers = {
        'content-type': 'application/json',
        'lambda-runtime-aws-request-id': 'cold',
        'lambda-runtime-deadline-ms': String(Date.now() + DEADLINE_MILLISECONDS),
      };
      return { status: 200, headers, body: JSON.stringify(event) };
    }
    if (path.endsWith('/error')) reject(new Error(Buffer.from(body).toString()));
    else resolve(spent());
    return EMPTY;
  });
  const child = spawn(command, args, {
    env: { ...environment(awsPort), ...env, AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${runtime.port}` },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const spent = (): ColdStartCpu => ({ init, first: cpuOf(child.pid ?? 0) - init });
  let stderrText = '';
  child.stderr.on('data', (chunk: Buffer) => (stderrText += chunk.toString()));
  child.once('exit', (code) => reject(new Error(`${command} ended with ${code}: ${stderrText}`)));
  return {
    spent,
    answered,
    stop: () => {
      child.kill('SIGKILL');
      runtime.close();
    },
  };
};
