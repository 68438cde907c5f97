import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

import type { Template } from '../template.ts';

/** The framework's folder for what it packaged. */
const PACKAGED = '.serverless';

const TEMPLATE = `${PACKAGED}/cloudformation-template-update-stack.json`;

/** The hosted zone whose records the packaged stack may change. */
export const ZONE = { id: 'Z0123456789ABCDEFGHIJ', name: 'example.com' } as const;

const PARAMS = [
  '--param=notificationEmail=you@example.com',
  `--param=hostedZones=${ZONE.id}`,
  `--param=recordNames=*.${ZONE.name}`,
];

/** Whether the process that started this one has packaged the stack. */
export const isPackaged = (): boolean => process.env['HOSTKEEPER_PACKAGED'] !== undefined;

/** What a deployment reads. */
const SOURCES = [
  'events',
  'functions',
  'infra',
  'libs',
  'package.json',
  'package-lock.json',
  'serverless.yml',
  'tsconfig.json',
] as const;

/**
 * Packages the stack as a deployment does, unless the parent process has packaged it. The framework begins by deleting
 * `.serverless`, which another process may be reading. So it runs in a copy of the project, and each file that it wrote
 * replaces the one before it in a single step.
 */
export const packageStack = (): void => {
  if (isPackaged()) return;
  mkdirSync('.build', { recursive: true });
  const copy = mkdtempSync(join('.build', 'package-'));
  try {
    for (const source of SOURCES) cpSync(source, join(copy, source), { recursive: true });
    execFileSync(process.execPath, [resolve('node_modules/.bin/serverless'), 'package', ...PARAMS], {
      cwd: copy,
      stdio: 'pipe',
    });
    mkdirSync(PACKAGED, { recursive: true });
    const written = readdirSync(join(copy, PACKAGED));
    for (const file of written) renameSync(join(copy, PACKAGED, file), join(PACKAGED, file));
    for (const file of readdirSync(PACKAGED)) if (!written.includes(file)) rmSync(join(PACKAGED, file));
  } finally {
    rmSync(copy, { recursive: true });
  }
};

/** The template that was packaged last. */
export const packagedTemplate = (): Template => {
  const template: Template = JSON.parse(readFileSync(TEMPLATE, 'utf8'));
  return template;
};

/** Vitest's global setup: every simulated account is deployed from the packaged template. */
export default packageStack;
