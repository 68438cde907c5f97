import { nearest } from '../../../libs/hosts/nearest.ts';

/** ` Did you mean NAME?`, or nothing. */
export const suggestion = (typed: string, known: readonly string[]): string => {
  const word = nearest(typed, known);
  return word === undefined ? '' : ` Did you mean ${word}?`;
};
