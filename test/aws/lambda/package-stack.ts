import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

import type { Template } from '../template.ts';

const TEMPLATE = '.serverless/cloudformation-template-update-stack.json';

/** The zone whose records the packaged stack may change. */
export const ZONE = { id: 'Z0123456789ABCDEFGHIJ', name: 'example.com' } as const;

const PARAMS = [
  '--param=notificationEmail=you@example.com',
  `--param=hostedZones=${ZONE.id}`,
  `--param=recordNames=*.${ZONE.name}`,
];

/** Packages the stack as a deployment would; a test that has done so says it once for all that it starts. */
export const packageStack = (): void => {
  if (process.env['HOSTKEEPER_PACKAGED'] !== undefined) return;
  execFileSync('npx', ['serverless', 'package', ...PARAMS], { stdio: 'pipe' });
};

/** The template of the stack that was packaged last. */
export const packagedTemplate = (): Template => {
  const template: Template = JSON.parse(readFileSync(TEMPLATE, 'utf8'));
  return template;
};

/** What vitest does before all tests: every world is wired by the packaged template. */
export default packageStack;
