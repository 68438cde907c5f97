import type { World } from '../aws/world.ts';

/** One minute of these has a pass. */
const MINUTES = 10;

/** The hour in which the nightly snapshots are taken, and its first minutes. */
const isNight = (now: Date): boolean => now.getUTCHours() === 3 && now.getUTCMinutes() < MINUTES;

/**
 * Lets hours pass with one pass of `reconcile` in ten minutes instead of ten: for times in which nothing happens but
 * reminders. A pass costs a story as much as a minute that has one. The nightly snapshots are taken once.
 */
export const advanceSparsely = async (world: World, { hours }: { readonly hours: number }): Promise<void> => {
  for (let minutes = 0; minutes < 60 * hours; minutes += MINUTES) {
    await world.advance({ minutes: 1 });
    world.pauseSchedules(true);
    await world.advance({ minutes: MINUTES - 1 });
    world.pauseSchedules(false);
    if (isNight(world.clock.now())) await world.invoke('snapshot', { schedule: 'nightly' });
  }
};
