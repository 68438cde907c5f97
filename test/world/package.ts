import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

import type { Template } from './template.ts';

const TEMPLATE = '.serverless/cloudformation-template-update-stack.json';

/** Packages the stack as a deployment would. */
export const packageStack = (): void => {
  execFileSync('npx', ['serverless', 'package', '--param=notificationEmail=you@example.com'], { stdio: 'pipe' });
};

/** The template of the stack that was packaged last. */
export const packagedTemplate = (): Template => {
  const template: Template = JSON.parse(readFileSync(TEMPLATE, 'utf8'));
  return template;
};

/** What vitest does before all tests: every world is wired by the packaged template. */
export default packageStack;
