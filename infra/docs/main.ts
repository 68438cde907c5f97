/** Writes docs/reference from the code: `npm run docs`. A test fails when a page there is stale. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

import { NO_INPUT, readScript } from '../commands/cli/script.ts';
import { PAGES } from './pages.ts';

readScript({ name: 'docs --', summary: 'Writes docs/reference from the code.', input: NO_INPUT });

for (const { path, render } of PAGES) {
  const file = fileURLToPath(new URL(`../../${path}`, import.meta.url));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, await render());
  console.info(path);
}
