import { globSync } from 'node:fs';
import { resolve } from 'node:path';

import { afterEach, beforeEach } from 'vitest';

declare module 'vitest' {
  interface TaskMeta {
    /** The sites that ran during a test. */
    sites?: readonly string[];
  }
}

declare global {
  /** Notes that a site of an instrumented file ran. */
  var noteSite: ((site: string) => void) | undefined;
}

// All that a function imports runs before the first test, or the first test alone would be said to run it.
for (const file of globSync('functions/*.ts')) await import(/* @vite-ignore */ resolve(file));

let sites = new Set<string>();
globalThis.noteSite = (site) => void sites.add(site);

beforeEach(() => {
  sites = new Set();
});

afterEach(({ task }) => {
  task.meta.sites = [...sites];
});
