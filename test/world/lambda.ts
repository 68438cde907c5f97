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

/** How asynchronous invocations are retried. https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const invokeConfig = z.object({ FunctionName: z.string(), MaximumRetryAttempts: z.optional(z.number()) });

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
  readonly invokeConfigs: readonly Resource[];
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
  const retries = new Map(
    deps.invokeConfigs.map(({ properties: raw }) => {
      const { FunctionName, MaximumRetryAttempts } = z.parse(invokeConfig, raw);
      return [FunctionName, MaximumRetryAttempts];
    }),
  );
  const dead = new Set<string>();
  const failures: Invocation[] = [];
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
    if (dead.delete(roleIds.get(Role) ?? '')) {
      known.warm = undefined;
      delete invocation.returned;
      invocation.error = 'Runtime exited with error: signal: killed';
    }
    invocation.ended = clock.now();
    if (invocation.ended.getTime() > end) invocation.error = `Task timed out after ${Timeout}.00 seconds`;
    return invocation;
  };

  /** Tries so many times more, a minute later and two minutes after that; then the event is a failure. */
  const attempt = async (arn: string, event: unknown, left: number, wait = 60_000): Promise<void> => {
    const invocation = await run(arn, structuredClone(event));
    if (invocation.error === undefined) return;
    if (left === 0) failures.push(invocation);
    else clock.after(wait, () => void clock.running(() => attempt(arn, event, left - 1, 2 * wait)));
  };

  return {
    invocations,
    failures,
    /** Lets the process of a role die: its calls are not heard any more, and the next invocation starts cold. */
    kill: (roleId: string): void => void dead.add(roleId),
    isDead: (roleId: string): boolean => dead.has(roleId),
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
    /** Invokes a function and does not wait; Lambda tries again by itself. */
    invokeAsync: (arn: string, event: unknown): void => {
      const { FunctionName = '' } = functions.get(arn) ?? {};
      void clock.running(() => attempt(arn, event, retries.get(FunctionName) ?? 2));
    },
  };
};
