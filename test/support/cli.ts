import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { onTestFinished } from 'vitest';
import type * as z from 'zod/mini';

import { listen, type Listener } from '../aws/http/listener.ts';
import { runClock } from '../sandbox/serve.ts';
import type { World } from '../aws/world.ts';
import { given } from './given.ts';

/** What a process printed, and how it ended. */
export interface ProcessRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How many seconds pass in a world in a second of a story, unless it says otherwise. */
const DEFAULT_SPEED = 300;

/** A folder that does not exist, and so has no AWS configuration. */
const NO_FOLDER = join(tmpdir(), 'hostkeeper-no-configuration');

const run = (
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  input = '',
  cwd = '.',
): Promise<ProcessRun> =>
  new Promise((resolve) => {
    const child = execFile(command, args, { env, cwd, maxBuffer: 10_000_000 }, (_, stdout, stderr) =>
      resolve({ code: child.exitCode ?? 1, stdout, stderr }),
    );
    child.stdin?.end(input);
  });

/** The environment of an operator who has no credentials. */
export const noCredentials: NodeJS.ProcessEnv = {
  PATH: process.env['PATH'],
  HOME: process.env['HOME'],
  AWS_CONFIG_FILE: join(NO_FOLDER, 'config'),
  AWS_SHARED_CREDENTIALS_FILE: join(NO_FOLDER, 'credentials'),
  AWS_EC2_METADATA_DISABLED: 'true',
};

/** The environment of the owner of an account at an endpoint. */
export const ownerAt = (port: number): NodeJS.ProcessEnv => ({
  ...noCredentials,
  AWS_ACCESS_KEY_ID: 'owner',
  AWS_SECRET_ACCESS_KEY: 'any',
  AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
  AWS_PAGER: '',
  // What check asks of the packaged stack, this run of the tests has packaged.
  HOSTKEEPER_PACKAGED: 'yes',
});

/** What `npm run hostkeeper` starts. */
const COMMAND = ['--require', './infra/node-version.cjs', 'infra/commands/hostkeeper.ts'];

/** Runs the operator's command as a process, in this folder or in that of another clone. */
export const hostkeeper = (
  args: readonly string[],
  env: NodeJS.ProcessEnv = noCredentials,
  input = '',
  cwd = '.',
): Promise<ProcessRun> => run(process.execPath, [...COMMAND, ...args], env, input, cwd);

/** The region that a request is signed for. */
const SIGNED_REGION = /Credential=[^/]+\/\d+\/([^/]+)\//;

/** Opens worlds, one a region, behind one endpoint, and lets their time run. */
const open = async (worlds: readonly World[], speed: number) => {
  const ended = new AbortController();
  const listener: Listener = await listen(({ headers, ...request }) => {
    const [, region = ''] = SIGNED_REGION.exec(headers['authorization'] ?? '') ?? [];
    const world = worlds.find(({ names }) => names.region === region) ?? worlds[0];
    if (!world) throw new Error('there is no world');
    return world.respond({ headers, ...request });
  });
  const clocks = worlds.map((world) => runClock(world, speed, ended.signal));
  return {
    port: listener.port,
    close: async (): Promise<void> => {
      ended.abort();
      await Promise.all(clocks);
      listener.close();
    },
  };
};

type GivenWorld = Awaited<ReturnType<typeof given>>;

/** The worlds of regions whose hosts are these, behind one endpoint, and what an operator types there. */
const openGiven = async (givens: readonly GivenWorld[], speed = DEFAULT_SPEED) => {
  const { port, close } = await open(
    givens.map(({ world }) => world),
    speed,
  );
  const env = ownerAt(port);
  /** Runs `hostkeeper`, with these variables besides the owner's, and this text on its standard input. */
  const type = (args: readonly string[], variables: NodeJS.ProcessEnv = {}, input = ''): Promise<ProcessRun> =>
    hostkeeper(args, { ...env, ...variables }, input);
  return {
    env,
    close,
    type,
    /** The same with --json: what it printed, read by the schema of the command, and its exit code. */
    typeJson: async <S extends z.ZodMiniType>(schema: S, args: readonly string[]) => {
      const { stdout, code } = await type([...args, '--json']);
      return { output: schema.parse(JSON.parse(stdout)), code };
    },
    /** Runs a line in a shell. */
    paste: (line: string): Promise<ProcessRun> => run('sh', ['-c', line], env),
  };
};

/** The time at which a world begins whose clock is to agree with the operator's. */
const now = (): string => new Date().toISOString();

/** A world of us-east-1 with these hosts whose time runs, and an operator in front of it, until somebody closes it. */
export const openOperator = async (
  hosts: Parameters<typeof given>[0],
  { speed, ...options }: Omit<NonNullable<Parameters<typeof given>[1]>, 'start'> & { readonly speed?: number } = {},
) => {
  const env = await given(hosts, { ...options, start: now() });
  const operator = await openGiven([env], speed);
  return { ...env, ...operator };
};

/** The same until the end of the present test. */
export const givenOperator = async (...args: Parameters<typeof openOperator>) => {
  const operator = await openOperator(...args);
  onTestFinished(operator.close);
  return operator;
};

/** A stage in two regions, us-east-1 and eu-central-1, with these hosts, until the end of the present test. */
export const givenTwoRegions = async (home: Parameters<typeof given>[0], other: Parameters<typeof given>[0]) => {
  const hostRegions = 'us-east-1,eu-central-1';
  const first = await given(home, { hostRegions, start: now() });
  const second = await given(other, { region: 'eu-central-1', start: now() });
  const operator = await openGiven([first, second]);
  onTestFinished(operator.close);
  return { home: first, other: second, ...operator };
};
