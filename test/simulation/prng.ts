/** What a storm draws by: the same seed draws the same. */
export interface Prng {
  /** A number from 0 up to 1. */
  readonly random: () => number;
  readonly pick: <T>(choices: readonly [T, ...T[]]) => T;
  readonly chance: (probability: number) => boolean;
  /** A whole number between these, both included. */
  readonly integerBetween: (least: number, most: number) => number;
}

export const createPrng = (random: () => number): Prng => ({
  random,
  pick: (choices) => choices[Math.floor(random() * choices.length)] ?? choices[0],
  chance: (probability) => random() < probability,
  integerBetween: (least, most) => least + Math.floor(random() * (most - least + 1)),
});
