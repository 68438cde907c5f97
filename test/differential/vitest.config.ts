import { defineConfig } from 'vitest/config';

/** The simulated AWS against moto. `npm test` does not run it: it installs Python packages. */
export default defineConfig({
  test: { root: import.meta.dirname, include: ['*.diff.ts'], testTimeout: 120_000, hookTimeout: 600_000 },
});
