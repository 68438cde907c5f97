import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A port of loopback that nothing listens on. */
const freePort = (): Promise<number> =>
  new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });

/** How a server is started. */
interface ServerInput {
  readonly command: string;
  readonly args: (port: number) => readonly string[];
  readonly env?: (port: number) => NodeJS.ProcessEnv;
  /** The path that answers 200 once the server is up. */
  readonly healthPath: string;
}

/** A process that listens on loopback. */
export interface LoopbackServer {
  readonly endpoint: string;
  /** Ends the process, and waits for its end. */
  readonly stop: () => Promise<void>;
}

/** Starts a server on a free port. Throws where it ends, or does not answer within a minute. */
export const startServer = async ({ command, args, env, healthPath }: ServerInput): Promise<LoopbackServer> => {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const server = spawn(command, args(port), { stdio: 'ignore', env: env?.(port) ?? process.env });
  const ended = new Promise<void>((done) => {
    server.once('exit', () => done());
    // A command that cannot be started has no exit.
    server.once('error', () => done());
  });
  const isAlive = (): boolean => server.pid !== undefined && server.exitCode === null;
  const stop = async (): Promise<void> => {
    server.kill();
    await ended;
  };
  for (let attempt = 0; attempt < 240 && isAlive(); attempt += 1) {
    const answered = await fetch(`${endpoint}${healthPath}`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (answered) return { endpoint, stop };
    await sleep(250);
  }
  await stop();
  throw new Error(`${command} does not answer.`);
};
