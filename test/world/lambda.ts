import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';

import { lambda, type Platform, type Start } from '../../libs/lambda.ts';
import type { Clock } from './clock.ts';
import type { Resource } from './template.ts';

/** What became of one invocation. */
export interface Invocation {
  readonly name: string;
  readonly at: Date;
  ended: Date;
  readonly event: unknown;
  returned?: unknown;
  error?: string;
}

/** What a function wrote to its log. */
export interface Logged {
  readonly at: Date;
  readonly name: string;
  readonly entry: object;
}

const properties = z.object({
  FunctionName: z.string(),
  Handler: z.string(),
  Timeout: z.number(),
  Role: z.string(),
  Environment: z.object({ Variables: z.record(z.string(), z.string()) }),
});

type Handler = (event: unknown, context: Context) => Promise<unknown>;

/** A trigger, from its source. */
const load = async (handler: string): Promise<Start> => {
  const name = handler.replace(/^functions\/(.*)\.handler$/, '$1');
  const module: { readonly start: Start } = await import(`../../functions/${name}.ts`);
  return module.start;
};

/** Only what hostkeeper reads of it. */
const contextOf = (functionName: string, getRemainingTimeInMillis: () => number): Context => ({
  functionName,
  getRemainingTimeInMillis,
  awsRequestId: '',
  callbackWaitsForEmptyEventLoop: false,
  functionVersion: '$LATEST',
  invokedFunctionArn: '',
  logGroupName: '',
  logStreamName: '',
  memoryLimitInMB: '128',
  done: () => {},
  fail: () => {},
  succeed: () => {},
});

/** Lambda: the template's functions, from source, in process, on the world's clock, under their own roles. */
export const createLambda = (deps: {
  readonly clock: Clock;
  readonly region: string;
  readonly functions: readonly Resource[];
  readonly environment: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly roles: readonly Resource[];
  readonly requestHandler: NonNullable<Platform['requestHandler']>;
}) => {
  const { clock, region, requestHandler } = deps;
  const roleIds = new Map(deps.roles.map(({ arn, logicalId }) => [arn, logicalId]));
  const functions = new Map(
    deps.functions.map(({ arn, properties: raw }) => [
      arn,
      { arn, warm: undefined as Handler | undefined, ...z.parse(properties, raw) },
    ]),
  );
  const invocations: Invocation[] = [];
  const logs: Logged[] = [];

  const run = async (arn: string, event: unknown): Promise<Invocation> => {
    const known = functions.get(arn);
    if (!known) throw new Error(`there is no function ${arn}`);
    const { FunctionName, Handler, Timeout, Role, Environment } = known;
    const at = clock.now();
    const name = FunctionName.replace(/^hostkeeper-\w+?-/, '');
    const invocation: Invocation = { name, at, ended: at, event };
    invocations.push(invocation);
    const end = at.getTime() + 1000 * Timeout;
    try {
      known.warm ??= lambda(await load(Handler), {
        env: {
          ...Environment.Variables,
          ...deps.environment[name],
          AWS_REGION: region,
          AWS_ACCESS_KEY_ID: roleIds.get(Role),
          AWS_SECRET_ACCESS_KEY: 'secret',
          AWS_SESSION_TOKEN: 'token',
        },
        now: clock.now,
        sleep: clock.sleep,
        log: (entry) => void logs.push({ at: clock.now(), name, entry }),
        requestHandler,
      });
      const returned = await known.warm(
        event,
        contextOf(FunctionName, () => end - clock.now().getTime()),
      );
      // What is answered travels as JSON.
      invocation.returned = JSON.parse(JSON.stringify(returned));
    } catch (error) {
      invocation.error = error instanceof Error ? error.message : String(error);
    }
    invocation.ended = clock.now();
    if (invocation.ended.getTime() > end) invocation.error = `Task timed out after ${Timeout}.00 seconds`;
    return invocation;
  };

  return {
    invocations,
    logs,
    /** Invokes a function and lets time pass until it has answered. A function's error is an answer too. */
    invoke: async (functionName: string, event: unknown): Promise<Invocation> => {
      const known = [...functions.values()].find(({ FunctionName }) => FunctionName === functionName);
      if (!known)
        throw new Error(
          `there is no function ${functionName}; there are: ${[...functions.values()].map((one) => one.FunctionName).join(', ')}`,
        );
      let answer: Invocation | undefined;
      const running = clock.running(async () => {
        answer = await run(known.arn, structuredClone(event));
      });
      await clock.advance(15 * 60_000, () => answer !== undefined);
      await running;
      if (!answer) throw new Error(`${functionName} did not answer`);
      return answer;
    },
    /** Invokes a function and does not wait. Lambda's own retries, and the failure queue, are not there yet. */
    invokeAsync: (arn: string, event: unknown): void => {
      clock
        .running(() => run(arn, structuredClone(event)))
        .catch((error: unknown) => {
          throw error;
        });
    },
  };
};
