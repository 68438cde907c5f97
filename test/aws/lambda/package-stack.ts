import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { inProjectCopy, SOURCES } from '../../../infra/commands/deploy/project-copy.ts';
import type { Template } from '../template.ts';

/** The framework's folder for what it packaged. */
export const PACKAGED = '.serverless';

/** The template in a folder of what was packaged. */
export const templateIn = (folder: string): string => join(folder, 'cloudformation-template-update-stack.json');

/** The hosted zone whose records the packaged stack may change. */
export const ZONE = { id: 'Z0123456789ABCDEFGHIJ', name: 'example.com' } as const;

/** The parameters of the packaged stack. */
export const PARAMS = [
  '--param=notificationEmail=you@example.com',
  `--param=hostedZones=${ZONE.id}`,
  `--param=recordNames=*.${ZONE.name}`,
];

/** Whether the process that started this one has packaged the stack. */
const isPackaged = (): boolean => process.env['HOSTKEEPER_PACKAGED'] !== undefined;

/** npm's note of what is installed. */
const INSTALLED = 'node_modules/.package-lock.json';

/** The file beside the zips that says what they were packaged from; the framework deletes it with the rest. */
const STAMP = 'sources.sha256';

/** A hash of everything that the zips and the template depend on. */
const hashSources = (args: readonly string[]): string => {
  const hash = createHash('sha256').update(`${process.version} ${args.join(' ')}`);
  const files = [...SOURCES, ...SOURCES.map((source) => `${source}/**/*`), INSTALLED].flatMap((pattern) =>
    globSync(pattern, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name)),
  );
  for (const file of files.toSorted()) hash.update(`\n${file}\n`).update(readFileSync(file));
  return hash.digest('hex');
};

/** The hash of the sources that the present zips were packaged from; empty where that is not known. */
const packagedHash = (folder: string): string => {
  const stamp = join(folder, STAMP);
  return existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
};

/**
 * Packages the stack as a deployment with these arguments does, unless nothing has changed since it was packaged into that
 * folder. The framework runs in a copy of the project, and each file that it wrote replaces the one before it in a single
 * step: another process may be reading it.
 */
export const packageInto = (folder: string, args: readonly string[]): void => {
  const hash = hashSources(args);
  if (packagedHash(folder) === hash) return;
  console.error('Packaging the functions, which takes about ten seconds ...');
  inProjectCopy(({ cwd, env }) => {
    execFileSync(process.execPath, [resolve('node_modules/.bin/serverless'), 'package', ...args], {
      cwd,
      env,
      stdio: 'pipe',
    });
    const copied = join(cwd, PACKAGED);
    writeFileSync(join(copied, STAMP), hash);
    mkdirSync(folder, { recursive: true });
    // Until all files are in place, nobody may take them for those of any sources.
    writeFileSync(join(folder, STAMP), '');
    const written = readdirSync(copied).toSorted((a, b) => Number(a === STAMP) - Number(b === STAMP));
    for (const file of written) renameSync(join(copied, file), join(folder, file));
    for (const file of readdirSync(folder)) if (!written.includes(file)) rmSync(join(folder, file));
  }, process.cwd());
};

/** Packages the stack of the stage `prod`, unless the parent process has packaged it, or nothing has changed since. */
export const packageStack = (): void => {
  if (!isPackaged()) packageInto(PACKAGED, PARAMS);
};

/** The template that was packaged last. */
export const packagedTemplate = (): Template => {
  const template: Template = JSON.parse(readFileSync(templateIn(PACKAGED), 'utf8'));
  return template;
};

/** Vitest's global setup: every simulated account is deployed from the packaged template. */
export default (): void => packageStack();
