import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/world/package.ts'],
    // Stories live through days in seconds; a busy machine may need longer, and nothing here waits in real time.
    testTimeout: 60_000,
    // Every test waits for the processor alone, so each has work for one.
    maxWorkers: '100%',
  },
});
