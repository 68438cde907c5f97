import { spawnSync } from 'node:child_process';

import { shell } from '../../../libs/notifications/commands.ts';
import { CliError } from '../cli/errors.ts';

/** What is asked of Docker. */
export interface DockerCommand {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Whether Docker's output goes to the terminal, to its standard error alone, or nowhere. */
type Output = 'shown' | 'on stderr' | 'hidden';

const STDIO = { shown: 'inherit', 'on stderr': 2, hidden: 'pipe' } as const;

/**
 * One manifest for a tag. An attestation would make it a list of several, each of which is an image without a tag, and the
 * repository deletes those after two weeks. https://docs.docker.com/build/building/variables/#buildx_no_default_attestations
 */
const ONE_MANIFEST = { BUILDX_NO_DEFAULT_ATTESTATIONS: '1' };

/** What Docker is asked to publish a folder as an image, in this order. https://docs.docker.com/reference/cli/docker/ */
export const publishing = (image: string, platform: string, folder: string) => {
  const [registry = ''] = image.split('/');
  return {
    build: { args: ['build', '--platform', platform, '--tag', image, folder], env: ONE_MANIFEST },
    // An argument can be read by every process of the machine.
    login: { args: ['login', '--username', 'AWS', '--password-stdin', registry] },
    push: { args: ['push', image] },
  } satisfies Readonly<Record<string, DockerCommand>>;
};

/** The command as a line for a shell. */
export const dockerLine = ({ args, env = {} }: DockerCommand): string => {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  return shell`${[...variables, 'docker', ...args]}`;
};

/**
 * Runs Docker, with `input` for its standard input. Throws a CliError where it is not installed, or fails; the reason is in it
 * where nobody saw what Docker said.
 */
export const runDocker = ({ args, env }: DockerCommand, output: Output, input?: string): void => {
  const { status, stderr, error } = spawnSync('docker', args, {
    env: { ...process.env, ...env },
    encoding: 'utf8',
    ...(input !== undefined && { input }),
    stdio: [input === undefined ? 'inherit' : 'pipe', STDIO[output], output === 'hidden' ? 'pipe' : 'inherit'],
  });
  if (status === 0) return;
  if (error && 'code' in error && error.code === 'ENOENT')
    throw new CliError('There is no docker on PATH: install it (https://docs.docker.com/engine/install/).');
  const reason = output === 'hidden' ? `: ${(error?.message ?? stderr).trim()}` : ', for the reason above';
  throw new CliError(`docker ${args[0]} failed${reason}${/[.?!]$/.test(reason) ? '' : '.'}`);
};

/** Throws a CliError where Docker is not installed, or its daemon does not answer. */
export const checkDocker = (): void => runDocker({ args: ['version', '--format', '{{.Server.Version}}'] }, 'hidden');
