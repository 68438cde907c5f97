import { createHash } from 'node:crypto';

import type { Clock } from './clock.ts';

/** Eight hexadecimal digits of a number from 0 up to, but not including, 1. */
const hex = (random: number): string =>
  Math.floor(random * 2 ** 32)
    .toString(16)
    .padStart(8, '0');

/** The 17 digits after the prefix of a resource id, such as `i-` or `vol-`, drawn from the clock's seed. */
export const drawId = (clock: Pick<Clock, 'random'>): string => `0${hex(clock.random())}${hex(clock.random())}`;

/** A UUID, as the ids of events, tokens and groups are, drawn from the clock's seed. */
export const drawUuid = (clock: Pick<Clock, 'random'>): string =>
  Array.from({ length: 4 }, () => hex(clock.random()))
    .join('')
    .replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5');

/** A UUID that is the same for the same text. */
export const uuidOf = (text: string): string =>
  createHash('sha256')
    .update(text)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');

/** Hexadecimal digits, drawn one by one from the clock's seed. */
export const drawHex = (clock: Pick<Clock, 'random'>, length: number): string =>
  Array.from({ length }, () => Math.floor(clock.random() * 16).toString(16)).join('');
