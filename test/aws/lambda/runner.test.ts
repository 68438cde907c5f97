import { describe, expect, it } from 'vitest';

import { startClock, START } from '../fixtures.ts';
import { type DeployedFunction, deployFunctions } from './deployment.ts';
import { createRunner } from './runner.ts';
import type { Resource } from '../template.ts';
import type { RunningFunction } from './running-function.ts';

const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:hostkeeper-prod-worker';
const ROLE = 'arn:aws:iam::123456789012:role/WorkerRole';

const resource = (
  type: string,
  arn: string,
  logicalId: string,
  properties: Readonly<Record<string, unknown>>,
): Resource => ({ type, arn, logicalId, properties });

/** The function `worker` with a time-out of ten seconds, as a template has it; retries as given. */
const deployWorker = (MaximumRetryAttempts?: number): ReadonlyMap<string, DeployedFunction> => {
  const stack = [
    resource('AWS::IAM::Role', ROLE, 'WorkerRole', {}),
    resource('AWS::Lambda::Function', ARN, 'Worker', {
      FunctionName: 'hostkeeper-prod-worker',
      Handler: 'functions/worker.handler',
      Timeout: 10,
      Role: ROLE,
      Environment: { Variables: { STAGE: 'prod', LEVEL: 'info' } },
    }),
    resource('AWS::Lambda::EventInvokeConfig', '', 'Config', {
      FunctionName: 'hostkeeper-prod-worker',
      MaximumRetryAttempts,
    }),
  ];
  return deployFunctions({
    resources: (wanted) => stack.filter(({ type }) => type === wanted),
    environment: { worker: { LEVEL: 'debug' } },
  });
};

/** Seconds from the beginning to a time. */
const secondsAt = (time: Date): number => (time.getTime() - Date.parse(START)) / 1000;

/** A runner of `worker`, whose code is `work`; it counts the processes that were started and those that were stopped. */
const givenWorker = (
  work: (event: unknown, sleep: (seconds: number) => Promise<void>) => Promise<unknown>,
  { retries, concurrency = 1000 }: { readonly retries?: number; readonly concurrency?: number } = {},
) => {
  const clock = startClock();
  const processes = { started: 0, stopped: 0, environment: {} as Readonly<Record<string, string | undefined>> };
  const runner = createRunner({
    clock,
    region: 'us-east-1',
    concurrency,
    functions: deployWorker(retries),
    load: async ({ environment, log }): Promise<RunningFunction> => {
      processes.started += 1;
      processes.environment = environment;
      return {
        invoke: async (event) => {
          log({ event });
          return await work(event, (seconds) => clock.sleep(1000 * seconds));
        },
        stop: () => void (processes.stopped += 1),
      };
    },
  });
  return {
    clock,
    processes,
    ...runner,
    run: (event: unknown = {}) => clock.track(() => runner.run(ARN, event)),
    starts: () => runner.invocations.map(({ at }) => secondsAt(at)),
    advance: (seconds: number) => clock.advance(1000 * seconds),
  };
};

