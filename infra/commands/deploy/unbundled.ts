import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { ProjectCopy } from './project-copy.ts';

/** The lines of serverless.yml that bundle the functions, and what stands there where no bundle is wanted. */
const BUNDLING: readonly (readonly [line: string, instead: string])[] = [
  ['  - serverless-esbuild\n', ''],
  ['  - ./infra/plugins/shrink-artifacts.ts\n', ''],
  ['  individually: true\n', '  artifact: package.json\n'],
];

/**
 * Writes a configuration of the framework that bundles no function, which takes most of the time, into a copy of the project;
 * returns its options. The template differs in the paths of the bundles alone.
 */
export const unbundled = ({ cwd }: ProjectCopy): readonly string[] => {
  const config = 'serverless-unbundled.yml';
  let text = readFileSync(join(cwd, 'serverless.yml'), 'utf8');
  for (const [line, instead] of BUNDLING) {
    if (!text.includes(line)) throw new Error(`serverless.yml has no line "${line.trim()}".`);
    text = text.replace(line, instead);
  }
  writeFileSync(join(cwd, config), text);
  return ['--config', config];
};
