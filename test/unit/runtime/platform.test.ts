import { describe, expect, it } from 'vitest';

import { createHandler } from '../../../libs/runtime/handler.ts';
import { clientConfigOf, lambdaPlatform, type Platform } from '../../../libs/runtime/platform.ts';
import { contextOf } from '../../aws/lambda/invocation.ts';

const start = new Date('2026-11-01T00:00:00Z');

/** A function that is started with this environment; what it did, in order, and what it logged. */
const started = async (env: Platform['env'], prefetchError?: Error) => {
  const did: string[] = [];
  const logged: object[] = [];
  const platform: Platform = {
    env,
    now: () => start,
    sleep: async () => {},
    log: (entry) => void logged.push(entry),
  };
  const handler = await createHandler(() => {
    did.push('init');
    return {
      prefetch: async () => {
        did.push('prefetch');
        if (prefetchError) throw prefetchError;
      },
      invoke: async (event) => {
        did.push('invoke');
        if (event === 'broken') throw new TypeError('a bug');
        return event;
      },
    };
  }, platform);
  const invoke = (event: unknown): Promise<unknown> =>
    handler(
      event,
      contextOf('reconcile', () => 120_000),
    );
  return { did, logged, invoke };
};

const IN_LAMBDA = { AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9001' };

describe('a function', () => {
  it('initializes and reads in the init phase of Lambda, once', async () => {
    const { did, logged, invoke } = await started(IN_LAMBDA);
    expect(did).toEqual(['init', 'prefetch']);
    expect(await invoke('event')).toBe('event');
    await invoke('another');
    expect(did).toEqual(['init', 'prefetch', 'invoke', 'invoke']);
    expect(logged).toEqual([]);
  });

  it('initializes with its first event elsewhere, and reads nothing before', async () => {
    const { did, invoke } = await started({});
    expect(did).toEqual([]);
    await invoke('event');
    await invoke('another');
    expect(did).toEqual(['init', 'invoke', 'invoke']);
  });

  it('handles its event although it could not read anything before, which is logged', async () => {
    const { logged, invoke } = await started(IN_LAMBDA, new Error('AWS is down'));
    expect(await invoke('event')).toBe('event');
    expect(logged).toEqual([{ level: 'warn', message: 'could not prefetch: AWS is down' }]);
  });

  it('logs what it throws, with the name of the error and without the event', async () => {
    const { logged, invoke } = await started({});
    await expect(invoke('broken')).rejects.toThrow('a bug');
    expect(logged).toEqual([{ level: 'error', message: 'a bug', name: 'TypeError' }]);
  });
});

describe('the platform of Lambda', () => {
  it('has the time of day', () => {
    const before = Date.now();
    const time = lambdaPlatform.now().getTime();
    expect(time).toBeGreaterThanOrEqual(before);
    expect(time).toBeLessThanOrEqual(Date.now());
  });

  it('ends a sleep when it is over, and early when its signal is aborted', async () => {
    await expect(lambdaPlatform.sleep(1)).resolves.toBeUndefined();
    const signal = new AbortController();
    const asleep = lambdaPlatform.sleep(600_000, signal.signal);
    signal.abort();
    await expect(asleep).resolves.toBeUndefined();
  });
});

const requireTime = (): void => {};

describe('the configuration of the clients', () => {
  it('has the credentials of the environment, with a session token where there is one', () => {
    const env = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' };
    expect(clientConfigOf({ ...lambdaPlatform, env }).credentials).toEqual({
      accessKeyId: 'id',
      secretAccessKey: 'secret',
    });
    const { credentials } = clientConfigOf({ ...lambdaPlatform, env: { ...env, AWS_SESSION_TOKEN: 'token' } });
    expect(credentials).toMatchObject({ sessionToken: 'token' });
  });

  it('has the clock of the platform, and its limit where it has one', () => {
    const { now, sleep } = lambdaPlatform;
    expect(clientConfigOf({ ...lambdaPlatform, env: {} }).clock).toEqual({ now, sleep });
    expect(clientConfigOf({ ...lambdaPlatform, env: {}, requireTime }).clock).toEqual({ now, sleep, requireTime });
  });
});
