import type { World } from '../aws/world.ts';

/** One minute of these has a pass. */
const MINUTES = 10;

/**
 * Lets hours pass with one pass of `reconcile` in ten minutes instead of ten: for times in which nothing happens but
 * reminders. A pass costs a story as much as a minute that has one.
 */
export const advanceSparsely = async (world: World, { hours }: { readonly hours: number }): Promise<void> => {
  for (let minutes = 0; minutes < 60 * hours; minutes += MINUTES) {
    await world.advance({ minutes: 1 });
    world.pauseSchedules(true);
    await world.advance({ minutes: MINUTES - 1 });
    world.pauseSchedules(false);
  }
};
