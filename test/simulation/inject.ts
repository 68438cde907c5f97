import type { Prng } from './prng.ts';
import type { Simulation } from './setup.ts';

/** Has something happen, to a host where it needs one, and answers in a clause what. */
export type Inject = (simulation: Simulation, host: string, prng: Prng) => string;

/** The error of a call that AWS failed. */
export const LOST = { code: 'InternalError', message: 'An internal error has occurred', status: 500 } as const;

/** Has up to three of these things happen, and answers in a sentence what. */
export const injectSome = (faults: readonly [Inject, ...Inject[]], simulation: Simulation, prng: Prng): string => {
  const { hostNames } = simulation;
  const count = prng.integerBetween(0, 3);
  const clauses = Array.from({ length: count }, () => {
    const host = hostNames[prng.integerBetween(0, hostNames.length - 1)] ?? '';
    return prng.pick(faults)(simulation, host, prng);
  });
  return clauses.join('; ') || 'nothing happens';
};
