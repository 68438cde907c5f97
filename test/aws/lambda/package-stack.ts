import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';

import { withStageSettings } from '../../../infra/commands/cli/stages-file.ts';
import { inProjectCopy, type ProjectCopy, SOURCES, STAGES_PATH } from '../../../infra/commands/deploy/project-copy.ts';
import { unbundled } from '../../../infra/commands/deploy/unbundled.ts';
import { subnetIn } from '../ec2/subnets.ts';
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
  // The zone `c` is one to which no group may be moved.
  `--param=restoreSubnets=${['a', 'b'].map((letter) => subnetIn(`us-east-1${letter}`)).join(',')}`,
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

/** Runs the framework in a copy of the project. */
const runFramework = ({ cwd, env }: ProjectCopy, args: readonly string[]): void => {
  execFileSync(process.execPath, [resolve('node_modules/.bin/serverless'), 'package', ...args], {
    cwd,
    env,
    stdio: 'pipe',
  });
};

/** A file that is made in the copy of the project, and stands beside what is packaged. */
interface OtherFile {
  readonly name: string;
  readonly make: (copy: ProjectCopy) => string;
}

/** The template of the stage `example`, as the framework writes it. The functions are those of `prod`, so none is bundled a second time. */
const EXAMPLE: OtherFile = {
  name: 'cloudformation-template-example.json',
  make: (copy) => {
    runFramework(copy, [...unbundled(copy), '--stage', 'example']);
    return readFileSync(templateIn(join(copy.cwd, PACKAGED)), 'utf8');
  },
};

/** The template of the stage `example` whose host has these settings besides. It is packaged anew, in some seconds. */
export const packageExample = (settings: Readonly<Record<string, string>>): Template =>
  inProjectCopy((copy) => {
    const file = join(copy.cwd, STAGES_PATH);
    const added = Object.entries(settings).map(([name, value]) => ({ path: ['example', 'host', name], value }));
    writeFileSync(file, withStageSettings(readFileSync(file, 'utf8'), added));
    const template: Template = JSON.parse(EXAMPLE.make(copy));
    return template;
  }, process.cwd());

/**
 * Packages the stack as a deployment with these arguments does, unless nothing has changed since it was packaged into that
 * folder. The framework runs in a copy of the project, and each file that it wrote replaces the one before it in a single
 * step: another process may be reading it.
 */
export const packageInto = (folder: string, args: readonly string[]): void => {
  // The tests read this beside the stack of `prod`, which is packaged into one folder by more than one command.
  const others = folder === PACKAGED ? [EXAMPLE] : [];
  const hash = hashSources([...args, ...others.map(({ name }) => name)]);
  if (packagedHash(folder) === hash) return;
  console.error('Packaging the functions, which takes about ten seconds ...');
  inProjectCopy((copy) => {
    // The framework deletes what it packaged before.
    const made = others.map(({ name, make }) => ({ name, text: make(copy) }));
    runFramework(copy, args);
    const copied = join(copy.cwd, PACKAGED);
    for (const { name, text } of made) writeFileSync(join(copied, name), text);
    writeFileSync(join(copied, STAMP), hash);
    mkdirSync(folder, { recursive: true });
    // Until all files are in place, nobody may take them for those of any sources.
    writeFileSync(join(folder, STAMP), '');
    const written = readdirSync(copied).toSorted((a, b) => Number(a === STAMP) - Number(b === STAMP));
    for (const file of written) renameSync(join(copied, file), join(folder, file));
    for (const file of readdirSync(folder)) if (!written.includes(file)) rmSync(join(folder, file));
  }, process.cwd());
};

/** Packages the stack of the stage `prod`, and the template of the stage `example`, unless the parent process has packaged it, or nothing has changed since. */
export const packageStack = (): void => {
  if (!isPackaged()) packageInto(PACKAGED, PARAMS);
};

/** The templates that this process has read, by their files, and when each file was written. */
const templates = new Map<string, { readonly writtenAt: number; readonly template: Template }>();

/** A story needs some milliseconds; reading the template, and resolving it, would take most of them. All share one, which is frozen. */
const readTemplate = (file: string): Template => {
  const { mtimeMs: writtenAt } = statSync(file);
  const known = templates.get(file);
  if (known?.writtenAt === writtenAt) return known.template;
  const template: Template = JSON.parse(readFileSync(file, 'utf8'), (_, value: unknown) => Object.freeze(value));
  templates.set(file, { writtenAt, template });
  return template;
};

/** The template of the stage `prod` that was packaged last: the control plane alone. */
export const packagedTemplate = (): Template => readTemplate(templateIn(PACKAGED));

/** The template of the stage `example` that was packaged last: the control plane and its host. */
export const exampleTemplate = (): Template => readTemplate(join(PACKAGED, EXAMPLE.name));

/** Vitest's global setup: every simulated account is deployed from the packaged template. */
export default (): void => packageStack();
