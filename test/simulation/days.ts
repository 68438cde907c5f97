import type { Simulation } from './setup.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** The end of the present day, in milliseconds. */
export const nextMidnight = ({ env: { world } }: Pick<Simulation, 'env'>): number =>
  Math.ceil(world.clock.now().getTime() / DAY) * DAY;

/** Lets time pass until an instant, without the passes of every minute: what happens meanwhile is not checked. */
export const rest = async ({ env: { world } }: Pick<Simulation, 'env'>, until: number): Promise<void> => {
  world.pauseSchedules(true);
  await world.clock.advance(until - world.clock.now().getTime());
  world.pauseSchedules(false);
};
