import type { SimulationOptions } from './options.ts';
import type { Prng } from './prng.ts';
import type { Simulation } from './setup.ts';

/** The safety phase: injects faults, and checks after every step that the invariants hold all the same. */
export const safetyPhase = async (
  { env, hostNames, log, step }: Simulation,
  { faults, faultCount, maxSecondsBetweenFaults }: SimulationOptions,
  prng: Prng,
): Promise<void> => {
  log('safety phase: faults are injected');
  for (let count = 0; count < faultCount; count++) {
    const fault = prng.pickWeighted(faults);
    const host = hostNames[prng.integerBetween(0, hostNames.length - 1)] ?? '';
    log(`${fault.name}: ${await fault.inject(env, host, prng)}`);
    await step('safety', prng.integerBetween(1, maxSecondsBetweenFaults));
  }
};
