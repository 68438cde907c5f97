import type { FunctionLoader } from '../aws/lambda/functions.ts';
import type { Violation } from './checker.ts';
import { launchPhase } from './launch-phase.ts';
import { livenessPhase } from './liveness.ts';
import { describeOptions, drawOptions } from './options.ts';
import { nightsPhase } from './nights.ts';
import { createPrng } from './prng.ts';
import { safetyPhase } from './safety.ts';
import { setUp } from './setup.ts';

export interface SimulationResult {
  /** The options and everything that happened, a line each with the time. */
  readonly history: readonly string[];
  readonly violations: readonly Violation[];
  /** The number of calls, and of those that failed. */
  readonly calls: number;
  readonly failedCalls: number;
}

/** The distances of the seeds of the launch phase, and of the nights. */
const LAUNCHES = 1_000_003;
const NIGHTS = 2_000_003;

/**
 * Runs the simulation of a seed: draws its options, then the safety phase, perhaps one without launches, the liveness
 * phase, and perhaps some nights. The same seed gives the same history. `load` replaces the functions, which are those of the source unless it is given.
 */
export const simulate = async (seed: number, load?: FunctionLoader): Promise<SimulationResult> => {
  const prng = createPrng(seed);
  const options = drawOptions(prng);
  const simulation = await setUp(options, load);
  const { env, checker, history, log } = simulation;
  log(`seed ${seed}`);
  for (const line of describeOptions(options)) log(line);

  await safetyPhase(simulation, options, prng);
  await launchPhase(simulation, createPrng(seed + LAUNCHES));
  await livenessPhase(simulation);
  await nightsPhase(simulation, createPrng(seed + NIGHTS));

  for (const { detail, invariant } of checker.violations) log(`VIOLATED: ${invariant}: ${detail}`);
  return {
    history,
    violations: checker.violations,
    calls: env.world.calls.length,
    failedCalls: env.world.calls.filter(({ error }) => error !== undefined).length,
  };
};
