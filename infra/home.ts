import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether the framework can keep its folder in the home directory. */
const isWritable = (home: string): boolean => {
  try {
    mkdirSync(join(home, '.serverless'), { recursive: true });
    return true;
  } catch {
    return false;
  }
};

/**
 * Lets the Serverless Framework run where there is no home directory, or one that cannot be written: it keeps a cache there,
 * and fails without. The cache is code, so the folder for it is new and nobody else's, and goes when the process ends.
 */
export const provideHome = (): void => {
  const home = homedir();
  if (home !== '' && isWritable(home)) return;
  const folder = mkdtempSync(join(tmpdir(), 'hostkeeper-home-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  process.env['SLS_SCHEMA_CACHE_BASE_DIR'] ??= folder;
  if (home === '') process.env['HOME'] = folder;
};
