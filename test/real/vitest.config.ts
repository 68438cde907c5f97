import { defineConfig } from 'vitest/config';

/** Tests on this machine's own kernel. `npm test` does not run them: they need root, so they leave no cache of root's. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['*.real.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    cache: false,
    fileParallelism: false,
  },
});
