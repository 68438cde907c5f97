import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const isStorm = ({ moduleId }: TestSpecification): boolean => moduleId.includes('storm');

/** Begins with the storms, which take the longest, so that no worker is left alone with them at the end. */
class StormsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => Number(isStorm(b)) - Number(isStorm(a)));
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/world/package.ts'],
    sequence: { sequencer: StormsFirst },
    // Stories live through days in seconds; a busy machine may need longer, and nothing here waits in real time.
    testTimeout: 60_000,
    // Every test waits for the processor alone, so each has work for one.
    maxWorkers: '100%',
  },
});
