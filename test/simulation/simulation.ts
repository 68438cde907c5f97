import type { Violation } from './checker.ts';
import { drillsPhase } from './drills.ts';
import { launchPhase } from './launch-phase.ts';
import { livenessPhase } from './liveness.ts';
import { describeOptions, drawOptions } from './options.ts';
import { nightsPhase } from './nights.ts';
import { createPrng } from './prng.ts';
import { safetyPhase } from './safety.ts';
import { type Product, setUp } from './setup.ts';

export interface SimulationResult {
  /** The options and everything that happened, a line each with the time. */
  readonly history: readonly string[];
  readonly violations: readonly Violation[];
  /** The number of calls, and of those that failed. */
  readonly calls: number;
  readonly failedCalls: number;
}

/** The distances of the seeds of the launch phase, of the nights, and of the drills. */
const LAUNCHES = 1_000_003;
const NIGHTS = 2_000_003;
const DRILLS = 3_000_017;

/**
 * Runs the simulation of a seed: draws its options, then the safety phase, perhaps one without launches, the liveness
 * phase, and perhaps some nights, and days with drills. The same seed gives the same history. `product` is what
 * differs from the source.
 */
export const simulate = async (seed: number, product?: Product): Promise<SimulationResult> => {
  const prng = createPrng(seed);
  const options = drawOptions(prng);
  const simulation = await setUp(options, product);
  const { env, checker, history, log } = simulation;
  log(`seed ${seed}`);
  for (const line of describeOptions(options)) log(line);

  await safetyPhase(simulation, options, prng);
  await launchPhase(simulation, createPrng(seed + LAUNCHES));
  await livenessPhase(simulation);
  await nightsPhase(simulation, createPrng(seed + NIGHTS));
  await drillsPhase(simulation, createPrng(seed + DRILLS));

  for (const { detail, invariant } of checker.violations) log(`VIOLATED: ${invariant}: ${detail}`);
  return {
    history,
    violations: checker.violations,
    calls: env.world.calls.length,
    failedCalls: env.world.calls.filter(({ error }) => error !== undefined).length,
  };
};
