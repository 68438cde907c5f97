/**
 * Puts a process on the virtual clock. It is loaded before anything else and leaves the bundle untouched. The time of the
 * process is that of the last response.
 */
import { subscribe } from 'node:diagnostics_channel';
import { ClientRequest, type IncomingMessage, request } from 'node:http';

import { createTimers } from './timers.ts';

const { AWS_LAMBDA_RUNTIME_API = '', WORLD_TIME = '0' } = process.env;

const RealDate = Date;
let now = Number(WORLD_TIME);

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args: []) => (args.length === 0 ? new target(now) : new target(...args)),
  get: (target, name) => (name === 'now' ? () => now : Reflect.get(target, name)),
});

const adoptTime = (headers: IncomingMessage['headers']): void => {
  const time = Number(headers['x-world-time']);
  if (time > now) now = time;
};

/** Calls that were sent, and calls that were answered. The simulator holds the clock while a call is under way. */
let sent = 0;
let answered = 0;

const { schedule, cancel, callStarted, callEnded } = createTimers(
  () => now,
  (until) =>
    new Promise((resolve) => {
      const path = `/world/sleep/${until}/${sent}/${answered}`;
      const sleepRequest = request(`http://${AWS_LAMBDA_RUNTIME_API}${path}`, { method: 'POST' }, (response) => {
        response.resume();
        response.on('end', () => {
          adoptTime(response.headers);
          resolve();
        });
      });
      sleepRequest.end();
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
  setTimeout: (run: (...args: unknown[]) => void, milliseconds?: number, ...args: unknown[]) => {
    const handle = {
      ref: () => handle,
      unref: () => handle,
      hasRef: () => true,
      [Symbol.dispose]: () => cancel(handle),
    };
    schedule(handle, () => run(...args), milliseconds ?? 0);
    return handle;
  },
  clearTimeout: cancel,
});
