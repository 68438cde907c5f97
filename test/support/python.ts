import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The virtual environments, which a later run finds again. */
const BUILD = resolve(import.meta.dirname, '../../.build');

/** A program in Python, or why it cannot be had here: a clause. */
export type PythonProgram = { readonly path: string } | { readonly missing: string };

/** Runs a command. Returns what it said where it failed. */
const runs = (command: string, args: readonly string[]): Promise<string | undefined> =>
  run(command, args).then(
    () => undefined,
    (error: Error) => error.message,
  );

/** Makes the virtual environment. Returns why that fails; `undefined` where it does not. */
const install = async (folder: string, packages: readonly string[]): Promise<string | undefined> => {
  const isOld = await runs('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 10))']);
  if (isOld !== undefined) return 'Python 3.10 is not installed';
  await mkdir(folder, { recursive: true });
  if ((await runs('python3', ['-m', 'venv', folder])) !== undefined) return 'Python cannot make a virtual environment';
  const options = ['--quiet', '--disable-pip-version-check', '--retries=2'];
  const failure = await runs(join(folder, 'bin/pip'), ['install', ...options, ...packages]);
  if (failure !== undefined) return `pip cannot install it: ${failure.trim().split('\n').at(-1)}`;
  await writeFile(join(folder, 'installed'), '');
  return undefined;
};

/**
 * A program of packages from PyPI, in a virtual environment of their own, which is made once in `.build`: packages of other
 * tools may want other versions. `packages` have the form `name==version`, and other packages have another environment.
 * Throws in CI where it cannot be had: there no check may be left out. https://docs.python.org/3/library/venv.html
 */
export const pythonProgram = async (name: string, packages: readonly string[]): Promise<PythonProgram> => {
  const folder = join(BUILD, `python-${packages.join('-').replaceAll('==', '-')}`);
  const path = join(folder, 'bin', name);
  if (existsSync(join(folder, 'installed'))) return { path };
  const missing = await install(folder, packages);
  if (missing === undefined) return { path };
  if (process.env['CI'] !== undefined) throw new Error(`${name} is needed in CI, but ${missing}.`);
  return { missing };
};
