/**
 * Puts a process on a world's clock, before anything else is loaded: the bundle that runs in it is untouched. The time is
 * the one that came with the last answer.
 */
import { subscribe } from 'node:diagnostics_channel';
import { ClientRequest, type IncomingMessage, request } from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';

import { createTimers } from './timers.ts';

const { AWS_LAMBDA_RUNTIME_API = '', WORLD_TIME = '0' } = process.env;

const RealDate = Date;
let now = Number(WORLD_TIME);

globalThis.Date = new Proxy(RealDate, {
  construct: (target, given: []) => (given.length === 0 ? new target(now) : new target(...given)),
  get: (target, name) => (name === 'now' ? () => now : Reflect.get(target, name)),
});

const hear = (headers: IncomingMessage['headers']): void => {
  const time = Number(headers['x-world-time']);
  if (time > now) now = time;
};

const { schedule, cancel, begin, end } = createTimers(
  () => now,
  (until) =>
    new Promise((resolve) => {
      const sent = request(`http://${AWS_LAMBDA_RUNTIME_API}/world/sleep/${until}`, { method: 'POST' }, (response) => {
        response.resume();
        response.on('end', () => {
          hear(response.headers);
          resolve();
        });
      });
      sent.end();
    }),
);

interface Exchange {
  readonly request: ClientRequest;
  readonly response?: IncomingMessage;
}

const isExchange = (message: unknown): message is Exchange =>
  typeof message === 'object' && message !== null && 'request' in message && message.request instanceof ClientRequest;

const portOf = (sent: ClientRequest): string => String(sent.getHeader('host')).split(':')[1] ?? '';
const runtimePort = AWS_LAMBDA_RUNTIME_API.split(':')[1] ?? '';

/** Calls to AWS, and the wait for the next event: between two invocations nobody waits for a timer. */
const isAnsweredInTime = (sent: ClientRequest): boolean =>
  portOf(sent) !== runtimePort || sent.path.endsWith('/invocation/next');

subscribe('http.client.request.start', (message) => {
  if (!isExchange(message) || !isAnsweredInTime(message.request)) return;
  begin();
  message.request.once('close', end);
});

subscribe('http.client.response.finish', (message) => {
  if (isExchange(message) && message.response) hear(message.response.headers);
});

Object.assign(globalThis, {
  setTimeout: (run: (...given: unknown[]) => void, milliseconds?: number, ...given: unknown[]) => {
    const handle = {
      ref: () => handle,
      unref: () => handle,
      hasRef: () => true,
      [Symbol.dispose]: () => cancel(handle),
    };
    schedule(handle, () => run(...given), milliseconds ?? 0);
    return handle;
  },
  clearTimeout: cancel,
});
Object.assign(timers, {
  setTimeout: (milliseconds: number, value: unknown) =>
    new Promise((resolve) => {
      schedule({}, () => resolve(value), milliseconds);
    }),
});
syncBuiltinESMExports();
