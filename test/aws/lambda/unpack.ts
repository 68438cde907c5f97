import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

import { unzipSync } from 'fflate';

import { capabilityOf } from './functions.ts';

/** The name of a function's zip: `budgetKillSwitch` of `functions/budget-kill-switch.handler`. */
const zipOf = (handler: string): string =>
  capabilityOf(handler).replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

const unpack = (zip: string, root: string): void => {
  for (const [path, content] of Object.entries(unzipSync(readFileSync(zip)))) {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    if (!path.endsWith('/')) writeFileSync(file, content);
  }
};

/**
 * A copy of every packaged function, unpacked into a temporary folder. The folder is removed at the end of this process,
 * unless `remove` did so before.
 */
export const unpackFunctions = (): { readonly rootOf: (handler: string) => string; readonly remove: () => void } => {
  const folder = mkdtempSync(join(tmpdir(), 'hostkeeper-functions-'));
  const remove = (): void => {
    process.off('exit', remove);
    rmSync(folder, { recursive: true, force: true });
  };
  process.on('exit', remove);
  for (const zip of globSync('.serverless/*.zip')) unpack(zip, join(folder, basename(zip, '.zip')));
  return { rootOf: (handler) => join(folder, zipOf(handler)), remove };
};
