import { defineConfig } from 'vitest/config';

/** The stack in emulators of AWS. `npm test` does not run them: they install Python packages. */
export default defineConfig({
  test: { root: import.meta.dirname, include: ['*.emulator.ts'], testTimeout: 300_000, hookTimeout: 600_000 },
});
