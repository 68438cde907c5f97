/**
 * Puts a process on a world's clock, before anything else is loaded: the bundle that runs in it is untouched. The time is
 * the one that came with the last answer; when nothing is left to do but wait for timers, the world is asked to let time
 * pass until the first of them.
 */
import { subscribe } from 'node:diagnostics_channel';
import { ClientRequest, type IncomingMessage, request } from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';

const { AWS_LAMBDA_RUNTIME_API = '', WORLD_TIME = '0' } = process.env;

const RealDate = Date;
let now = Number(WORLD_TIME);

globalThis.Date = new Proxy(RealDate, {
  construct: (target, given: []) => (given.length === 0 ? new target(now) : new target(...given)),
  get: (target, name) => (name === 'now' ? () => now : Reflect.get(target, name)),
});

interface Timer {
  readonly due: number;
  readonly run: () => void;
}

const pending = new Map<object, Timer>();
/** Calls to AWS that have no answer yet. */
let calls = 0;
/** At INIT and in an invocation; between two of these nobody waits for a timer. */
let invoked = true;
/** Every sign of life; when none comes for a while, everything waits. */
let signs = 0;
let asking = false;

const hear = (headers: IncomingMessage['headers']): void => {
  const time = Number(headers['x-world-time']);
  if (time > now) now = time;
};

const wake = (): void => {
  for (const [handle, { due, run }] of [...pending].toSorted(([, a], [, b]) => a.due - b.due)) {
    if (due <= now && pending.delete(handle)) run();
  }
  look();
};

const ask = (until: number): void => {
  asking = true;
  const sent = request(`http://${AWS_LAMBDA_RUNTIME_API}/world/sleep/${until}`, { method: 'POST' }, (response) => {
    response.resume();
    response.on('end', () => {
      asking = false;
      hear(response.headers);
      wake();
    });
  });
  sent.end();
};

/** So many turns of the event loop without a sign of life, and all waits. */
const QUIET_TURNS = 5;

/** Asks for time once nothing has happened for some turns of the event loop. */
const look = (): void => {
  signs += 1;
  const seen = signs;
  const turn = (left: number): void => {
    if (signs !== seen || asking || calls > 0 || !invoked || pending.size === 0) return;
    if (left > 0) setImmediate(turn, left - 1);
    else ask(Math.min(...[...pending.values()].map(({ due }) => due)));
  };
  setImmediate(turn, QUIET_TURNS);
};

interface Exchange {
  readonly request: ClientRequest;
  readonly response?: IncomingMessage;
}

const isExchange = (message: unknown): message is Exchange =>
  typeof message === 'object' && message !== null && 'request' in message && message.request instanceof ClientRequest;

const portOf = (sent: ClientRequest): string => String(sent.getHeader('host')).split(':')[1] ?? '';
const runtimePort = AWS_LAMBDA_RUNTIME_API.split(':')[1] ?? '';
const isRuntime = (sent: ClientRequest): boolean => portOf(sent) === runtimePort;

subscribe('http.client.request.start', (message) => {
  if (!isExchange(message)) return;
  const { request: sent } = message;
  if (isRuntime(sent)) {
    if (sent.path.endsWith('/invocation/next')) invoked = false;
    return;
  }
  calls += 1;
  sent.once('close', () => {
    calls -= 1;
    look();
  });
});

subscribe('http.client.response.finish', (message) => {
  if (!isExchange(message)) return;
  const { request: sent, response } = message;
  if (response) hear(response.headers);
  if (isRuntime(sent) && sent.path.endsWith('/invocation/next')) invoked = true;
});

const schedule = (run: () => void, milliseconds = 0): object => {
  const handle = {
    ref: () => handle,
    unref: () => handle,
    hasRef: () => true,
    [Symbol.dispose]: () => void pending.delete(handle),
  };
  pending.set(handle, { due: now + Math.max(0, milliseconds), run });
  look();
  return handle;
};

Object.assign(globalThis, {
  setTimeout: (run: (...given: unknown[]) => void, milliseconds?: number, ...given: unknown[]) =>
    schedule(() => run(...given), milliseconds),
  clearTimeout: (handle: object) => void pending.delete(handle),
});
Object.assign(timers, {
  setTimeout: (milliseconds: number, value: unknown) =>
    new Promise((resolve) => {
      schedule(() => resolve(value), milliseconds);
    }),
});
syncBuiltinESMExports();
