/**
 * Puts a process on a world's clock, before anything else is loaded: the bundle that runs in it is untouched. The time is
 * the one that came with the last answer.
 */
import { subscribe } from 'node:diagnostics_channel';
import { ClientRequest, type IncomingMessage, request } from 'node:http';

import { createTimers } from './timers.ts';

const { AWS_LAMBDA_RUNTIME_API = '', WORLD_TIME = '0' } = process.env;

const RealDate = Date;
let now = Number(WORLD_TIME);

globalThis.Date = new Proxy(RealDate, {
  construct: (target, given: []) => (given.length === 0 ? new target(now) : new target(...given)),
  get: (target, name) => (name === 'now' ? () => now : Reflect.get(target, name)),
});

const adoptTime = (headers: IncomingMessage['headers']): void => {
  const time = Number(headers['x-world-time']);
  if (time > now) now = time;
};

/** How many calls have left, and how many of them are answered: the world lets no time pass while one is between the two. */
let sent = 0;
let answered = 0;

const { schedule, cancel, callStarted, callEnded } = createTimers(
  () => now,
  (until) =>
    new Promise((resolve) => {
      const path = `/world/sleep/${until}/${sent}/${answered}`;
      const asked = request(`http://${AWS_LAMBDA_RUNTIME_API}${path}`, { method: 'POST' }, (response) => {
        response.resume();
        response.on('end', () => {
          adoptTime(response.headers);
          resolve();
        });
      });
      asked.end();
    }),
);

interface Exchange {
  readonly request: ClientRequest;
  readonly response?: IncomingMessage;
}

const isExchange = (message: unknown): message is Exchange =>
  typeof message === 'object' && message !== null && 'request' in message && message.request instanceof ClientRequest;

const isAwsCall = (outgoing: ClientRequest): boolean => outgoing.getHeader('host') !== AWS_LAMBDA_RUNTIME_API;

subscribe('http.client.request.start', (message) => {
  if (!isExchange(message) || !isAwsCall(message.request)) return;
  sent += 1;
  callStarted();
  message.request.once('close', () => {
    answered += 1;
    callEnded();
  });
});

subscribe('http.client.response.finish', (message) => {
  if (isExchange(message) && message.response) adoptTime(message.response.headers);
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
