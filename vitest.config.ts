import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const isSimulation = ({ moduleId }: TestSpecification): boolean => moduleId.includes('simulation');

/** Runs the simulations first. They take longest, and would keep a single worker busy at the end. */
class SimulationsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => Number(isSimulation(b)) - Number(isSimulation(a)));
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/setup.ts'],
    globalSetup: ['test/aws/lambda/package-stack.ts'],
    sequence: { sequencer: SimulationsFirst },
    // Stories run on simulated time and take seconds, but a busy machine may need longer.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // No module keeps anything of a story but what stays true in the next one. To load the clients of AWS anew for each file
    // would take a fifth of the time.
    isolate: false,
    // Every test is bound by the processor, so each core gets a worker.
    maxWorkers: '100%',
  },
});
