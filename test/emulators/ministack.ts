import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

import { PROJECT } from '../../infra/commands/deploy/project-copy.ts';
import { type LoopbackServer, startServer } from '../support/loopback-server.ts';
import { pythonProgram } from '../support/python.ts';

/** MiniStack, an emulator of AWS in Python that runs Lambda functions in Node. https://pypi.org/project/ministack/ */
export const miniStackProgram = () => pythonProgram('ministack', ['ministack==1.5.33', 'botocore==1.43.106']);

/** The `PATH` with the project's own Node first: MiniStack runs functions in whatever `node` it finds there. */
const PATH = [join(PROJECT, 'node_modules/.bin'), process.env['PATH']].join(delimiter);

/** MiniStack's own account. */
export const ACCOUNT = '000000000000';

/** The environment of whoever calls AWS here: without this machine's profiles and proxies. */
export const emulatedEnvironment = (endpoint: string): NodeJS.ProcessEnv => ({
  PATH,
  HOME: process.env['HOME'],
  AWS_ENDPOINT_URL: endpoint,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_EC2_METADATA_DISABLED: 'true',
  SLS_TELEMETRY_DISABLED: '1',
  SLS_NOTIFICATIONS_MODE: 'off',
});

/** Starts MiniStack on loopback, with a folder of its own for what it writes. Throws where it does not answer in a minute. */
export const startMiniStack = async (command: string): Promise<LoopbackServer> => {
  // Outside of the project, whose package.json would make ES modules of MiniStack's own scripts.
  const folder = mkdtempSync(join(tmpdir(), 'hostkeeper-ministack-'));
  const env = (port: number): NodeJS.ProcessEnv => ({
    PATH,
    HOME: folder,
    TMPDIR: folder,
    STATE_DIR: folder,
    BIND_HOST: '127.0.0.1',
    MINISTACK_HOST: '127.0.0.1',
    GATEWAY_PORT: `${port}`,
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
    // Functions run as processes, also where Docker is installed.
    DOCKER_HOST: 'unix:///nonexistent',
  });
  const server = await startServer({ command, args: () => [], env, healthPath: '/_ministack/health' });
  const stop = async (): Promise<void> => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { endpoint: server.endpoint, stop };
};
