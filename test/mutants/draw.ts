import { globSync } from 'node:fs';

import { createPrng } from '../simulation/prng.ts';
import { type Mutant, mutantsOf, mutate } from './mutants.ts';

/** Draws some of the changes of the files that a pattern names: the same ones for the same seed and source. */
export const drawMutants = (pattern: string, count: number, seed: number): readonly Mutant[] => {
  const { random } = createPrng(seed);
  return globSync(pattern)
    .filter((file) => file.endsWith('.ts'))
    .toSorted()
    .flatMap(mutantsOf)
    .map((mutant) => ({ mutant, order: random() }))
    .toSorted((a, b) => a.order - b.order)
    .slice(0, count)
    .map(({ mutant }) => mutant);
};

/** How many elements two lists have in common from their first on. */
const commonStart = (a: readonly string[], b: readonly string[]): number => {
  const first = a.findIndex((line, index) => line !== b[index]);
  return first === -1 ? Math.min(a.length, b.length) : first;
};

/** A change as `file:line` and the lines that differ. */
export const describeMutant = (mutant: Mutant): string => {
  const { file, source, start } = mutant;
  const [before, after] = [source.split('\n'), mutate(mutant).split('\n')];
  const from = commonStart(before, after);
  const rest = Math.min(before.length, after.length) - from;
  const behind = Math.min(rest, commonStart(before.toReversed(), after.toReversed()));
  const lines = (all: readonly string[], sign: string): readonly string[] =>
    all.slice(from, all.length - behind).map((line) => `  ${sign} ${line.trim()}`);
  return [`${file}:${source.slice(0, start).split('\n').length}`, ...lines(before, '-'), ...lines(after, '+')].join(
    '\n',
  );
};
