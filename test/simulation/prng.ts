import { mulberry32 } from '../aws/clock.ts';

/** A pseudo-random number generator: the same seed makes the same draws. */
export interface Prng {
  /** A number from 0 up to 1. */
  readonly random: () => number;
  /** True with this probability. */
  readonly chance: (probability: number) => boolean;
  /** A whole number between both limits, which are included. */
  readonly integerBetween: (min: number, max: number) => number;
  readonly pick: <T>(choices: readonly [T, ...T[]]) => T;
  /** Picks by the weights of the choices. Throws when there is no choice. */
  readonly pickWeighted: <T extends { readonly weight: number }>(choices: readonly T[]) => T;
}

export const createPrng = (seed: number): Prng => {
  const random = mulberry32(seed);
  return {
    random,
    chance: (probability) => random() < probability,
    integerBetween: (min, max) => min + Math.floor(random() * (max - min + 1)),
    pick: (choices) => choices[Math.floor(random() * choices.length)] ?? choices[0],
    pickWeighted: (choices) => {
      let left = random() * choices.reduce((sum, { weight }) => sum + weight, 0);
      const picked = choices.find(({ weight }) => (left -= weight) < 0);
      if (picked === undefined) throw new Error('there is nothing to pick from');
      return picked;
    },
  };
};
