import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const isSimulation = ({ moduleId }: TestSpecification): boolean => moduleId.includes('simulation');

/** Runs the simulations first: they take the longest, and started last they would keep one worker busy at the end. */
class SimulationsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => Number(isSimulation(b)) - Number(isSimulation(a)));
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/aws/lambda/package-stack.ts'],
    sequence: { sequencer: SimulationsFirst },
    // Stories live through days in seconds; a busy machine may need longer, and nothing here waits in real time.
    testTimeout: 60_000,
    // Every test waits for the processor alone, so each has work for one.
    maxWorkers: '100%',
  },
});
