import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

import type { Template } from '../template.ts';

const TEMPLATE = '.serverless/cloudformation-template-update-stack.json';

/** The hosted zone whose records the packaged stack may change. */
export const ZONE = { id: 'Z0123456789ABCDEFGHIJ', name: 'example.com' } as const;

const PARAMS = [
  '--param=notificationEmail=you@example.com',
  `--param=hostedZones=${ZONE.id}`,
  `--param=recordNames=*.${ZONE.name}`,
];

/** Whether the process that started this one has packaged the stack. */
export const isPackaged = (): boolean => process.env['HOSTKEEPER_PACKAGED'] !== undefined;

/** Packages the stack as a deployment does, unless the parent process has packaged it. */
export const packageStack = (): void => {
  if (isPackaged()) return;
  execFileSync('npx', ['serverless', 'package', ...PARAMS], { stdio: 'pipe' });
};

/** The template that was packaged last. */
export const packagedTemplate = (): Template => {
  const template: Template = JSON.parse(readFileSync(TEMPLATE, 'utf8'));
  return template;
};

/** Vitest's global setup: every simulated account is deployed from the packaged template. */
export default packageStack;
