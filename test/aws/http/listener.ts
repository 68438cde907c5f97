import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

import { NoReply } from '../operation.ts';
import type { HttpResponse, HttpRequest } from '../protocols/index.ts';

/** A server that listens on 127.0.0.1. */
export interface Listener {
  readonly port: number;
  readonly close: () => void;
}

const bodyOf = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
};

/**
 * Starts a server on 127.0.0.1; port 0 takes a free one. Without a response from `handle`, the connection is dropped; where
 * it throws `NoReply`, the connection stays open, and `closed` says when the client closes it.
 */
export const listen = async (
  handle: (request: HttpRequest, closed: Promise<void>) => Promise<HttpResponse | undefined>,
  requestedPort = 0,
): Promise<Listener> => {
  const server = createServer((request, response) => {
    const closed = new Promise<void>((resolve) => {
      response.once('close', resolve);
    });
    const respond = async (): Promise<void> => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value ?? '')]),
      );
      const body = await bodyOf(request);
      const method = request.method ?? 'GET';
      const reply = await handle({ method, path: url.pathname, query: url.searchParams, headers, body }, closed);
      if (!reply) return void response.destroy();
      response.writeHead(reply.status, reply.headers);
      response.end(reply.body);
    };
    respond().catch((error: unknown) => {
      if (error instanceof NoReply) return;
      response.writeHead(500, { 'content-type': 'text/plain' });
      response.end(String(error));
    });
  });
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(requestedPort, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
