import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * moto, an emulator of AWS in Python, in a virtual environment of its own. The versions are pinned: each one has faults of
 * its own, which moto-faults.ts lists. https://docs.getmoto.org/en/latest/docs/server_mode.html
 */
const PACKAGES = ['moto==5.2.5', 'boto3==1.44.8', 'botocore==1.44.8', 'flask==3.1.3', 'flask-cors==6.0.5'];

/** A new set of packages has another folder. */
const FOLDER = resolve(import.meta.dirname, '../../.build', `python-${PACKAGES.join('-').replaceAll('==', '-')}`);

const runs = (command: string, args: readonly string[]): boolean => {
  try {
    execFileSync(command, args, { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
};

/** Why moto cannot be installed here; `undefined` where it can, or is. */
export const whyNoMoto = (): string | undefined => {
  if (existsSync(join(FOLDER, 'installed'))) return undefined;
  if (!runs('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 10))']))
    return 'Python 3.10 is not installed';
  if (!runs('python3', ['-m', 'venv', '--help'])) return 'Python has no module venv';
  return undefined;
};

/** Makes the virtual environment, once. */
const install = (): void => {
  if (existsSync(join(FOLDER, 'installed'))) return;
  mkdirSync(FOLDER, { recursive: true });
  execFileSync('python3', ['-m', 'venv', FOLDER], { stdio: 'pipe' });
  const options = ['--quiet', '--disable-pip-version-check'];
  execFileSync(join(FOLDER, 'bin/pip'), ['install', ...options, ...PACKAGES], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  writeFileSync(join(FOLDER, 'installed'), '');
};

const freePort = (): Promise<number> =>
  new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });

/** Starts a server. Throws where it does not answer within a minute. */
export const startMoto = async (): Promise<{ readonly endpoint: string; readonly stop: () => void }> => {
  install();
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const server = spawn(join(FOLDER, 'bin/moto_server'), ['-H', '127.0.0.1', '-p', `${port}`], { stdio: 'ignore' });
  for (let attempt = 0; attempt < 240; attempt += 1) {
    const answered = await fetch(`${endpoint}/moto-api/`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (answered) return { endpoint, stop: () => void server.kill() };
    await sleep(250);
  }
  server.kill();
  throw new Error('moto does not answer.');
};
