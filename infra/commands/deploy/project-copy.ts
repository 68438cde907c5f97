import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const PROJECT = fileURLToPath(new URL('../../..', import.meta.url));

/** The settings of the stages, from the project's folder. */
export const STAGES_PATH = 'infra/stages.yml';

/** The same, wherever it is asked for. */
export const STAGES_FILE = join(PROJECT, STAGES_PATH);

/** What the framework reads. */
export const SOURCES = [
  'events',
  'functions',
  'infra',
  'libs',
  'package.json',
  'package-lock.json',
  'serverless.yml',
  'tsconfig.json',
] as const;

/** Where the framework runs. */
export interface ProjectCopy {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * A copy of the project. The framework deletes `.serverless` before it packages, and in the project itself another process
 * may be reading it; it also leaves folders in the temporary directory, which is here one of the copy. Whoever makes a copy
 * removes it. `project` is the absolute path of another project.
 */
export const createProjectCopy = (project = PROJECT): ProjectCopy => {
  const build = join(project, '.build');
  mkdirSync(build, { recursive: true });
  const cwd = mkdtempSync(join(build, 'package-'));
  for (const source of SOURCES) cpSync(join(project, source), join(cwd, source), { recursive: true });
  const temporary = join(cwd, 'tmp');
  mkdirSync(temporary);
  // Node's own choice would be in the temporary directory, and go with the copy.
  const compileCache = join(tmpdir(), 'node-compile-cache');
  return { cwd, env: { NODE_COMPILE_CACHE: compileCache, ...process.env, TMPDIR: temporary } };
};

const ignore = (): void => {};

/** Does something in a copy of the project, which is removed afterwards, also where Ctrl-C ended the work. */
export const inProjectCopy = <T>(work: (copy: ProjectCopy) => T, project = PROJECT): T => {
  process.on('SIGINT', ignore);
  const copy = createProjectCopy(project);
  try {
    return work(copy);
  } finally {
    process.off('SIGINT', ignore);
    rmSync(copy.cwd, { recursive: true });
  }
};
