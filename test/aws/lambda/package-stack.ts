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

/** Packages the stack as a deployment does. With `HOSTKEEPER_PACKAGED` set, the package of the parent process is used. */
export const packageStack = (): void => {
  if (process.env['HOSTKEEPER_PACKAGED'] !== undefined) return;
  execFileSync('npx', ['serverless', 'package', ...PARAMS], { stdio: 'pipe' });
};

/** The template that was packaged last. */
export const packagedTemplate = (): Template => {
  const template: Template = JSON.parse(readFileSync(TEMPLATE, 'utf8'));
  return template;
};

/** Vitest's global setup: every simulated account is deployed from the packaged template. */
export default packageStack;
