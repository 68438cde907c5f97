/** What a storm draws by: the same seed draws the same. */
export interface Dice {
  /** A number from 0 up to 1. */
  readonly draw: () => number;
  readonly oneOf: <T>(choices: readonly [T, ...T[]]) => T;
  readonly chance: (probability: number) => boolean;
  /** A whole number between these, both included. */
  readonly between: (least: number, most: number) => number;
}

export const dice = (draw: () => number): Dice => ({
  draw,
  oneOf: (choices) => choices[Math.floor(draw() * choices.length)] ?? choices[0],
  chance: (probability) => draw() < probability,
  between: (least, most) => least + Math.floor(draw() * (most - least + 1)),
});
