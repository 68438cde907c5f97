import type { Clock } from '../clock.ts';
import type { DeployedFunction } from './deployment.ts';
import { contextOf, type Invocation, type LogEntry } from './invocation.ts';
import { RETRY_DELAY } from './quotas.ts';
import type { FunctionDefinition, RunningFunction } from './running-function.ts';

/** Runs functions: in processes that are reused, within their time-outs; asynchronously, with retries. */
export const createRunner = (deps: {
  readonly clock: Clock;
  readonly region: string;
  /** Asynchronous invocations that run at the same time; the others wait in a queue. */
  readonly concurrency: number;
  readonly functions: ReadonlyMap<string, DeployedFunction>;
  readonly load: (definition: FunctionDefinition) => Promise<RunningFunction>;
}) => {
  const { clock, region, concurrency, functions, load } = deps;
  /** The processes that were killed while they served an event. */
  const killed = new Set<RunningFunction>();
  const failures: Invocation[] = [];
  const invocations: Invocation[] = [];
  const logs: LogEntry[] = [];

  const ofRole = (roleId: string): readonly DeployedFunction[] =>
    [...functions.values()].filter((definition) => definition.roleId === roleId);

  const startProcess = ({ Handler, MemorySize, FunctionName, name, roleId, variables }: DeployedFunction) =>
    load({
      handler: Handler,
      megabytes: MemorySize,
      environment: {
        ...variables,
        AWS_REGION: region,
        AWS_LAMBDA_FUNCTION_NAME: FunctionName,
        // The endpoint reads the caller's role from the access key id of the signature.
        AWS_ACCESS_KEY_ID: roleId,
        AWS_SECRET_ACCESS_KEY: 'secret',
        AWS_SESSION_TOKEN: 'token',
      },
      log: (entry) => void logs.push({ at: clock.now(), name, entry }),
    });

  /** Invokes a function and returns the record of it, which also holds its error. Throws for an unknown ARN. */
  const run = async (arn: string, event: unknown): Promise<Invocation> => {
    const definition = functions.get(arn);
    if (!definition) throw new Error(`The stack has no function ${arn}.`);
    const { FunctionName, Timeout, name, idle, busy } = definition;
    const at = clock.now();
    const invocation: Invocation = { name, at, ended: at, event };
    invocations.push(invocation);
    const deadline = at.getTime() + 1000 * Timeout;
    let process: RunningFunction | undefined;
    let isTimedOut = false;
    const timeOut = new Promise<never>((_, reject) => {
      // An invocation that ends exactly at its time-out is in time.
      clock.after(1000 * Timeout + 1, () => {
        isTimedOut = true;
        reject(new Error(`Task timed out after ${Timeout}.00 seconds`));
      });
    });
    try {
      // A process serves one event at a time; an idle one is reused.
      process = idle.pop() ?? (await startProcess(definition));
      busy.add(process);
      const context = contextOf(FunctionName, () => deadline - clock.now().getTime());
      const returned = await Promise.race([process.invoke(event, context), timeOut]);
      // Lambda returns the result as JSON; without a result, `null`.
      invocation.returned = JSON.parse(JSON.stringify(returned ?? null));
    } catch (error) {
      invocation.error = error instanceof Error ? error.message : String(error);
    }
    const wasKilled = process !== undefined && killed.delete(process);
    if (process) busy.delete(process);
    if (isTimedOut) process?.stop();
    else if (process && !wasKilled) idle.push(process);
    if (wasKilled) {
      delete invocation.returned;
      invocation.error = 'Runtime exited with error: signal: killed';
    }
    invocation.ended = clock.now();
    return invocation;
  };

  /** Runs an asynchronous invocation. Each retry waits twice as long as the one before; after the last, it is a failure. */
  const attempt = async (
    arn: string,
    event: unknown,
    retriesLeft: number,
    delaySeconds: number = RETRY_DELAY.seconds,
  ): Promise<void> => {
    const invocation = await run(arn, structuredClone(event));
    if (invocation.error === undefined) return;
    if (retriesLeft === 0) failures.push(invocation);
    else
      clock.after(
        1000 * delaySeconds,
        () => void clock.track(() => attempt(arn, event, retriesLeft - 1, 2 * delaySeconds)),
      );
  };

  const queue: (() => void)[] = [];
  let activeCount = 0;

  return {
    run,
    /** Invokes a function asynchronously, as soon as the account's concurrency allows; the queue is in order. */
    invokeAsync: (arn: string, event: unknown): void => {
      const start = (): void => {
        activeCount += 1;
        void clock
          .track(() => attempt(arn, event, functions.get(arn)?.retries ?? 0))
          .finally(() => {
            activeCount -= 1;
            queue.shift()?.();
          });
      };
      if (activeCount < concurrency) start();
      else queue.push(start);
    },
    /** Ends the processes of a role: AWS no longer receives their calls, and the next invocation starts cold. */
    kill: (roleId: string): void => {
      for (const { idle, busy } of ofRole(roleId)) {
        for (const process of busy) killed.add(process);
        for (const process of [...idle.splice(0), ...busy]) process.stop();
      }
    },
    /** Whether an event of the role is being served by a process that was killed. */
    isKilled: (roleId: string): boolean =>
      ofRole(roleId).some(({ busy }) => [...busy].some((process) => killed.has(process))),
    invocations,
    failures,
    logs,
  };
};
