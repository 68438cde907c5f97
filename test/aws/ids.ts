import type { Clock } from './clock.ts';

/** Eight digits of a number from 0 up to 1. */
const hex = (random: number): string =>
  Math.floor(random * 2 ** 32)
    .toString(16)
    .padStart(8, '0');

/** What follows the prefix of an id of AWS's, of its length, drawn by the world's seed. */
export const drawId = (clock: Pick<Clock, 'random'>): string => `0${hex(clock.random())}${hex(clock.random())}`;
