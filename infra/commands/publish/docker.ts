import { spawnSync } from 'node:child_process';

import { CliError } from '../cli/errors.ts';

/** What is asked of Docker. */
export interface DockerCommand {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** For the standard input: never an argument, which every process of the machine can read. */
  readonly input?: string;
}

/** Whether Docker's output goes to the terminal, to its standard error alone, or nowhere. */
type Output = 'shown' | 'on stderr' | 'hidden';

const STDIO = {
  shown: 'inherit',
  'on stderr': 2,
  hidden: 'pipe',
} as const;

/**
 * Runs Docker. Throws a CliError where it is not installed, or fails, with what it said where nobody saw that.
 * https://docs.docker.com/reference/cli/docker/
 */
export const runDocker = ({ args, env, input }: DockerCommand, output: Output): void => {
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
export const checkDocker = (): void => {
  runDocker({ args: ['version', '--format', '{{.Server.Version}}'] }, 'hidden');
};
