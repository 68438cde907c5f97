import type { InvocationRequest, InvocationResponse } from '@aws-sdk/client-lambda';
import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';

import type { Clock } from '../clock.ts';
import { configurationOperations, functionArn, functionNotFound } from './configuration.ts';
import type { FunctionDefinition, RunningFunction } from './functions.ts';
import type { Operation, Service } from '../operation.ts';
import type { Resource } from '../template.ts';

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
export interface LogEntry {
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

/** A function's name without the prefix of its stage. */
const capabilityName = (functionName: string): string => functionName.replace(/^hostkeeper-\w+?-/, '');

/** How asynchronous invocations are retried. https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const invokeConfig = z.object({ FunctionName: z.string(), MaximumRetryAttempts: z.optional(z.number()) });

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

/** Lambda: the template's functions, on the world's clock, under their own roles. */
export const createLambda = (deps: {
  readonly clock: Clock;
  readonly region: string;
  /** How many asynchronous invocations run at once. https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html */
  readonly concurrency: number;
  readonly functions: readonly Resource[];
  readonly invokeConfigs: readonly Resource[];
  readonly environment: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly roles: readonly Resource[];
  readonly load: (definition: FunctionDefinition) => Promise<RunningFunction>;
}) => {
  const { clock, region, concurrency, load } = deps;
  const roleIds = new Map(deps.roles.map(({ arn, logicalId }) => [arn, logicalId]));
  const functions = new Map(
    deps.functions.map(({ arn, properties: raw }) => [
      arn,
      { arn, idle: [] as RunningFunction[], busy: new Set<RunningFunction>(), ...z.parse(properties, raw) },
    ]),
  );
  const retries = new Map(
    deps.invokeConfigs.map(({ properties: raw }) => {
      const { FunctionName, MaximumRetryAttempts } = z.parse(invokeConfig, raw);
      return [FunctionName, MaximumRetryAttempts];
    }),
  );
  const killedRoles = new Set<string>();
  const failures: Invocation[] = [];
  const invocations: Invocation[] = [];
  const logs: LogEntry[] = [];

  const run = async (arn: string, event: unknown): Promise<Invocation> => {
    const definition = functions.get(arn);
    if (!definition) throw new Error(`there is no function ${arn}`);
    const { FunctionName, Handler, Timeout, Role, Environment } = definition;
    const at = clock.now();
    const name = capabilityName(FunctionName);
    const invocation: Invocation = { name, at, ended: at, event };
    invocations.push(invocation);
    const end = at.getTime() + 1000 * Timeout;
    let process: RunningFunction | undefined;
    try {
      // A process serves one event at a time; one that has nothing to do is used again.
      process =
        definition.idle.pop() ??
        (await load({
          handler: Handler,
          environment: {
            ...Environment.Variables,
            ...deps.environment[name],
            AWS_REGION: region,
            AWS_LAMBDA_FUNCTION_NAME: FunctionName,
            AWS_ACCESS_KEY_ID: roleIds.get(Role),
            AWS_SECRET_ACCESS_KEY: 'secret',
            AWS_SESSION_TOKEN: 'token',
          },
          log: (entry) => void logs.push({ at: clock.now(), name, entry }),
        }));
      definition.busy.add(process);
      const returned = await process.invoke(
        event,
        contextOf(FunctionName, () => end - clock.now().getTime()),
      );
      // What is answered travels as JSON.
      invocation.returned = JSON.parse(JSON.stringify(returned));
    } catch (error) {
      invocation.error = error instanceof Error ? error.message : String(error);
    }
    if (process) definition.busy.delete(process);
    const wasKilled = killedRoles.delete(roleIds.get(Role) ?? '');
    if (process && !wasKilled) definition.idle.push(process);
    if (wasKilled) {
      delete invocation.returned;
      invocation.error = 'Runtime exited with error: signal: killed';
    }
    invocation.ended = clock.now();
    if (invocation.ended.getTime() > end) invocation.error = `Task timed out after ${Timeout}.00 seconds`;
    return invocation;
  };

  /** Tries so many times more, a minute later and two minutes after that; then the event is a failure. */
  const attempt = async (
    arn: string,
    event: unknown,
    retriesLeft: number,
    waitMilliseconds = 60_000,
  ): Promise<void> => {
    const invocation = await run(arn, structuredClone(event));
    if (invocation.error === undefined) return;
    if (retriesLeft === 0) failures.push(invocation);
    else
      clock.after(
        waitMilliseconds,
        () => void clock.track(() => attempt(arn, event, retriesLeft - 1, 2 * waitMilliseconds)),
      );
  };

  const queue: (() => void)[] = [];
  let activeCount = 0;

  /** Starts an asynchronous invocation once the account's concurrency allows it, in the order of asking. */
  const enqueue = (arn: string, event: unknown, retriesLeft: number): void => {
    const start = (): void => {
      activeCount += 1;
      void clock
        .track(() => attempt(arn, event, retriesLeft))
        .finally(() => {
          activeCount -= 1;
          queue.shift()?.();
        });
    };
    if (activeCount < concurrency) start();
    else queue.push(start);
  };

  const byName = (functionName: string) => {
    const known = [...functions.values()].find(({ FunctionName }) => FunctionName === functionName);
    if (known) return known;
    throw new RangeError(`there is no function ${functionName}; there are: ${names.join(', ')}`);
  };
  const names = [...functions.values()].map(({ FunctionName }) => FunctionName);

  const described = [...functions.values()].map(({ FunctionName, Handler, Timeout, Environment }) => ({
    FunctionName,
    Handler,
    Timeout,
    variables: { ...Environment.Variables, ...deps.environment[capabilityName(FunctionName)] },
  }));

  const Invoke: Operation<InvocationRequest, Promise<InvocationResponse>> = {
    authorization: ({ FunctionName = '' }, call) => [{ resource: functionArn(FunctionName, call.region) }],
    handle: async ({ FunctionName = '', Payload = Buffer.from('null'), InvocationType }, call) => {
      if (call.region !== region || !names.includes(FunctionName)) throw functionNotFound(FunctionName, call.region);
      const { arn } = byName(FunctionName);
      const event: unknown = JSON.parse(Buffer.from(Payload).toString());
      if (InvocationType === 'Event') {
        enqueue(arn, event, retries.get(FunctionName) ?? 2);
        return { StatusCode: 202 };
      }
      // The call itself counts as running code: time passes while it waits for the function, which is counted by itself.
      const { returned, error } = await clock.whileYielding(() => clock.track(() => run(arn, event)));
      const responsePayload = error === undefined ? returned : { errorType: 'Error', errorMessage: error };
      return {
        StatusCode: 200,
        ...(error !== undefined && { FunctionError: 'Unhandled' }),
        Payload: Buffer.from(JSON.stringify(responsePayload ?? null)),
      };
    },
  };

  return {
    service: { Invoke, ...configurationOperations(described, region) } satisfies Service,
    names,
    invocations,
    failures,
    /** Lets the process of a role die: its calls are not heard any more, and the next invocation starts cold. */
    kill: (roleId: string): void => {
      killedRoles.add(roleId);
      for (const { Role, idle, busy } of functions.values()) {
        if (roleIds.get(Role) !== roleId) continue;
        for (const process of [...idle.splice(0), ...busy]) process.stop();
      }
    },
    isKilled: (roleId: string): boolean => killedRoles.has(roleId),
    logs,
    /** Invokes a function and lets time pass until it has answered. A function's error is an answer too. */
    invoke: async (functionName: string, event: unknown): Promise<Invocation> => {
      const known = byName(functionName);
      let answer: Invocation | undefined;
      const running = clock.track(async () => {
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
      enqueue(arn, event, retries.get(FunctionName) ?? 2);
    },
  };
};