describe('an invocation', () => {
  it('returns the result as JSON, and logs under the name of the function', async () => {
    const { run, logs } = givenWorker(async () => ({ at: new Date(0), absent: undefined }));
    expect(await run({ id: 1 })).toMatchObject({ name: 'worker', returned: { at: '1970-01-01T00:00:00.000Z' } });
    expect(logs).toEqual([{ at: new Date(START), name: 'worker', entry: { event: { id: 1 } } }]);
  });

  it("runs with the template's environment, the overrides, and the role as its credentials", async () => {
    const { run, processes } = givenWorker(async () => null);
    await run();
    expect(processes.environment).toEqual({
      STAGE: 'prod',
      LEVEL: 'debug',
      AWS_REGION: 'us-east-1',
      AWS_LAMBDA_FUNCTION_NAME: 'hostkeeper-prod-worker',
      AWS_ACCESS_KEY_ID: 'WorkerRole',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SESSION_TOKEN: 'token',
    });
  });

  it('has the error of the code, and one of its own after its time-out', async () => {
    const failing = givenWorker(() => Promise.reject(new Error('broken')));
    expect(await failing.run()).toMatchObject({ error: 'broken' });
    const slow = givenWorker(async (_, sleep) => sleep(10.001));
    const running = slow.run();
    await slow.advance(20);
    expect(await running).toMatchObject({ error: 'Task timed out after 10.00 seconds' });
    const punctual = givenWorker(async (_, sleep) => sleep(10));
    const finishing = punctual.run();
    await punctual.advance(20);
    expect((await finishing).error).toBeUndefined();
  });

  it('reuses an idle process, and starts another while the first is busy', async () => {
    const { run, advance, processes } = givenWorker(async (_, sleep) => sleep(1));
    const both = Promise.all([run(), run()]);
    await advance(5);
    await both;
    expect(processes.started).toBe(2);
    const third = run();
    await advance(5);
    await third;
    expect(processes.started).toBe(2);
  });

  it('fails when its process is killed, and the next one starts cold', async () => {
    const { run, advance, kill, isKilled, processes } = givenWorker(async (_, sleep) => sleep(2));
    const running = run();
    await advance(1);
    kill('WorkerRole');
    expect([isKilled('WorkerRole'), processes.stopped]).toEqual([true, 1]);
    await advance(5);
    const killed = await running;
    expect(killed.error).toBe('Runtime exited with error: signal: killed');
    expect(killed.returned).toBeUndefined();
    const next = run();
    await advance(5);
    expect((await next).error).toBeUndefined();
    expect([isKilled('WorkerRole'), processes.started]).toEqual([false, 2]);
  });

  it('ends every process of a role that is killed, and none of them serves an event again', async () => {
    const { run, advance, kill, processes } = givenWorker(async (_, sleep) => sleep(2));
    const both = Promise.all([run(), run()]);
    await advance(1);
    kill('WorkerRole');
    await advance(5);
    expect((await both).map(({ error }) => error)).toEqual(Array(2).fill('Runtime exited with error: signal: killed'));
    const next = run();
    await advance(5);
    expect((await next).error).toBeUndefined();
    expect(processes).toMatchObject({ started: 3, stopped: 2 });
  });

  it('throws for a function that the stack does not have', async () => {
    const clock = startClock();
    const runner = createRunner({
      clock,
      region: 'us-east-1',
      concurrency: 1,
      functions: new Map(),
      load: () => Promise.reject(new Error('not called')),
    });
    await expect(runner.run(ARN, {})).rejects.toThrow(`The stack has no function ${ARN}.`);
  });
});

describe('an asynchronous invocation', () => {
  it('is retried after one minute and after two more, and is then a failure', async () => {
    const { invokeAsync, advance, starts, failures } = givenWorker(() => Promise.reject(new Error('broken')));
    invokeAsync(ARN, { id: 1 });
    await advance(179);
    expect(failures).toEqual([]);
    await advance(3600);
    expect(starts()).toEqual([0, 60, 180]);
    expect(failures).toMatchObject([{ name: 'worker', event: { id: 1 }, error: 'broken' }]);
  });

  it.each([
    ['no retry', 0, [0]],
    ['one retry', 1, [0, 60]],
  ])('has %s where the template says so', async (_, retries, expected) => {
    const { invokeAsync, advance, starts, failures } = givenWorker(() => Promise.reject(new Error('broken')), {
      retries,
    });
    invokeAsync(ARN, {});
    await advance(3600);
    expect([starts(), failures.length]).toEqual([expected, 1]);
  });

  it('is not retried after it has succeeded, and each attempt has its own copy of the event', async () => {
    let attempts = 0;
    const events: unknown[] = [];
    const { invokeAsync, advance, starts, failures } = givenWorker(async (event) => {
      events.push(structuredClone(event));
      if (typeof event === 'object' && event) Object.assign(event, { changed: true });
      attempts += 1;
      if (attempts === 1) throw new Error('broken');
    });
    invokeAsync(ARN, { id: 1 });
    await advance(3600);
    expect(starts()).toEqual([0, 60]);
    expect(events).toEqual([{ id: 1 }, { id: 1 }]);
    expect(failures).toEqual([]);
  });

  it('waits while as many run as the account allows, in the order of the queue', async () => {
    const { invokeAsync, advance, starts, invocations } = givenWorker(async (_, sleep) => sleep(4), {
      concurrency: 2,
    });
    for (const id of [1, 2, 3, 4, 5]) invokeAsync(ARN, { id });
    await advance(60);
    expect(starts()).toEqual([0, 0, 4, 4, 8]);
    expect(invocations.map(({ event }) => event)).toEqual([1, 2, 3, 4, 5].map((id) => ({ id })));
  });

  it('does not hold its place in the account while it waits for a retry', async () => {
    const { invokeAsync, advance, starts } = givenWorker(
      async (event) => {
        if (JSON.stringify(event).includes('bad')) throw new Error('broken');
      },
      { concurrency: 1, retries: 1 },
    );
    invokeAsync(ARN, { id: 'bad' });
    invokeAsync(ARN, { id: 'good' });
    await advance(30);
    expect(starts()).toEqual([0, 0]);
    await advance(60);
    expect(starts()).toEqual([0, 0, 60]);
  });
});
