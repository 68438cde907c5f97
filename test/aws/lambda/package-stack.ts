import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { inProjectCopy, type ProjectCopy, SOURCES } from '../../../infra/commands/deploy/project-copy.ts';
import type { Template } from '../template.ts';

/** The framework's folder for what it packaged. */
const PACKAGED = '.serverless';

const TEMPLATE = 'cloudformation-template-update-stack.json';

/** The template of the stage `example`, which has a host, beside that of `prod`, which has none. */
const EXAMPLE_TEMPLATE = 'cloudformation-template-example.json';

/** The hosted zone whose records the packaged stack may change. */
export const ZONE = { id: 'Z0123456789ABCDEFGHIJ', name: 'example.com' } as const;

const PARAMS = [
  '--param=notificationEmail=you@example.com',
  `--param=hostedZones=${ZONE.id}`,
  `--param=recordNames=*.${ZONE.name}`,
];

/** The lines of serverless.yml that bundle the functions, and what stands there where no bundle is wanted. */
const BUNDLING: readonly (readonly [line: string, instead: string])[] = [
  ['  - serverless-esbuild\n', ''],
  ['  - ./infra/plugins/shrink-artifacts.ts\n', ''],
  ['  individually: true\n', '  artifact: package.json\n'],
];

/** Whether the process that started this one has packaged the stack. */
const isPackaged = (): boolean => process.env['HOSTKEEPER_PACKAGED'] !== undefined;

/** npm's note of what is installed. */
const INSTALLED = 'node_modules/.package-lock.json';

/** The file beside the zips that says what they were packaged from; the framework deletes it with the rest. */
const STAMP = 'sources.sha256';

/** A hash of everything that the zips and the template depend on. */
const hashSources = (): string => {
  const hash = createHash('sha256').update(`${process.version} ${PARAMS.join(' ')} ${EXAMPLE_TEMPLATE}`);
  const files = [...SOURCES, ...SOURCES.map((source) => `${source}/**/*`), INSTALLED].flatMap((pattern) =>
    globSync(pattern, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name)),
  );
  for (const file of files.toSorted()) hash.update(`\n${file}\n`).update(readFileSync(file));
  return hash.digest('hex');
};

/** The hash of the sources that the present zips were packaged from; empty where that is not known. */
const packagedHash = (): string => {
  const stamp = join(PACKAGED, STAMP);
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

/**
 * The template of the stage `example`, as the framework writes it. The functions are those of `prod`, so none is bundled a
 * second time, which takes a third of the time: the template differs in the paths of their bundles alone.
 */
const packageExample = (copy: ProjectCopy): string => {
  const config = 'serverless-example.yml';
  const text = BUNDLING.reduce(
    (all, [line, instead]) => {
      if (!all.includes(line)) throw new Error(`serverless.yml has no line "${line.trim()}".`);
      return all.replace(line, instead);
    },
    readFileSync(join(copy.cwd, 'serverless.yml'), 'utf8'),
  );
  writeFileSync(join(copy.cwd, config), text);
  runFramework(copy, ['--config', config, '--stage', 'example']);
  return readFileSync(join(copy.cwd, PACKAGED, TEMPLATE), 'utf8');
};

/**
 * Packages the stack as a deployment does, unless the parent process has packaged it, or nothing has changed since it was
 * packaged. The framework runs in a copy of the project, and each file that it wrote replaces the one before it in a single
 * step: another process may be reading it.
 */
export const packageStack = (): void => {
  if (isPackaged()) return;
  const hash = hashSources();
  if (packagedHash() === hash) return;
  console.error('Packaging the functions, which takes about ten seconds ...');
  inProjectCopy((copy) => {
    const example = packageExample(copy);
    runFramework(copy, PARAMS);
    const copied = join(copy.cwd, PACKAGED);
    writeFileSync(join(copied, EXAMPLE_TEMPLATE), example);
    writeFileSync(join(copied, STAMP), hash);
    mkdirSync(PACKAGED, { recursive: true });
    // Until all files are in place, nobody may take them for those of any sources.
    writeFileSync(join(PACKAGED, STAMP), '');
    const written = readdirSync(copied).toSorted((a, b) => Number(a === STAMP) - Number(b === STAMP));
    for (const file of written) renameSync(join(copied, file), join(PACKAGED, file));
    for (const file of readdirSync(PACKAGED)) if (!written.includes(file)) rmSync(join(PACKAGED, file));
  }, process.cwd());
};

const readTemplate = (name: string): Template => {
  const template: Template = JSON.parse(readFileSync(join(PACKAGED, name), 'utf8'));
  return template;
};

/** The template of the stage `prod` that was packaged last: the control plane alone. */
export const packagedTemplate = (): Template => readTemplate(TEMPLATE);

/** The template of the stage `example` that was packaged last: the control plane and its host. */
export const exampleTemplate = (): Template => readTemplate(EXAMPLE_TEMPLATE);

/** Vitest's global setup: every simulated account is deployed from the packaged template. */
export default (): void => packageStack();
